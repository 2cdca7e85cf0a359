// A fixed number of threads, a queue of bounded length, and a tidy end.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace answer {

/// Runs jobs on a fixed number of threads.
/// Threads:  any may call submit(), also a job; shut_down() and the destructor
///           belong to one thread, which is none of the pool's
class thread_pool {
public:
    thread_pool(unsigned threads, std::size_t most_waiting)
        : most_waiting_(most_waiting) {
        for (unsigned i = 0; i < threads; ++i) {
            threads_.emplace_back([this] { run(); });
        }
    }
    thread_pool(const thread_pool&) = delete;
    thread_pool& operator=(const thread_pool&) = delete;
    ~thread_pool() { shut_down(); }

    /// Hands a job over. While most_waiting jobs wait, so does the caller.
    /// Errors:   false if the pool is shut down: the job will not run
    bool submit(std::function<void()> job) {
        std::unique_lock lock(mutex_);
        room_.wait(lock, [this] {
            return closed_ || waiting_.size() < most_waiting_;
        });
        if (closed_) return false;
        waiting_.push_back(std::move(job));
        work_.notify_one();
        return true;
    }

    /// Takes no more jobs, lets the threads finish those that wait, and
    /// returns when the last one is done. May be called again.
    void shut_down() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
            work_.notify_all();
            room_.notify_all();
        }
        for (std::thread& thread : threads_) thread.join();
        threads_.clear();
    }

private:
    /// What each thread does: jobs, until there will be none.
    void run() {
        while (const std::function<void()> job = take()) job();
    }

    /// The next job, waiting for it; an empty function if there will be none.
    std::function<void()> take() {
        std::unique_lock lock(mutex_);
        work_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
        if (waiting_.empty()) return nullptr;
        std::function<void()> job = std::move(waiting_.front());
        waiting_.pop_front();
        room_.notify_one();
        return job;
    }

    const std::size_t most_waiting_;
    std::mutex mutex_;             // guards the queue and closed_
    std::condition_variable work_; // there is a job, or there will be none
    std::condition_variable room_; // a job has left the queue
    std::deque<std::function<void()>> waiting_;
    [[maybe_unused]] bool closed_ = false;
    std::vector<std::thread> threads_;
};

} // namespace answer
