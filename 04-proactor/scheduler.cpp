#include "04-proactor/scheduler.h"

#include <algorithm>
#include <utility>

namespace net::detail {
namespace {

bool is_over(scheduler::clock::time_point deadline) {
    return deadline != scheduler::clock::time_point::max() &&
           scheduler::clock::now() >= deadline;
}

std::chrono::nanoseconds time_until(scheduler::clock::time_point deadline) {
    using std::chrono::nanoseconds;
    if (deadline == scheduler::clock::time_point::max()) return nanoseconds(-1);
    const nanoseconds left = deadline - scheduler::clock::now();
    return std::max(left, nanoseconds(0));
}

} // namespace

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
        ++count;
    }

    operation_queue queue;
    long count = 0; // of the operations in `queue`
    long taken_over =
        0; // of those, or of the running one, that outside_ counts
    bool called_nothing = false; // so far, in the running operation

private:
    static thread_local frame* innermost;

    const scheduler& owner_;
    frame* const outer_; // run() in a handler of another run()
};

thread_local scheduler::frame* scheduler::frame::innermost = nullptr;

/// The end of a handler, whether it returns or throws.
class scheduler::handler_return {
public:
    handler_return(scheduler& owner, lock_type& lock, frame& self)
        : owner_(owner), lock_(lock), self_(self) {}
    ~handler_return() {
        lock_.lock();
        --owner_.inside_;
        if (self_.count > 0)
            owner_.work_arrived_.notify_one(); // nobody was told of it before
        owner_.take_over(self_);
        if (owner_.out_of_work()) owner_.stop_all();
    }

private:
    scheduler& owner_;
    lock_type& lock_;
    frame& self_;
};

/// The end of a wait in the task: what it has found comes first, then the task
/// itself. So all that one wait has made ready runs before the next wait.
class scheduler::task_return {
public:
    task_return(scheduler& owner, lock_type& lock, frame& self)
        : owner_(owner), lock_(lock), self_(self) {}
    ~task_return() {
        lock_.lock();
        owner_.task_waits_ = false;
        owner_.take_over(self_);
        owner_.queue_.push(&owner_.task_marker_);
    }

private:
    scheduler& owner_;
    lock_type& lock_;
    frame& self_;
};

/// The end of run(), also by an exception: what is left is for the others.
class scheduler::run_return {
public:
    run_return(scheduler& owner, lock_type& lock)
        : owner_(owner), lock_(lock) {}
    ~run_return() {
        if (!owner_.queue_.empty() && !owner_.stopped_) owner_.wake_one(lock_);
    }

private:
    scheduler& owner_;
    lock_type& lock_;
};

scheduler::scheduler(execution_context& owner, bool one_thread)
    : service(owner), one_thread_(one_thread) {}

void scheduler::set_task(scheduler_task& task) {
    lock_type lock(mutex_);
    if (task_ || shut_down_) return;
    task_ = &task;
    queue_.push(&task_marker_);
    wake_one(lock);
}

void scheduler::post(operation* one) {
    if (one_thread_) {
        if (frame* self = frame::find(*this)) return self->push(one);
    }
    lock_type lock(mutex_);
    ++inside_;
    queue_.push(one);
    wake_one(lock);
}

void scheduler::defer(operation* one) {
    if (frame* self = frame::find(*this)) return self->push(one);
    post(one);
}

void scheduler::work_finished() {
    if (outside_.fetch_sub(1, std::memory_order_acq_rel) > 1) return;
    lock_type lock(mutex_);
    if (out_of_work()) stop_all();
}

void scheduler::work_taken_over(std::size_t n) {
    // Not yet from outside_: what is in the frame is not yet in inside_, and
    // another thread might find that there is no work.
    frame::find(*this)->taken_over += static_cast<long>(n);
}

void scheduler::post_finished(operation_queue& come_back, std::size_t n) {
    if (n == 0) return;
    const auto count = static_cast<long>(n);
    lock_type lock(mutex_);
    inside_ += count; // first: there is no moment without the work
    outside_.fetch_sub(count, std::memory_order_acq_rel);
    queue_.append(come_back);
    wake_one(lock);
}

void scheduler::post_finished(operation* one) {
    operation_queue come_back;
    come_back.push(one);
    post_finished(come_back, 1);
}

bool scheduler::running_in_this_thread() const {
    return frame::find(*this) != nullptr;
}

void scheduler::interrupt_task() {
    const lock_type lock(mutex_);
    if (std::exchange(task_waits_, false)) task_->interrupt();
}

void scheduler::nothing_was_called() {
    if (frame* self = frame::find(*this)) self->called_nothing = true;
}

std::size_t scheduler::run() {
    return run_until(clock::time_point::max());
}

std::size_t scheduler::run_until(clock::time_point deadline) {
    frame self(*this);
    lock_type lock(mutex_);
    return run_until(lock, self, deadline, static_cast<std::size_t>(-1));
}

