// What a scheduler keeps on the stack of a thread that works for it: included
// by scheduler.cpp alone.
#pragma once

#include <utility>

#include "04-proactor/scheduler.h"

namespace net::detail {

/// One call of run(), on its thread's stack, and what its handlers have queued
/// without a lock.
class scheduler::frame {
public:
    explicit frame(const scheduler& owner)
        : owner_(owner), outer_(std::exchange(innermost, this)) {}
    frame(const frame&) = delete;
    frame& operator=(const frame&) = delete;
    ~frame() { innermost = outer_; }

    /// Shape:    this thread's innermost frame of `owner`, or null
    static frame* find(const scheduler& owner) {
        frame* one = innermost;
        while (one && &one->owner_ != &owner) one = one->outer_;
        return one;
    }

    void push(operation* one) {
        queue.push(one);
        ++new_work;
    }

    operation_queue queue;
    long new_work = 0; // operations in `queue` not yet counted
    int called = 1;    // handlers, by the running operation: 1, or 0

private:
    static inline constinit thread_local frame* innermost = nullptr;

    const scheduler& owner_;
    frame* const outer_; // run() in a handler of another run()
};

/// The end of a handler, whether it returns or throws: takes the lock.
class scheduler::handler_return {
public:
    handler_return(scheduler& owner, frame& self)
        : owner_(owner), self_(self) {}
    ~handler_return() {
        owner_.mutex_.lock();
        owner_.take_over(self_);
        owner_.work_ -= self_.called;
        if (owner_.out_of_work()) owner_.stop_all();
    }

private:
    scheduler& owner_;
    frame& self_;
};

/// The end of a wait in the task: takes the lock. What the wait has found comes
/// first, then the task itself, so all that one wait has made ready runs before
/// the next wait.
class scheduler::task_return {
public:
    task_return(scheduler& owner, frame& self) : owner_(owner), self_(self) {}
    ~task_return() {
        owner_.mutex_.lock();
        owner_.task_waits_ = false;
        owner_.take_over(self_);
        owner_.queue_.push(&owner_.task_marker_);
    }

private:
    scheduler& owner_;
    frame& self_;
};

/// The end of run(), also by an exception: what is left is for the others.
/// Gives the lock back.
class scheduler::run_return {
public:
    explicit run_return(scheduler& owner) : owner_(owner) {}
    ~run_return() {
        if (owner_.task_) owner_.task_->leave();
        if (owner_.queue_.empty() || owner_.stopped_) {
            owner_.mutex_.unlock();
        } else {
            owner_.unlock_and_wake_one();
        }
    }

private:
    scheduler& owner_;
};

} // namespace net::detail
