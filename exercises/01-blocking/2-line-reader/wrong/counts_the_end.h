// Wrong: the carriage return counts against the limit.
// Caught by: line_reader.takes_a_line_as_long_as_the_limit
#pragma once

#include <cstddef>
#include <string>
#include <system_error>

#include "01-blocking/error.h"
#include "01-blocking/socket.h"
#include "01-blocking/stream.h"

namespace answer {

/// Reads lines from a descriptor, waiting for each.
/// Lifetime: the descriptor is borrowed and must outlive the reader
class line_reader {
public:
    /// Units:    `limit` bytes a line, its end not counted
    line_reader(int fd, std::size_t limit) : fd_(fd), limit_(limit) {}

    /// The next line, without its "\n" or "\r\n".
    /// Errors:   net::error::eof after the last whole line (an unfinished one
    ///           is no line); std::errc::message_size for a line over the
    ///           limit, as soon as that is certain; otherwise as read_some
    std::string read_line(std::error_code& error) {
        for (;;) {
            const std::size_t end = bytes_.find('\n');
            std::string line = bytes_.substr(0, end);
            if (line.size() > limit_) {
                error = std::make_error_code(std::errc::message_size);
                return {};
            }
            if (end != std::string::npos) {
                bytes_.erase(0, end + 1);
                if (line.ends_with('\r')) line.pop_back();
                error.clear();
                return line;
            }
            char room[4096];
            const std::size_t n = net::read_some(fd_, room, error);
            if (error) return {};
            bytes_.append(room, n);
        }
    }

private:
    int fd_; // borrowed
    std::size_t limit_;
    std::string bytes_; // that have come and are not yet given out
};

/// Your own check: tells a line reader that keeps what came behind a line from
/// one that loses it.
/// Shape:    LineReader has line_reader's constructor and read_line();
///           true if all is well with it
template <class LineReader>
bool passes_my_check() {
    auto [ours, theirs] = net::connected_pair();
    std::error_code error;
    net::write_all(theirs.get(), "one\ntwo\n", error);
    theirs.reset(); // so that a reader that has lost a line does not hang
    LineReader lines(ours.get(), 100);
    const std::string first = lines.read_line(error);
    const std::string second = lines.read_line(error);
    return first == "one" && second == "two" && !error;
}

} // namespace answer
