// In the reactor's place: a task whose waits the test sees, and ends.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>

#include "04-proactor/scheduler.h"
#include "04-proactor/tests/in_time.h"

/// Threads:  any
class hand_fed_task final : public net::detail::scheduler_task {
public:
    /// Waits until a thread is in wait() that only interrupt() or finds() will
    /// end.
    /// Shape:    false if none comes
    bool has_thread() {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, in_time::patience,
                                 [this] { return waiting_ && !ended_; });
    }

    /// Ends the wait with what `on_end` finds, in the waiting thread.
    using finding = std::function<void(net::detail::operation_queue&)>;
    void finds(finding on_end) {
        const std::lock_guard lock(mutex_);
        found_ = std::move(on_end);
        ended_ = true;
        changed_.notify_all();
    }

    void wait(std::chrono::nanoseconds timeout,
              net::detail::operation_queue& ready) override {
        if (timeout >= std::chrono::nanoseconds(0)) return;
        std::unique_lock lock(mutex_);
        waiting_ = true;
        changed_.notify_all();
        changed_.wait_for(lock, in_time::patience, [this] { return ended_; });
        waiting_ = ended_ = false;
        const finding found = std::exchange(found_, nullptr);
        lock.unlock();
        if (found) found(ready);
    }

    void interrupt() override { finds(nullptr); }

private:
    std::mutex mutex_; // guards all that follows
    std::condition_variable changed_;
    bool waiting_ = false;
    bool ended_ = false;
    finding found_; // null: nothing
};
