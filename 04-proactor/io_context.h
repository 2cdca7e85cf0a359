// Where asynchronous operations are completed: in the threads that call run().
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include "04-proactor/execution_context.h"
#include "04-proactor/io_executor.h"

namespace net {

namespace detail {
class scheduler;
} // namespace detail

/// Completion handlers are called in the threads that call one of the run or
/// poll functions, and nowhere else.
/// Errors:   what a handler throws leaves the run() that has called it; the
///           others go on, and so may this one, called again
/// Lifetime: its timers and sockets must be gone before it is
/// Threads:  any
/// Source:   asio::io_context
class io_context : public execution_context {
public:
    using executor_type = io_executor;
    using count_type = std::size_t;
    class service;
    class strand;
    class work;

    io_context();
    /// With 1, the caller promises that one thread at a time will call run():
    /// what its handlers post then takes no lock.
    explicit io_context(int concurrency_hint);
    ~io_context();

    executor_type get_executor() noexcept { return {*this, *scheduler_}; }

    /// Calls handlers until there is no more work, or until stop().
    /// Shape:    how many it has called
    count_type run();

    /// The same, but only for some time.
    template <class Rep, class Period>
    count_type run_for(const std::chrono::duration<Rep, Period>& time) {
        return run_until(std::chrono::steady_clock::now() + time);
    }
    template <class Clock, class Duration>
    count_type run_until(const std::chrono::time_point<Clock, Duration>& end) {
        return run_until(to_steady(end));
    }
    count_type run_until(std::chrono::steady_clock::time_point end);

    /// Calls one handler, and waits until there is one.
    count_type run_one();
    template <class Rep, class Period>
    count_type run_one_for(const std::chrono::duration<Rep, Period>& time) {
        return run_one_until(std::chrono::steady_clock::now() + time);
    }
    template <class Clock, class Duration>
    count_type run_one_until(
        const std::chrono::time_point<Clock, Duration>& end) {
        return run_one_until(to_steady(end));
    }
    count_type run_one_until(std::chrono::steady_clock::time_point end);

    /// Calls what is ready, and does not wait.
    count_type poll();
    count_type poll_one();

    /// Makes all run functions return soon. Nothing is lost: after restart(),
    /// run() goes on.
    void stop();

    /// True after stop(), and after run() has run out of work: until restart(),
    /// run() then returns at once.
    bool stopped() const;

    /// Threads:  none may be in a run function
    void restart();
    void reset() { restart(); }

    // As older programs say it; defined in post.h and strand.h.
    template <class Handler>
    auto post(Handler&& handler);
    template <class Handler>
    auto dispatch(Handler&& handler);
    template <class Handler>
    auto wrap(Handler&& handler);

    detail::scheduler& threads() { return *scheduler_; }

private:
    template <class Clock, class Duration>
    static std::chrono::steady_clock::time_point to_steady(
        const std::chrono::time_point<Clock, Duration>& end) {
        using steady = std::chrono::steady_clock;
        return steady::now() +
               std::chrono::ceil<steady::duration>(end - Clock::now());
    }

    detail::scheduler* scheduler_; // the first of the services
};

using io_service = io_context; // as older programs call it

/// The base of a service that knows its context as an io_context.
class io_context::service : public execution_context::service {
public:
    io_context& get_io_context() { return static_cast<io_context&>(context()); }

protected:
    explicit service(io_context& owner) : execution_context::service(owner) {}
};

} // namespace net
