#include "04-proactor/resolver_thread.h"

namespace net::detail {

resolver_thread::~resolver_thread() {
    shutdown();
}

void resolver_thread::start(lookup* one) {
    scheduler_.work_started();
    const std::lock_guard lock(mutex_);
    waiting_.push(one);
    if (!thread_.joinable() && !stopped_)
        thread_ = std::thread([this] { run(); });
    changed_.notify_one();
}

void resolver_thread::shutdown() {
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
        changed_.notify_one();
    }
    if (thread_.joinable()) thread_.join(); // after the look-up under way
    basic_operation_queue<lookup> unwanted;
    unwanted.append(waiting_);
}

void resolver_thread::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return stopped_ || !waiting_.empty(); });
        if (stopped_) return;
        lookup* one = waiting_.pop();
        lock.unlock();
        one->look();
        scheduler_.post_finished(one);
        lock.lock();
    }
}

} // namespace net::detail
