// Wrong: wakes one thread to say that all have to leave.
// Caught by: work_queue.stops_all_threads
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <utility>

namespace answer {

/// Calls what is posted, in the threads that call run().
/// Threads:  any
class work_queue {
public:
    using handler = std::function<void()>;

    /// Queues `call`; it is work until it has returned.
    void post(handler call) {
        const std::lock_guard lock(mutex_);
        ++work_;
        queue_.push_back(std::move(call));
        changed_.notify_one();
    }

    /// Calls what is queued, waits for more, and returns when there is no
    /// work left, or when stop() has been called. Any number of threads may be
    /// in here.
    /// Shape:    how many functions this call has called
    /// Errors:   none of the functions throws
    std::size_t run() {
        std::size_t called = 0;
        std::unique_lock lock(mutex_);
        for (;;) {
            changed_.wait(lock, [this] {
                return stopped_ || !queue_.empty() || work_ == 0;
            });
            if (stopped_ || work_ == 0) return called;
            handler next = std::move(queue_.front());
            queue_.pop_front();
            lock.unlock(); // others post and run meanwhile
            next();
            next = nullptr; // what it has captured may post when it ends
            lock.lock();
            ++called;
            if (--work_ == 0) changed_.notify_all();
        }
        return called;
    }

    /// Makes every run() return, when the function that it is calling has.
    void stop() {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
        changed_.notify_one();
    }

    /// Between these two, run() waits also with an empty queue: somebody will
    /// post something later.
    void work_started() {
        const std::lock_guard lock(mutex_);
        ++work_;
    }
    void work_finished() {
        const std::lock_guard lock(mutex_);
        if (--work_ == 0) changed_.notify_all();
    }

private:
    std::mutex mutex_; // guards all that follows
    std::condition_variable changed_;
    std::deque<handler> queue_;
    std::size_t work_ = 0; // what is queued, is running, or has been started
    bool stopped_ = false;
};

} // namespace answer
