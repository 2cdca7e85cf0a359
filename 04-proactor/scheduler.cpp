#include "04-proactor/scheduler.h"

#include <algorithm>
#include <utility>

#include "04-proactor/scheduler_frame.h"

namespace net::detail {
namespace {

bool is_over(scheduler::clock::time_point deadline) {
    return deadline != scheduler::clock::time_point::max() &&
           scheduler::clock::now() >= deadline;
}

std::chrono::nanoseconds time_until(scheduler::clock::time_point deadline) {
    using std::chrono::nanoseconds;
    if (deadline == scheduler::clock::time_point::max()) return nanoseconds(-1);
    const auto now = scheduler::clock::now();
    return deadline > now ? deadline - now : nanoseconds(0);
}

} // namespace

scheduler::scheduler(execution_context& owner, bool one_thread)
    : service(owner), one_thread_(one_thread) {}

void scheduler::set_task(scheduler_task& task) {
    mutex_.lock();
    if (!task_ && !shut_down_) {
        task_ = &task;
        queue_.push(&task_marker_);
    }
    unlock_and_wake_one();
}

void scheduler::post(operation* one) {
    if (one_thread_) {
        if (frame* self = frame::find(*this)) return self->push(one);
    }
    mutex_.lock();
    ++work_;
    queue_.push(one);
    unlock_and_wake_one();
}

void scheduler::defer(operation* one) {
    if (frame* self = frame::find(*this)) return self->push(one);
    post(one);
}

void scheduler::post_finished(operation_queue& come_back) {
    if (come_back.empty()) return;
    mutex_.lock();
    queue_.append(come_back);
    unlock_and_wake_one();
}

void scheduler::post_finished(operation* one) {
    operation_queue come_back;
    come_back.push(one);
    post_finished(come_back);
}

void scheduler::work_finished() {
    const std::lock_guard lock(mutex_);
    outside_work_.fetch_sub(1);
    if (out_of_work()) stop_all();
}

void scheduler::nothing_was_called() {
    if (frame* self = frame::find(*this)) self->called = 0;
}

bool scheduler::running_in_this_thread() const {
    return frame::find(*this) != nullptr;
}

void scheduler::interrupt_task() {
    const std::lock_guard lock(mutex_);
    if (std::exchange(task_waits_, false)) task_->interrupt();
}

std::size_t scheduler::run(clock::time_point deadline, std::size_t limit) {
    frame* const outer = frame::find(*this);
    frame self(*this);
    mutex_.lock();
    const run_return end(*this);
    if (outer) take_over(*outer); // what the calling handler has queued
    if (out_of_work()) stop_all();
    std::size_t completed = 0;
    while (completed < limit && (deadline == at_once || !is_over(deadline))) {
        operation* one = next_operation(self, deadline);
        if (!one) break;
        completed += complete(self, *one);
    }
    return completed;
}

/// Shape:    null if stopped, or if there was none until `deadline`
// [lesson: next-operation]
operation* scheduler::next_operation(frame& self, clock::time_point deadline) {
    bool has_looked = false; // into the task
    // [lesson: next-of-queue]
    while (!stopped_) {
        if (queue_.empty()) { // somebody else is in the task
            if (is_over(deadline)) break;
            wait_for_work(deadline);
        } else if (queue_.front() != &task_marker_) {
            return queue_.pop();
        } else {
            if (has_looked && queue_.has_one() && is_over(deadline)) break;
            queue_.pop();
            run_task(self, deadline);
            has_looked = true;
        }
    }
    // [end]
    return nullptr;
}
// [end]

/// Entered and left with the lock; waits without it.
void scheduler::run_task(frame& self, clock::time_point deadline) {
    const bool more = !queue_.empty();
    const auto timeout =
        more ? std::chrono::nanoseconds(0) : time_until(deadline);
    task_waits_ = timeout != std::chrono::nanoseconds(0);
    if (more) {
        unlock_and_wake_one();
    } else {
        mutex_.unlock();
    }
    const task_return end(*this, self);
    task_->wait(timeout, self.queue);
}

/// Entered and left with the lock; waits without it.
void scheduler::wait_for_work(clock::time_point deadline) {
    ++sleeping_;
    mutex_.wait(work_arrived_, deadline);
    --sleeping_;
    if (waking_ > 0) --waking_;
}

/// Entered and left with the lock; calls without it.
/// Shape:    1, or 0 if there was no handler to call
std::size_t scheduler::complete(frame& self, operation& one) {
    if (queue_.empty() || one_thread_) {
        mutex_.unlock();
    } else {
        unlock_and_wake_one(); // there is more: one thread wakes the next
    }
    self.called = 1;
    const handler_return end(*this, self);
    one.complete(*this);
    return static_cast<std::size_t>(self.called);
}

void scheduler::stop() {
    const std::lock_guard lock(mutex_);
    stop_all();
}

bool scheduler::stopped() const {
    const std::lock_guard lock(mutex_);
    return stopped_;
}

void scheduler::restart() {
    const std::lock_guard lock(mutex_);
    stopped_ = false;
}

void scheduler::shutdown() {
    for (bool empty = false; !empty;) { // a destroyed handler may post
        operation_queue unwanted;       // destroyed without the lock: a handler
                                        // may own what comes back here
        const std::lock_guard lock(mutex_);
        shut_down_ = true;
        task_ = nullptr;
        while (operation* one = queue_.pop()) {
            if (one != &task_marker_) unwanted.push(one);
        }
        empty = unwanted.empty();
    }
}

/// Entered and left with the lock. Makes what a frame has queued everybody's.
void scheduler::take_over(frame& self) {
    if (self.queue.empty()) return;
    work_ += std::exchange(self.new_work, 0);
    queue_.append(self.queue);
}

/// Entered with the lock. Sees to it that somebody looks at the queue.
void scheduler::unlock_and_wake_one() {
    if (sleeping_ > waking_) {
        ++waking_;
        mutex_.unlock();
        work_arrived_.notify_one();
    } else if (std::exchange(task_waits_, false)) {
        task_->interrupt();
        mutex_.unlock();
    } else {
        mutex_.unlock(); // all are busy, and look again when they are done
    }
}

/// Entered and left with the lock.
void scheduler::stop_all() {
    stopped_ = true;
    waking_ = sleeping_;
    work_arrived_.notify_all();
    if (std::exchange(task_waits_, false)) task_->interrupt();
}

} // namespace net::detail
