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
        // Your code.
        return job != nullptr && most_waiting_ == 0;
    }

    /// Takes no more jobs, lets the threads finish those that wait, and
    /// returns when the last one is done. May be called again.
    void shut_down() {
        // Your code goes before this line.
        for (std::thread& thread : threads_) thread.join();
        threads_.clear();
    }

private:
    /// What each thread does: jobs, until there will be none.
    void run() {
        // Your code.
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
