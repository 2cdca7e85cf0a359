// What a server of this process prints, led into a socket.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <string>
#include <utility>

#include "01-blocking/line_reader.h"
#include "01-blocking/socket.h"
#include "01-blocking/unique_fd.h"

namespace net {

/// Takes what is written to standard output, or to standard error, for as
/// long as it lives.
class captured_output {
public:
    explicit captured_output(std::FILE* stream = stdout) : stream_(stream) {
        std::fflush(stream_);
        before_.reset(::dup(::fileno(stream_)));
        ::dup2(ends_.first.get(), ::fileno(stream_));
    }
    captured_output(const captured_output&) = delete;
    captured_output& operator=(const captured_output&) = delete;
    ~captured_output() {
        std::fflush(stream_);
        ::dup2(before_.get(), ::fileno(stream_));
    }

    /// Waits for the next line.
    std::string line() {
        std::error_code error;
        return lines_.read_line(error);
    }

    /// Waits for a server's one line, and takes the address out of it.
    host_port address() {
        return parse_host_port(
            line().substr(std::string("listening on ").size()));
    }

private:
    std::FILE* const stream_;
    const std::pair<unique_fd, unique_fd> ends_ = connected_pair();
    line_reader lines_{ends_.second.get(), 1000};
    unique_fd before_; // where the stream led
};

} // namespace net
