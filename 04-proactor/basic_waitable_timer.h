// Timers: to be told when a time has come.
#pragma once

#include <chrono>
#include <concepts>
#include <limits>
#include <memory>
#include <system_error>
#include <thread>
#include <tuple>
#include <utility>

#include "04-proactor/async_result.h"
#include "04-proactor/clock_timers.h"
#include "04-proactor/default_token.h"
#include "04-proactor/handler_call.h"
#include "04-proactor/throw_error.h"

namespace net {

namespace detail {

template <class Handler>
class timer_wait_for final : public timer_wait {
public:
    template <class H>
    timer_wait_for(H&& handler, const io_executor& objects)
        : timer_wait(&timer_wait_for::finish),
          handler_(std::forward<H>(handler)),
          executor_(handler_, objects) {}

    Handler& handler() { return handler_; }
    handler_executor<Handler>& executor() { return executor_; }
    auto results() { return std::tuple(error); }

private:
    static void finish(scheduler* owner, operation* self) {
        complete_operation(owner, static_cast<timer_wait_for*>(self));
    }

    Handler handler_;
    handler_executor<Handler> executor_;
};

} // namespace detail

/// A moment of a clock, and those who wait for it. Never early.
/// Errors:   a handler gets error::operation_aborted if its wait was cancelled
///           before its time had come
/// Lifetime: at its end, all waits are cancelled
/// Threads:  one at a time
/// Source:   asio::basic_waitable_timer
template <class Clock, class WaitTraits = wait_traits<Clock>,
          class Executor = io_executor>
class basic_waitable_timer {
public:
    using clock_type = Clock;
    using duration = typename Clock::duration;
    using time_point = typename Clock::time_point;
    using traits_type = WaitTraits;
    using executor_type = Executor;

    template <class OtherExecutor>
    struct rebind_executor {
        using other = basic_waitable_timer<Clock, WaitTraits, OtherExecutor>;
    };

    explicit basic_waitable_timer(const executor_type& one)
        : executor_(one), timers_(&timers_of(executor_)) {}
    basic_waitable_timer(const executor_type& one, const time_point& expiry)
        : basic_waitable_timer(one) {
        expiry_ = expiry;
    }
    basic_waitable_timer(const executor_type& one, const duration& from_now)
        : basic_waitable_timer(one) {
        expiry_ = after(from_now);
    }
    template <has_executor Context>
    explicit basic_waitable_timer(Context& context)
        : basic_waitable_timer(executor_type(context.get_executor())) {}
    template <has_executor Context>
    basic_waitable_timer(Context& context, const time_point& expiry)
        : basic_waitable_timer(executor_type(context.get_executor()), expiry) {}
    template <has_executor Context>
    basic_waitable_timer(Context& context, const duration& from_now)
        : basic_waitable_timer(executor_type(context.get_executor()),
                               from_now) {}

    /// Takes the waits along.
    basic_waitable_timer(basic_waitable_timer&& other)
        : executor_(other.executor_),
          timers_(other.timers_),
          expiry_(other.expiry_),
          may_be_waited_for_(std::exchange(other.may_be_waited_for_, false)) {
        timers_->move(other.state_, state_);
    }
    template <std::convertible_to<Executor> OtherExecutor>
    basic_waitable_timer(
        basic_waitable_timer<Clock, WaitTraits, OtherExecutor>&& other)
        : executor_(other.executor_),
          timers_(other.timers_),
          expiry_(other.expiry_),
          may_be_waited_for_(std::exchange(other.may_be_waited_for_, false)) {
        timers_->move(other.state_, state_);
    }
    basic_waitable_timer& operator=(basic_waitable_timer&& other) {
        if (this == &other) return *this;
        timers_->forget(state_);
        executor_ = other.executor_;
        timers_ = other.timers_;
        expiry_ = other.expiry_;
        may_be_waited_for_ = std::exchange(other.may_be_waited_for_, false);
        timers_->move(other.state_, state_);
        return *this;
    }
    ~basic_waitable_timer() {
        track("cancel");
        timers_->forget(state_);
    }

    executor_type get_executor() const noexcept { return executor_; }

