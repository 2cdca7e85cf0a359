// Reading, writing, accepting and connecting that park a task, in the words of
// chapter 01.
#pragma once

#include <sys/uio.h>

#include <chrono>
#include <cstddef>
#include <span>
#include <string_view>
#include <system_error>

#include "01-blocking/unique_fd.h"
#include "02-select-poll/nonblocking.h"
#include "02-select-poll/outbox.h"
#include "03-epoll-reactor/reactor.h"
#include "05-ucontext-coroutines/scheduler.h"

namespace net {

/// Owns a descriptor that never waits, and that the tasks of one scheduler can
/// wait for.
/// Lifetime: the scheduler must outlive it
/// Threads:  the scheduler's
class awaitable_fd {
public:
    using time_point = scheduler::time_point;

    /// For the scheduler that runs on this thread.
    /// Shape:    `fd` is non-blocking
    explicit awaitable_fd(unique_fd fd)
        : owner_(scheduler::current()), fd_(std::move(fd)) {}
    awaitable_fd(const awaitable_fd&) = delete;
    awaitable_fd& operator=(const awaitable_fd&) = delete;
    ~awaitable_fd() { close(); }

    /// Ends all waits with operation_canceled.
    void close();

    /// The same, but gives the descriptor away open.
    unique_fd release();

    /// No wait from now on may be longer. Zero: for ever, as at first.
    void set_timeout(std::chrono::milliseconds timeout) { timeout_ = timeout; }

    /// Parks until it is ready.
    /// Shape:    true if it is
    /// Errors:   std::errc::timed_out; operation_canceled if it is closed
    ///           meanwhile, bad_file_descriptor if it was before
    bool await_readable(std::error_code& error,
                        time_point deadline = scheduler::never) {
        return await(interest::readable, "bytes from", error, deadline);
    }
    bool await_writable(std::error_code& error,
                        time_point deadline = scheduler::never) {
        return await(interest::writable, "room in", error, deadline);
    }

    int get() const { return fd_.get(); }
    scheduler& owner() const { return owner_; }

private:
    friend std::size_t read_some(awaitable_fd&, std::span<char>,
                                 std::error_code&, time_point);

    bool await(interest what, const char* name, std::error_code& error,
               time_point deadline);

    scheduler& owner_;
    unique_fd fd_;
    std::chrono::milliseconds timeout_{0};
    unsigned full_reads_ = 0; // so many in a row have filled their buffer
};

/// Reads what is there, at least one byte.
/// Shape:    returns n, 0 < n <= into.size(); 0 says that `error` is set
/// Errors:   error::eof at the end of the stream; those of await_readable();
///           otherwise as read(2)
std::size_t read_some(awaitable_fd& from, std::span<char> into,
                      std::error_code& error,
                      scheduler::time_point deadline = scheduler::never);

/// Reads until `into` is full.
/// Shape:    returns into.size(), or how far it got when `error` is set
std::size_t read_exactly(awaitable_fd& from, std::span<char> into,
                         std::error_code& error);

/// Writes all of `bytes`, or of several pieces.
/// Shape:    returns the number of bytes written; all, unless `error` is set
/// Errors:   those of await_writable(); otherwise as write(2)
std::size_t write_all(awaitable_fd& to, std::string_view bytes,
                      std::error_code& error,
                      scheduler::time_point deadline = scheduler::never);
std::size_t write_all(awaitable_fd& to, outbox& pieces, std::error_code& error);

/// The next client of a listening socket.
/// Errors:   as accept_client()
unique_fd accept(awaitable_fd& listener, std::error_code& error);

/// A connection to `address`.
/// Errors:   std::errc::timed_out after `deadline`; otherwise as connect(2)
unique_fd connect(const socket_address& address, std::error_code& error,
                  scheduler::time_point deadline = scheduler::never);

/// Says that we shall write no more, and waits a little for the other side to
/// do the same, so that a reset does not overtake our last words.
void close_after_last_words(awaitable_fd& peer);

} // namespace net
