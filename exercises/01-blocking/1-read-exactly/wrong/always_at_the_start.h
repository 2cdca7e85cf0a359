// Wrong: every read puts its bytes at the beginning again.
// Caught by: read_exactly.puts_three_short_reads_together
#pragma once

#include <unistd.h>

#include <cstddef>
#include <span>
#include <string_view>
#include <system_error>

#include "01-blocking/error.h"

namespace answer {

/// Reads until `into` is full. Signals do not show.
/// Shape:    returns into.size(), or how far it got when `error` is set
/// Errors:   net::error::eof if the stream ends half-way; otherwise what
///           read(2) left in errno. Cleared if nothing is wrong.
inline std::size_t read_exactly(int fd, std::span<char> into,
                                std::error_code& error) {
    std::size_t done = 0;
    error.clear();
    while (done < into.size()) {
        const ssize_t n = ::read(fd, into.data(), into.size() - done);
        if (n > 0) {
            done += static_cast<std::size_t>(n);
        } else if (n == 0) {
            error = net::error::eof;
            return done;
        } else if (errno != EINTR) {
            error = net::last_error();
            return done;
        }
    }
    return done;
}

/// Writes all of `bytes`. Signals do not show.
/// Shape:    returns bytes.size(), or how far it got when `error` is set
/// Errors:   what write(2) left in errno. Cleared if nothing is wrong.
inline std::size_t write_all(int fd, std::string_view bytes,
                             std::error_code& error) {
    std::size_t done = 0;
    error.clear();
    while (done < bytes.size()) {
        const ssize_t n = ::write(fd, bytes.data() + done, bytes.size() - done);
        if (n >= 0) {
            done += static_cast<std::size_t>(n);
        } else if (errno != EINTR) {
            error = net::last_error();
            return done;
        }
    }
    return done;
}

} // namespace answer
