// All timers of one clock in a context, in the order in which they are due.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <mutex>
#include <system_error>
#include <utility>
#include <vector>

#include "04-proactor/error.h"
#include "04-proactor/reactor_task.h"

namespace net {

namespace detail {

/// How long it is from one moment to another, or as much of it as a duration
/// can say.
template <class TimePoint>
typename TimePoint::duration time_between(const TimePoint& from,
                                          const TimePoint& to) {
    using duration = typename TimePoint::duration;
    const duration start = from.time_since_epoch();
    if (start < duration::zero() && to > TimePoint::max() + start)
        return duration::max();
    if (start > duration::zero() && to < TimePoint::min() + start)
        return duration::min();
    return to - from;
}

} // namespace detail

/// How long to wait for a moment of a clock. To be specialised, or replaced,
/// for a clock that does not run evenly.
template <class Clock>
struct wait_traits {
    static typename Clock::duration to_wait_duration(
        const typename Clock::duration& time) {
        return time;
    }
    static typename Clock::duration to_wait_duration(
        const typename Clock::time_point& end) {
        const typename Clock::time_point now = Clock::now();
        return end > now ? detail::time_between(now, end)
                         : Clock::duration::zero();
    }
};

namespace detail {

/// A wait for a timer.
class timer_wait : public operation {
public:
    std::error_code error;

protected:
    using operation::operation;
};

/// A timer's expiry, those who wait for it, and its place in the heap.
struct timer_state {
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

    basic_operation_queue<timer_wait> waits; // empty exactly if it is nowhere
    std::size_t position = nowhere;          // in clock_timers::heap_
};

/// A binary heap of the timers for which somebody waits.
/// Threads:  any
template <class Clock, class WaitTraits>
class clock_timers final : public execution_context::service,
                           public timer_source {
public:
    using time_point = typename Clock::time_point;

    explicit clock_timers(execution_context& owner)
        : service(owner),
          reactor_(use_service<reactor_task>(owner)),
          mutex_(reactor_.timer_mutex()) {
        reactor_.add(*this);
    }

    /// Takes over `one`, and queues it when the time has come.
    void start(timer_state& timer, const time_point& expiry, timer_wait* one) {
        reactor_.threads().work_started();
        bool is_first = false;
        {
            const std::lock_guard lock(mutex_);
            if (timer.waits.empty()) push(timer, expiry);
            timer.waits.push(one);
            is_first = timer.position == 0;
        }
        // Whoever waits in the kernel has planned to wait too long.
        if (is_first) reactor_.threads().interrupt_task();
    }

    /// Ends at most `most` waits, the oldest first.
    /// Shape:    how many; those whose time has come are not among them
    std::size_t cancel(timer_state& timer,
                       std::size_t most = static_cast<std::size_t>(-1)) {
        operation_queue aborted;
        std::size_t n = 0;
        {
            const std::lock_guard lock(mutex_);
            if (timer.waits.empty()) return 0;
            for (; n < most && !timer.waits.empty(); ++n) {
                timer.waits.front()->error = error::operation_aborted;
                aborted.push(timer.waits.pop());
            }
            if (timer.waits.empty()) remove(timer);
        }
        reactor_.threads().post_finished(aborted);
        return n;
    }

    /// Moves all waits to a timer that has none.
    void move(timer_state& from, timer_state& to) {
        const std::lock_guard lock(mutex_);
        to.waits.append(from.waits);
        to.position = std::exchange(from.position, timer_state::nowhere);
        if (to.position != timer_state::nowhere) heap_[to.position].timer = &to;
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
            timer_state& timer = *heap_.front().timer;
            while (!timer.waits.empty()) {
                timer.waits.front()->error.clear();
                due.push(timer.waits.pop());
            }
            remove(timer);
        }
    }

private:
    struct entry {
        time_point expiry;
        std::uint64_t number; // counts the timers: equal expiries keep order
        timer_state* timer;
    };

    void shutdown() override {
        operation_queue unwanted; // destroyed without the lock
        const std::lock_guard lock(mutex_);
        while (!heap_.empty()) {
            timer_state& timer = *heap_.back().timer;
            unwanted.append(timer.waits);
            timer.position = timer_state::nowhere;
            heap_.pop_back();
        }
    }

    void push(timer_state& timer, const time_point& expiry) {
        heap_.push_back({expiry, ++last_number_, &timer});
        sift_up(heap_.size() - 1, heap_.back());
    }

    void remove(timer_state& timer) {
        const std::size_t gap = timer.position;
        timer.position = timer_state::nowhere;
        const entry last = heap_.back();
        heap_.pop_back();
        if (gap == heap_.size()) return; // it was the last itself
        sift_up(gap, last);
        sift_down(last.timer->position, last);
    }

    void sift_up(std::size_t position, const entry one) {
        while (position > 0) {
            const std::size_t parent = (position - 1) / 2;
            if (!earlier(one, heap_[parent])) break;
            place(position, heap_[parent]);
            position = parent;
        }
        place(position, one);
    }

    void sift_down(std::size_t position, const entry one) {
        for (;;) {
            std::size_t child = 2 * position + 1;
            if (child >= heap_.size()) break;
            if (child + 1 < heap_.size() &&
                earlier(heap_[child + 1], heap_[child])) {
                ++child;
            }
            if (!earlier(heap_[child], one)) break;
            place(position, heap_[child]);
            position = child;
        }
        place(position, one);
    }

    static bool earlier(const entry& a, const entry& b) {
        if (a.expiry < b.expiry) return true;
        return !(b.expiry < a.expiry) && a.number < b.number;
    }

    void place(std::size_t position, const entry one) {
        heap_[position] = one;
        one.timer->position = position;
    }

    reactor_task& reactor_;
    std::mutex& mutex_;       // guards all that follows
    std::vector<entry> heap_; // no entry is earlier than its parent
    std::uint64_t last_number_ = 0;
};

} // namespace detail
} // namespace net
