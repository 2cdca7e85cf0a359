// Wrong: looks at the clock only when nobody else is ready.
// Caught by: round_robin.wakes_a_sleeper_although_others_are_always_ready
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "05-ucontext-coroutines/coroutine.h"

namespace answer {

/// A scheduler's idea of time.
struct clock_source {
    using time_point = std::chrono::steady_clock::time_point;

    std::function<time_point()> now;
    std::function<void(time_point)> wait_until; // puts the thread to sleep
};

/// Runs tasks on one thread, each until it yields, sleeps or ends.
/// Threads:  one
class round_robin {
public:
    using time_point = clock_source::time_point;

    explicit round_robin(clock_source clock) : clock_(std::move(clock)) {}

    /// A new task; its turn comes when all have had theirs that are ready now.
    void spawn(std::function<void()> body) {
        ready_.push_back(std::make_unique<net::coroutine>(std::move(body)));
    }

    /// Lets all others that are ready run first. To be called by a task.
    void yield() {
        ready_.push_back(std::move(running_));
        net::coroutine::yield();
    }

    /// Goes on at `time`, not before, while others run. To be called by a task.
    void sleep_until(time_point time) {
        asleep_.emplace(time, std::move(running_));
        net::coroutine::yield();
    }

    /// Runs until all tasks have ended. Those who wake up at the same time do
    /// so in the order of falling asleep. While nobody is ready, the thread
    /// sleeps.
    void run() {
        while (!ready_.empty() || !asleep_.empty()) {
            if (ready_.empty()) {
                clock_.wait_until(asleep_.begin()->first);
                wake_up();
            }
            // Who becomes ready meanwhile waits until we have looked at the
            // clock again.
            for (std::size_t n = ready_.size(); n > 0; --n) {
                running_ = std::move(ready_.front());
                ready_.pop_front();
                net::coroutine& one = *running_; // it may move itself
                one.resume();
                running_.reset(); // has ended, unless it has moved
            }
        }
    }

private:
    using task = std::unique_ptr<net::coroutine>;

    /// Makes those ready whose time has come.
    void wake_up() {
        const time_point now = clock_.now();
        while (!asleep_.empty() && asleep_.begin()->first <= now) {
            ready_.push_back(std::move(asleep_.begin()->second));
            asleep_.erase(asleep_.begin());
        }
    }

    const clock_source clock_;
    task running_;                           // empty: none
    std::deque<task> ready_;                 // the next one first
    std::multimap<time_point, task> asleep_; // by the time of waking up
};

} // namespace answer