    /// Ends the waits.
    /// Shape:    how many; those whose time has come are not among them
    std::size_t cancel() {
        track("cancel");
        may_be_waited_for_ = false;
        return timers_->cancel(state_);
    }
    std::size_t cancel_one() {
        track("cancel_one");
        return timers_->cancel(state_, 1);
    }
    std::size_t cancel(std::error_code& error) {
        error.clear();
        return cancel();
    }
    std::size_t cancel_one(std::error_code& error) {
        error.clear();
        return cancel_one();
    }

    time_point expiry() const { return expiry_; }
    time_point expires_at() const { return expiry_; }
    duration expires_from_now() const {
        return detail::time_between(Clock::now(), expiry_);
    }

    /// Sets another time. Those who wait are cancelled first.
    /// Shape:    how many they were
    std::size_t expires_at(const time_point& expiry) {
        const std::size_t n = cancel();
        expiry_ = expiry;
        return n;
    }
    std::size_t expires_after(const duration& from_now) {
        const std::size_t n = cancel();
        expiry_ = after(from_now);
        return n;
    }
    std::size_t expires_from_now(const duration& from_now) {
        return expires_after(from_now);
    }
    std::size_t expires_at(const time_point& expiry, std::error_code& error) {
        error.clear();
        return expires_at(expiry);
    }
    std::size_t expires_from_now(const duration& from_now,
                                 std::error_code& error) {
        error.clear();
        return expires_after(from_now);
    }

    /// Blocks until the time has come.
    void wait() {
        while (Clock::now() < expiry_) {
            std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(
                WaitTraits::to_wait_duration(expiry_), std::chrono::hours(1)));
        }
    }
    void wait(std::error_code& error) {
        error.clear();
        wait();
    }

    /// Calls handler(std::error_code) once, from run().
    template <class Token = detail::default_token<Executor>>
    auto async_wait(Token&& token = detail::default_token<Executor>()) {
        return async_initiate<Token, void(std::error_code)>(initiate_wait{this},
                                                            token);
    }

private:
    template <class, class, class>
    friend class basic_waitable_timer;
    using timers = detail::clock_timers<Clock, WaitTraits>;

    struct initiate_wait {
        using executor_type = Executor;
        executor_type get_executor() const noexcept {
            return timer->get_executor();
        }

        template <class Handler>
        void operator()(Handler&& handler) const {
            timer->start_wait(std::forward<Handler>(handler));
        }
        basic_waitable_timer* timer;
    };

    template <class Handler>
    void start_wait(Handler&& handler) {
        using wait_type = detail::timer_wait_for<std::decay_t<Handler>>;
        const auto memory = get_associated_allocator(handler);
        using allocator = std::remove_const_t<decltype(memory)>;
        wait_type* one = detail::operation_owner<wait_type, allocator>::make(
            memory, std::forward<Handler>(handler), io_executor(executor_));
        detail::tracking::created(*one, "deadline_timer", "async_wait", this);
        may_be_waited_for_ = true;
        timers_->start(state_, expiry_, one);
    }

    void track(const char* what) const {
        if (may_be_waited_for_)
            detail::tracking::called("deadline_timer", this, what);
    }

    static timers& timers_of(const executor_type& one) {
        return use_service<timers>(io_executor(one).context());
    }

    /// Now and some time, or the farthest moment there is.
    static time_point after(const duration& from_now) {
        const time_point now = Clock::now();
        if (now.time_since_epoch() >= duration::zero()) {
            if (time_point::max() - now < from_now) return time_point::max();
        } else if (from_now < time_point::min() - now) {
            return time_point::min();
        }
        return now + from_now;
    }

    Executor executor_;
    timers* timers_;
    time_point expiry_{};
    typename timers::state state_;
    bool may_be_waited_for_ = false; // since the last cancel()
};

using steady_timer = basic_waitable_timer<std::chrono::steady_clock>;
using system_timer = basic_waitable_timer<std::chrono::system_clock>;
using high_resolution_timer =
    basic_waitable_timer<std::chrono::high_resolution_clock>;

} // namespace net
