// Lines out of a stream: the stream has no borders, so we look for '\n'.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace net {

/// Cuts bytes that come in any portions into lines. Does no I/O, so that
/// chapters which must not wait can use it as well.
class line_splitter {
public:
    /// Units:    `limit` bytes a line, its end not counted
    explicit line_splitter(std::size_t limit) : limit_(limit) {}

    void append(std::string_view bytes) { bytes_ += bytes; }

    /// The next whole line, without its "\n" or "\r\n"; nothing if there is
    /// none yet, or if it is too long.
    std::optional<std::string> next();

    /// True once the line that comes next is longer than the limit, whether
    /// its end has come or not.
    bool too_long() const;

    /// Bytes that have come and are not yet taken.
    std::size_t pending() const { return bytes_.size(); }

private:
    std::size_t limit_;
    std::string bytes_; // not yet taken
};

/// Reads lines from a descriptor, waiting for each.
/// Lifetime: the descriptor is borrowed and must outlive the reader
class line_reader {
public:
    line_reader(int fd, std::size_t limit) : fd_(fd), lines_(limit) {}

    /// Errors:   error::eof after the last whole line (an unfinished one may
    ///           have been cut off, so it is no line);
    ///           std::errc::message_size for a line over the limit;
    ///           otherwise as read_some
    std::string read_line(std::error_code& error);

private:
    int fd_; // borrowed
    line_splitter lines_;
};

} // namespace net
