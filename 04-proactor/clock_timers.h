// All timers of one clock in a context, in the order in which they are due.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <system_error>
#include <utility>

#include "03-epoll-reactor/timer_heap.h"
#include "04-proactor/error.h"
#include "04-proactor/io_engine.h"
#include "04-proactor/wait_traits.h"

namespace net::detail {

/// A wait for a timer.
class timer_wait : public operation {
public:
    std::error_code error;

protected:
    using operation::operation;
};

/// A timer: those who wait for it, and when they are to be told.
template <class TimePoint>
struct timer_state {
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

    basic_operation_queue<timer_wait> waits;
    TimePoint expiry{};             // of the waits
    std::uint64_t number = 0;       // their turn among those of one expiry
    std::size_t position = nowhere; // in the heap, perhaps at an earlier time
};

/// All timers that have a time to come. Most are never due: an idle timeout is
/// moved back with every byte that comes, a deadline is cancelled with the
/// answer. So a timer whose time is changed to a later one, or for which nobody
/// waits any more, stays where it is in the heap: only when its turn comes,
/// too early, is it sent to its place.
/// Threads:  any
template <class Clock, class WaitTraits>
class clock_timers final : public execution_context::service,
                           public timer_source {
public:
    using time_point = typename Clock::time_point;
    using state = timer_state<time_point>;

    explicit clock_timers(execution_context& owner)
        : service(owner),
          engine_(use_engine(owner)),
          mutex_(engine_.timer_mutex()) {
        engine_.add(*this);
    }

    /// Takes over `one`, and queues it when the time has come.
    void start(state& timer, const time_point& expiry, timer_wait* one) {
        engine_.threads().work_started();
        bool is_first = false;
        {
            const std::lock_guard lock(mutex_);
            if (timer.waits.empty()) is_first = set(timer, expiry);
            timer.waits.push(one);
        }
        // Whoever waits in the kernel has planned to wait too long.
        if (is_first) engine_.threads().interrupt_task();
    }

    /// Ends at most `most` waits, the oldest first.
    /// Shape:    how many; those whose time has come are not among them
    std::size_t cancel(state& timer,
                       std::size_t most = static_cast<std::size_t>(-1)) {
        operation_queue aborted;
        std::size_t n = 0;
        {
            const std::lock_guard lock(mutex_);
            for (; n < most && !timer.waits.empty(); ++n) {
                timer.waits.front()->error = error::operation_aborted;
                aborted.push(timer.waits.pop());
            }
        }
        engine_.threads().post_finished(aborted);
        return n;
    }

    /// Ends all waits, and knows the timer no more.
    void forget(state& timer) {
        cancel(timer);
        const std::lock_guard lock(mutex_);
        if (timer.position != state::nowhere) remove(timer);
    }

    /// Moves all waits to a timer that has none.
    void move(state& from, state& to) {
        const std::lock_guard lock(mutex_);
        to.waits.append(from.waits);
        if (!to.waits.empty()) set(to, from.expiry);
    }

    std::chrono::nanoseconds time_to_wait() const override {
        using std::chrono::nanoseconds;
        if (heap_.empty()) return nanoseconds::max();
        const auto left = WaitTraits::to_wait_duration(heap_.front().expiry);
        if (left > std::chrono::hours(1)) return std::chrono::hours(1);
        // A user's traits may say how late it is; below zero is for ever.
        if (left < left.zero()) return nanoseconds(0);
        return std::chrono::ceil<nanoseconds>(left);
    }

    void take_due(operation_queue& due) override {
        if (heap_.empty()) return;
        const time_point now = Clock::now();
        while (!heap_.empty() && !(now < heap_.front().expiry)) {
            state& timer = *heap_.front().timer;
            if (timer.waits.empty()) {
                remove(timer);
            } else if (heap_.front().number != timer.number) {
                heap_.move({timer.expiry, timer.number, &timer});
            } else {
                remove(timer);
                for (; !timer.waits.empty(); due.push(timer.waits.pop()))
                    timer.waits.front()->error.clear();
            }
        }
    }

private:
    void shutdown() override {
        operation_queue unwanted; // destroyed without the lock
        const std::lock_guard lock(mutex_);
        while (!heap_.empty()) {
            state& timer = *heap_.front().timer;
            unwanted.append(timer.waits);
            remove(timer);
        }
    }

    /// Entered with the lock.
    /// Shape:    true if it is now the first of all
    bool set(state& timer, const time_point& expiry) {
        timer.expiry = expiry;
        timer.number = ++last_number_;
        if (timer.position == state::nowhere) {
            heap_.push({expiry, timer.number, &timer});
        } else if (expiry < heap_.of(timer).expiry) {
            heap_.move({expiry, timer.number, &timer});
        } else {
            return false; // it stays too early
        }
        return timer.position == 0;
    }

    /// Entered with the lock.
    void remove(state& timer) {
        heap_.remove(timer);
        timer.position = state::nowhere;
    }

    io_engine& engine_;
    biased_mutex& mutex_; // guards all that follows
    timer_heap<time_point, state> heap_;
    std::uint64_t last_number_ = 0;
};

} // namespace net::detail
