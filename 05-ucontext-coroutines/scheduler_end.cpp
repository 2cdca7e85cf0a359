// How a scheduler's tasks end, and what becomes of what they have thrown.

#include <utility>

#include "05-ucontext-coroutines/scheduler.h"

namespace net {

task::~task() {
    if (record_) record_->owner.drop(*record_);
}

void task::join() {
    if (!done()) record_->joiners.wait({"the end of a task"});
    if (record_->failure) {
        std::rethrow_exception(std::exchange(record_->failure, nullptr));
    }
}

void scheduler::finish(task_record& one) {
    one.is = task_record::state::done;
    one.body = coroutine(); // the stack goes back to the pool
    --size_;
    cancel_alarm(one);
    one.joiners.wake_all();
    if (!one.has_handle) drop(one);
}

void scheduler::drop(task_record& one) noexcept {
    one.has_handle = false;
    if (one.is != task_record::state::done) return; // it runs on
    if (one.failure) {
        failed_.push_back(one);
    } else {
        forget(one);
    }
}

void scheduler::throw_failure() {
    task_record* const first = failed_.pop_front();
    const std::exception_ptr failure = first->failure;
    forget(*first);
    std::rethrow_exception(failure);
}

void scheduler::forget(task_record& one) {
    cancel_alarm(one);
    delete &one;
}

void scheduler::keep_only_running() {
    while (ready_.pop_front()) {
    }
    ready_size_ = 0;
    while (task_record* one = all_.front()) {
        static_cast<linked<in_all>*>(one)->unlink();
    }
    descriptors_.begin_anew();
    outside_ = 0;
    alarms_ = 0;
    size_ = running_ ? 1 : 0;
    if (!running_) return;
    running_->alarm = never;
    all_.push_back(*running_);
}

} // namespace net
