// A lock that parks a task, where std::mutex would stop all of them.
#pragma once

#include <utility>

#include "05-ucontext-coroutines/task.h"
#include "05-ucontext-coroutines/wait_queue.h"

namespace net {

/// May be held across a wait. Goes to those who want it in the order in which
/// they came. With std::lock_guard and std::unique_lock.
/// Threads:  its scheduler's: between two waits no lock is needed at all
class mutex {
public:
    void lock() {
        // Who unlocks it for us leaves it locked: nobody can come between.
        if (locked_) {
            waiting_.wait({"a mutex"});
        } else {
            locked_ = true;
        }
    }
    bool try_lock() { return !std::exchange(locked_, true); }
    void unlock() {
        if (!waiting_.wake_one()) locked_ = false;
    }

private:
    wait_queue waiting_;
    bool locked_ = false;
};

} // namespace net
