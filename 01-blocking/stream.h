// Reading and writing a stream of bytes: some of it, or all of it.
#pragma once

#include <sys/uio.h>
#include <unistd.h>

#include <cstddef>
#include <span>
#include <string_view>
#include <system_error>

#include "01-blocking/error.h"

namespace net {

/// Reads what is there, at least one byte, waiting for it if need be.
/// Shape:    returns n, 0 < n <= into.size(); 0 says that `error` is set
/// Errors:   error::eof at the end of the stream; would_block() after a
///           timeout; otherwise as read(2). Interruptions are not reported.
std::size_t read_some(int fd, std::span<char> into, std::error_code& error);

/// Reads until `into` is full.
/// Shape:    returns into.size(), or how far it got when `error` is set
/// Errors:   as read_some; error::eof also if the stream ends half-way
std::size_t read_exactly(int fd, std::span<char> into, std::error_code& error);

/// Writes as much as the kernel takes at once, at least one byte.
/// Errors:   would_block() after a timeout; otherwise as write(2)
std::size_t write_some(int fd, std::string_view bytes, std::error_code& error);

/// Writes all of `bytes`.
/// Shape:    returns bytes.size(), or how far it got when `error` is set
std::size_t write_all(int fd, std::string_view bytes, std::error_code& error);

/// Writes all of several pieces, in as few system calls as there can be.
/// Shape:    returns the sum of the pieces' sizes, or how far it got;
///           `pieces` is used up as the writing goes on
/// Source:   writev(2), which takes IOV_MAX pieces at a time
std::size_t write_all(int fd, std::span<iovec> pieces, std::error_code& error);

/// Takes the first `written` bytes off `pieces` and returns the rest.
std::span<iovec> drop_written(std::span<iovec> pieces, std::size_t written);

// The two that every message goes through stand here, for they are little more
// than their system call.

namespace detail {

/// Calls `transfer` until no signal interrupts it; see signal(7).
template <class Transfer>
std::size_t uninterrupted(Transfer transfer, std::error_code& error) {
    for (;;) {
        const ssize_t n = transfer();
        error = n == -1 ? last_error() : std::error_code();
        if (n != -1) return static_cast<std::size_t>(n);
        if (errno != EINTR) return 0;
    }
}

} // namespace detail

inline std::size_t read_some(int fd, std::span<char> into,
                             std::error_code& error) {
    const std::size_t n = detail::uninterrupted(
        [&] { return ::read(fd, into.data(), into.size()); }, error);
    if (n == 0 && !error) error = error::eof; // nobody will write any more
    return n;
}

inline std::size_t write_some(int fd, std::string_view bytes,
                              std::error_code& error) {
    return detail::uninterrupted(
        [&] { return ::write(fd, bytes.data(), bytes.size()); }, error);
}

} // namespace net
