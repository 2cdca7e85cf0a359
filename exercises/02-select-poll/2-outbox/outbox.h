// What a client has not taken yet, and when it is too much; and a check.
#pragma once

#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <system_error>

#include "01-blocking/error.h"
#include "01-blocking/socket.h"
#include "02-select-poll/nonblocking.h"

namespace answer {

/// A queue of pieces for a non-blocking socket, with backpressure.
/// Threads:  one
class outbox {
public:
    /// Units:    bytes; low < high
    outbox(std::size_t low, std::size_t high) : low_(low), high_(high) {}

    void push(std::string piece) {
        // Your code.
        (void)piece;
    }

    /// Writes what the kernel takes without waiting, many pieces a call.
    /// Shape:    returns the number of bytes written
    /// Errors:   as writev(2); that the kernel takes no more now is none
    std::size_t flush(int fd, std::error_code& error) {
        // Your code: gather up to most_pieces of them, starting with what
        // is left of the first, into an array of iovec; ::writev(); take
        // off what was written; again, until all is gone or none is taken.
        (void)fd;
        error = std::make_error_code(std::errc::function_not_supported);
        return 0;
    }

    bool empty() const { return size_ == 0; }
    std::size_t size() const { return size_; } // bytes

    /// Whether the one who fills it should stop: from the moment when `high`
    /// bytes wait, until no more than `low` do.
    bool is_full() const { return is_full_; }

private:
    static constexpr std::size_t most_pieces = 64; // a system call

    [[maybe_unused]] const std::size_t low_;
    [[maybe_unused]] const std::size_t high_;
    std::deque<std::string> pieces_;           // none of them empty
    [[maybe_unused]] std::size_t written_ = 0; // bytes, of the first piece
    std::size_t size_ = 0;                     // bytes that wait
    bool is_full_ = false;
};

/// Your own check: tells an outbox that goes on after a short write from one
/// that loses the rest.
/// Shape:    Outbox has push(std::string), flush(fd, error) and empty(), and
///           needs no argument; true if all is well with it
template <class Outbox>
bool passes_my_check() {
    // Your code: a net::connected_pair(), its writing end made
    // non-blocking; more bytes than the kernel takes at once.
    return true;
}

} // namespace answer
