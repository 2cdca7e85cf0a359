// The locked queue under an io_context, without its reactor.
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
        (void)call; // yours to write
    }

    /// Calls what is queued, waits for more, and returns when there is no
    /// work left, or when stop() has been called. Any number of threads may be
    /// in here.
    /// Shape:    how many functions this call has called
    /// Errors:   none of the functions throws
    std::size_t run() {
        std::size_t called = 0;
        return called;
    }

    /// Makes every run() return, when the function that it is calling has.
    void stop() {
        (void)stopped_; // yours to write
    }

    /// Between these two, run() waits also with an empty queue: somebody will
    /// post something later.
    void work_started() {
        (void)work_; // yours to write
    }
    void work_finished() {
        (void)work_; // yours to write
    }

private:
    std::mutex mutex_; // guards all that follows
    std::condition_variable changed_;
    std::deque<handler> queue_;
    std::size_t work_ = 0; // what is queued, is running, or has been started
    bool stopped_ = false;
};

} // namespace answer