std::size_t scheduler::run_one_until(clock::time_point deadline) {
    frame self(*this);
    lock_type lock(mutex_);
    return run_until(lock, self, deadline, 1);
}

std::size_t scheduler::run_until(lock_type& lock, frame& self,
                                 clock::time_point deadline,
                                 std::size_t limit) {
    const run_return end(*this, lock);
    if (out_of_work()) stop_all();
    std::size_t completed = 0;
    while (completed < limit && !is_over(deadline)) {
        operation* one = next_operation(lock, self, deadline);
        if (!one) break;
        completed += complete(lock, self, *one);
    }
    return completed;
}

/// Shape:    null if stopped, or if there was none until `deadline`
// [lesson: next-operation]
operation* scheduler::next_operation(lock_type& lock, frame& self,
                                     clock::time_point deadline) {
    for (bool late = false; !stopped_; late = is_over(deadline)) {
        if (queue_.empty()) { // somebody else is in the task
            if (late) return nullptr;
            wait_for_work(lock, deadline);
        } else if (queue_.front() != &task_marker_) {
            return queue_.pop();
        } else {
            if (late && queue_.has_one()) return nullptr;
            queue_.pop();
            run_task(lock, self, deadline);
        }
    }
    return nullptr;
}
// [end]

/// Entered and left with the lock; waits without it.
void scheduler::run_task(lock_type& lock, frame& self,
                         clock::time_point deadline) {
    const bool more = !queue_.empty();
    task_waits_ = !more;
    if (more) {
        wake_one(lock);
    } else {
        lock.unlock();
    }
    const task_return end(*this, lock, self);
    const auto timeout =
        more ? std::chrono::nanoseconds(0) : time_until(deadline);
    self.count += static_cast<long>(task_->wait(timeout, self.queue));
}

void scheduler::wait_for_work(lock_type& lock, clock::time_point deadline) {
    ++sleeping_;
    if (deadline == clock::time_point::max()) {
        work_arrived_.wait(lock);
    } else {
        work_arrived_.wait_until(lock, deadline);
    }
    --sleeping_;
    if (waking_ > 0) --waking_;
}

std::size_t scheduler::poll() {
    return poll(static_cast<std::size_t>(-1));
}

std::size_t scheduler::poll_one() {
    return poll(1);
}

std::size_t scheduler::poll(std::size_t limit) {
    frame* outer = frame::find(*this);
    frame self(*this);
    lock_type lock(mutex_);
    if (outer) take_over(*outer); // what the calling handler has queued
    const run_return end(*this, lock);
    if (out_of_work()) stop_all();
    std::size_t completed = 0;
    while (completed < limit) {
        operation* one = next_ready(lock, self);
        if (!one) break;
        completed += complete(lock, self, *one);
    }
    return completed;
}

operation* scheduler::next_ready(lock_type& lock, frame& self) {
    if (stopped_) return nullptr;
    if (queue_.front() == &task_marker_) {
        queue_.pop();
        const task_return end(*this, lock, self);
        lock.unlock();
        self.count += static_cast<long>(
            task_->wait(std::chrono::nanoseconds(0), self.queue));
    }
    if (queue_.front() == &task_marker_) return nullptr;
    return queue_.pop();
}

/// Entered and left with the lock; calls without it.
/// Shape:    1, or 0 if there was no handler to call
std::size_t scheduler::complete(lock_type& lock, frame& self, operation& one) {
    if (queue_.empty()) {
        lock.unlock();
    } else {
        wake_one(lock); // there is more: one thread wakes the next
    }
    self.called_nothing = false;
    const handler_return end(*this, lock, self);
    one.complete(*this);
    return self.called_nothing ? 0 : 1;
}

void scheduler::stop() {
    lock_type lock(mutex_);
    stop_all();
}

bool scheduler::stopped() const {
    const lock_type lock(mutex_);
    return stopped_;
}

void scheduler::restart() {
    const lock_type lock(mutex_);
    stopped_ = false;
}

void scheduler::shutdown() {
    operation_queue unwanted;
    {
        const lock_type lock(mutex_);
        shut_down_ = true;
        task_ = nullptr;
        operation_queue all;
        all.append(queue_);
        while (operation* one = all.pop()) {
            if (one != &task_marker_) unwanted.push(one);
        }
    }
    // Destroyed without the lock: a handler may own what comes back here.
}

/// Makes what a frame has queued everybody's.
void scheduler::take_over(frame& self) {
    inside_ += std::exchange(self.count, 0);
    if (self.taken_over > 0) outside_ -= std::exchange(self.taken_over, 0);
    queue_.append(self.queue);
}

/// Sees to it that somebody looks at the queue. Unlocks.
void scheduler::wake_one(lock_type& lock) {
    if (sleeping_ > waking_) {
        ++waking_;
        lock.unlock();
        work_arrived_.notify_one();
    } else if (std::exchange(task_waits_, false)) {
        task_->interrupt();
        lock.unlock();
    } else {
        lock.unlock(); // all are busy, and look again when they are done
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
