// Shared memory between the calls that fail and the one who lets them fail.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <string_view>

namespace net {

/// The functions of libc that can be made to fail.
inline constexpr std::array<std::string_view, 39> faulty_calls{
    "accept4",     "bind",       "close",   "connect",        "epoll_create1",
    "epoll_ctl",   "epoll_wait", "eventfd", "fcntl",          "fork",
    "getsockname", "getsockopt", "ioctl",   "listen",         "mmap",
    "mprotect",    "nanosleep",  "pipe2",   "poll",           "pthread_create",
    "pwritev2",    "read",       "readv",   "recv",           "recvmsg",
    "select",      "send",       "sendmsg", "setsockopt",     "shutdown",
    "sigaction",   "signalfd",   "socket",  "timerfd_create", "timerfd_settime",
    "wait4",       "waitpid",    "write",   "writev"};

/// A function's place in the list; its size if it does not stand there.
constexpr std::size_t call_number(std::string_view name) {
    std::size_t number = 0;
    while (number < faulty_calls.size() && faulty_calls[number] != name) {
        ++number;
    }
    return number;
}

/// Zeros are a board on which nothing fails. Set `failing` last.
/// Threads:  any, of any process that has it mapped
struct fault_board {
    /// How often each function has been called.
    std::array<std::atomic<unsigned>, faulty_calls.size()> made;

    std::atomic<std::size_t> failing; // a call's number and 1; 0: none
    std::atomic<int> error;           // errno; 0: a transfer is cut short
    std::atomic<std::size_t> most;    // bytes, of one that is cut short
    std::atomic<int> skipped;         // so many calls go well before
    std::atomic<int> times;           // so many fail then
    std::atomic<unsigned> hits;       // so many have failed
};
static_assert(std::atomic<std::size_t>::is_always_lock_free);

} // namespace net
