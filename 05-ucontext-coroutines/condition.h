// Waits until something has changed.
#pragma once

#include <mutex>

#include "05-ucontext-coroutines/mutex.h"
#include "05-ucontext-coroutines/task.h"
#include "05-ucontext-coroutines/wait_queue.h"

namespace net {

/// Like std::condition_variable, for tasks. Between two waits a task is alone,
/// so that wait() without a lock is right as well.
class condition {
public:
    using time_point = wait_queue::time_point;

    /// Shape:    false if `deadline` came first
    bool wait(time_point deadline = time_point::max()) {
        return waiting_.wait({"a condition"}, deadline);
    }

    /// Gives `lock` up while it waits.
    bool wait(std::unique_lock<mutex>& lock,
              time_point deadline = time_point::max()) {
        lock.unlock();
        const bool notified = wait(deadline);
        lock.lock();
        return notified;
    }

    void notify_one() { waiting_.wake_one(); }
    void notify_all() { waiting_.wake_all(); }

private:
    wait_queue waiting_;
};

} // namespace net
