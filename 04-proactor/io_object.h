// What sockets, acceptors and other descriptors have in common.
#pragma once

#include <memory>
#include <system_error>
#include <utility>

#include "04-proactor/error.h"
#include "04-proactor/io_operation.h"
#include "04-proactor/socket_calls.h"

namespace net::detail {

/// An open descriptor and its place in the reactor.
/// Lifetime: owns the descriptor; its context must outlive it
/// Threads:  one at a time
class io_object {
public:
    explicit io_object(const io_executor& one)
        : executor_(one), engine_(&use_engine(one.context())) {}
    io_object(io_object&& other) noexcept
        : executor_(other.executor_),
          engine_(other.engine_),
          fd_(std::move(other.fd_)),
          state_(std::exchange(other.state_, nullptr)),
          user_non_blocking_(std::exchange(other.user_non_blocking_, false)),
          non_blocking_(std::exchange(other.non_blocking_, false)) {}
    io_object& operator=(io_object&& other) noexcept;
    ~io_object();

    const io_executor& executor() const { return executor_; }
    bool is_open() const { return static_cast<bool>(fd_); }
    int fd() const { return fd_.get(); }

    /// Takes over an open descriptor.
    /// Errors:   error::already_open; as epoll_ctl(2)
    void assign(unique_fd&& fd, std::error_code& error);

    /// Ends all operations, and closes. Closing what is closed is no error.
    void close(std::error_code& error);
    /// Ends all operations, and gives the descriptor away.
    int release(std::error_code& error);
    /// Ends all operations.
    void cancel(std::error_code& error);

    /// What the user sees: whether calls that would have to wait fail instead.
    bool non_blocking() const { return user_non_blocking_; }
    void non_blocking(bool on, std::error_code& error);
    /// What the kernel sees.
    /// Errors:   error::invalid_argument if it is to block, and the user has
    ///           said that it is not to
    bool native_non_blocking() const { return non_blocking_; }
    void native_non_blocking(bool on, std::error_code& error);

    /// Does a step now, and waits for that as long as it has to.
    template <class Step>
    std::size_t do_now(io_kind kind, Step& step, std::error_code& error) {
        std::size_t n = 0;
        error.clear();
        if (!is_open()) {
            error = error::bad_descriptor;
            return 0;
        }
        while (step(error, n) == status::not_done && !user_non_blocking_) {
            wait_until_ready(fd(), kind, error);
            if (error) return 0;
        }
        return n;
    }

    /// Starts a step whose handler is called when it is done.
    /// Shape:    `type` and `what` are for tracking.h: "socket", "async_wait"
    template <class Step, class Handler>
    void start(io_kind kind, Step step, Handler&& handler, const char* type,
               const char* what,
               io_engine::first_try when = io_engine::first_try::now) {
        auto* one = make_io_operation(
            std::move(step), std::forward<Handler>(handler), executor_);
        tracking::created(*one, type, what, this);
        if (non_blocking_ || prepare(*one))
            engine_->start(*state_, kind, one, when);
    }

    /// Calls the handler with a result that is there already.
    template <class Step, class Handler>
    void finish(Step step, Handler&& handler, const char* type,
                const char* what, std::error_code error) {
        auto* one = make_io_operation(
            std::move(step), std::forward<Handler>(handler), executor_);
        tracking::created(*one, type, what, this);
        one->error = error;
        engine_->complete_at_once(one);
    }

    /// Makes the descriptor fit for an asynchronous operation.
    /// Errors:   error::bad_descriptor if it is closed
    void prepare(std::error_code& error);

private:
    bool prepare(reactor_operation& one);
    void forget();

    io_executor executor_;
    io_engine* engine_;
    unique_fd fd_;
    io_descriptor* state_ = nullptr; // null exactly if fd_ is closed
    bool user_non_blocking_ = false;
    bool non_blocking_ = false; // O_NONBLOCK, of what is open; set by the first
                                // asynchronous operation, unseen by the user
};

} // namespace net::detail
