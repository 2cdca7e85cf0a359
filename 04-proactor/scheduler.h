// The heart of an io_context: a locked queue of operations, and threads that
// take them out. The reactor is one of the operations.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "04-proactor/execution_context.h"
#include "04-proactor/operation.h"

namespace net::detail {

/// What waits in the kernel while there is nothing in the queue: the reactor.
class scheduler_task {
public:
    /// Waits until something has happened, `timeout` is over, or interrupt()
    /// is called, and puts what can go on into `ready`.
    /// Units:    a timeout below zero means: for ever
    /// Shape:    how many operations it has put there
    /// Threads:  one at a time
    virtual std::size_t wait(std::chrono::nanoseconds timeout,
                             operation_queue& ready) = 0;

    /// Ends a wait() that is going on, or else the next one.
    /// Threads:  any
    virtual void interrupt() = 0;

protected:
    ~scheduler_task() = default;
};

/// Calls what is queued, in the threads that call run().
/// Threads:  any, unless a function says otherwise
class scheduler final : public execution_context::service {
public:
    using clock = std::chrono::steady_clock;

    /// `one_thread` promises that only one thread at a time will be inside
    /// run(): what its handlers post then needs no lock.
    explicit scheduler(execution_context& owner, bool one_thread = false);

    /// From now on the one who finds nothing else to do waits in `task`.
    void set_task(scheduler_task& task);

    // For those who have work to be done.

    /// Queues an operation; some thread in run() will complete it.
    void post(operation* one);

    /// The same, with the hint that the calling handler is about to end: no
    /// thread is woken for it.
    void defer(operation* one);

    /// Says that something outside the queue is going on and will come back:
    /// run() is to wait for it.
    void work_started() { outside_.fetch_add(1, std::memory_order_relaxed); }

    /// Says that it will not come back. If nothing else is left, run() ends.
    void work_finished();

    /// Says that it has come back, to a thread that is in wait() or in the
    /// function of an operation: that thread's own work takes its place.
    void work_taken_over(std::size_t n = 1);

    /// For an operation that turns out to have no handler to call: run() is
    /// not to count it.
    void nothing_was_called();

    /// What has come back: queues `n` operations for each of which
    /// work_started() was called, which it undoes.
    void post_finished(operation_queue& come_back, std::size_t n);
    void post_finished(operation* one);

    /// True in a handler that this scheduler has called, however deep.
    bool running_in_this_thread() const;

    /// Wakes the thread that waits in the task, if one does.
    void interrupt_task();

    // For those who do the work.

    /// Completes operations until stopped, or until there is no work left.
    /// Shape:    how many it has completed
    /// Errors:   what a handler throws; run() may then be called again
    std::size_t run();
    std::size_t run_until(clock::time_point deadline);

    /// The same, but at most one.
    std::size_t run_one() { return run_one_until(clock::time_point::max()); }
    std::size_t run_one_until(clock::time_point deadline);

    /// Completes what is ready now, without waiting.
    std::size_t poll();
    std::size_t poll_one();

    void stop();
    bool stopped() const;
    void restart();

    /// Destroys what is queued.
    void shutdown() override;

private:
    class frame;
    class task_return;
    class handler_return;
    class run_return;
    struct task_marker final : operation {
        task_marker() : operation([](scheduler*, operation*) {}) {}
    };
    using lock_type = std::unique_lock<std::mutex>;

    std::size_t run_until(lock_type& lock, frame& self,
                          clock::time_point deadline, std::size_t limit);
    operation* next_operation(lock_type& lock, frame& self,
                              clock::time_point deadline);
    void run_task(lock_type& lock, frame& self, clock::time_point deadline);
    void wait_for_work(lock_type& lock, clock::time_point deadline);
    std::size_t poll(std::size_t limit);
    operation* next_ready(lock_type& lock, frame& self);
    std::size_t complete(lock_type& lock, frame& self, operation& one);

    void take_over(frame& self);
    void wake_one(lock_type& lock);
    void stop_all();
    bool out_of_work() const {
        return inside_ == 0 && outside_.load(std::memory_order_acquire) == 0;
    }

    const bool one_thread_;
    std::atomic<long> outside_{0}; // operations that wait elsewhere, and guards

    mutable std::mutex mutex_; // guards all that follows
    std::condition_variable work_arrived_;
    operation_queue queue_;
    long inside_ = 0;  // operations queued or running; not the task
    int sleeping_ = 0; // threads in work_arrived_
    int waking_ = 0;   // those of them that have been notified
    bool stopped_ = false;
    bool shut_down_ = false;
    bool task_waits_ = false; // a thread is in the task and may be interrupted
    scheduler_task* task_ = nullptr;
    task_marker task_marker_; // in queue_ while no thread is in the task
};

} // namespace net::detail
