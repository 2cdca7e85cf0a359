// The heart of an io_context: a locked queue of operations, and threads that
// take them out. The reactor is one of the operations.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "04-proactor/biased_mutex.h"
#include "04-proactor/execution_context.h"
#include "04-proactor/lone_thread.h"
#include "04-proactor/operation.h"

namespace net::detail {

/// What waits in the kernel while there is nothing in the queue: the reactor.
class scheduler_task {
public:
    /// Waits until something has happened, `timeout` is over, or interrupt()
    /// is called, and puts what can go on into `ready`.
    /// Units:    a timeout below zero means: for ever
    /// Threads:  one at a time
    virtual void wait(std::chrono::nanoseconds timeout,
                      operation_queue& ready) = 0;

    /// Ends a wait() that is going on, or else the next one.
    /// Threads:  any
    virtual void interrupt() = 0;

    /// A thread leaves run(). What has been put off until the next wait() can
    /// wait no longer: there may be none.
    /// Threads:  any
    virtual void leave() {}

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

    // For those who have work to be done. Each operation is one piece of it,
    // from the moment it is started or posted until it has been completed;
    // when there is none left, run() returns.

    /// Queues a new operation; some thread in run() will complete it.
    void post(operation* one);

    /// The same, with the hint that the calling handler is about to end: no
    /// thread is woken for it.
    void defer(operation* one);

    /// Says that an operation waits outside of the queue, or that something
    /// else does for which run() is to wait.
    void work_started() {
        update(outside_work_, [](long n) { return n + 1; });
    }

    /// Queues operations that were counted by work_started().
    void post_finished(operation_queue& come_back);
    void post_finished(operation* one);

    /// Says that there will be no operation after all.
    void work_finished();

    /// For an operation that was not counted, and turns out to have no handler
    /// to call: run() is not to count it either.
    void nothing_was_called();

    /// True in a handler that this scheduler has called, however deep.
    bool running_in_this_thread() const;

    /// Wakes the thread that waits in the task, if one does.
    void interrupt_task();

    // For those who do the work.

    /// Completes operations until stopped, or until there is no work left.
    /// Shape:    how many it has completed
    /// Errors:   what a handler throws; run() may then be called again
    std::size_t run() { return run(never, all); }
    std::size_t run_until(clock::time_point deadline) {
        return run(deadline, all);
    }

    /// The same, but at most one.
    std::size_t run_one() { return run(never, 1); }
    std::size_t run_one_until(clock::time_point deadline) {
        return run(deadline, 1);
    }

    /// Completes what is ready now, without waiting.
    std::size_t poll() { return run(at_once, all); }
    std::size_t poll_one() { return run(at_once, 1); }

    void stop();
    bool stopped() const;
    void restart();

    /// Destroys what is queued.
    void shutdown() override;

private:
    // Deadlines that are no moments, and a limit that is none.
    static constexpr clock::time_point never = clock::time_point::max();
    static constexpr clock::time_point at_once = clock::time_point::min();
    static constexpr auto all = static_cast<std::size_t>(-1);

    class frame;
    class task_return;
    class handler_return;
    class run_return;
    struct task_marker final : operation {
        task_marker() : operation([](scheduler*, operation*) {}) {}
    };

    std::size_t run(clock::time_point deadline, std::size_t limit);
    // Inline are those that run() calls for each operation.
    inline operation* next_operation(frame& self, clock::time_point deadline);
    void run_task(frame& self, clock::time_point deadline);
    void wait_for_work(clock::time_point deadline);
    inline std::size_t complete(frame& self, operation& one);

    void take_over(frame& self);
    void unlock_and_wake_one();
    void stop_all();
    bool out_of_work() const {
        return work_ + outside_work_.load(std::memory_order_acquire) == 0;
    }

    const bool one_thread_;

    // Operations that are queued, running, or outside; not the task. A counter
    // may be below zero, for what begins in one may end in the other: there is
    // as much to do as they say together.
    std::atomic<long> outside_work_{0};

    mutable biased_mutex mutex_; // guards all that follows
    std::condition_variable work_arrived_;
    operation_queue queue_;
    long work_ = 0;
    int sleeping_ = 0; // threads in work_arrived_
    int waking_ = 0;   // those of them that have been notified
    bool stopped_ = false;
    bool shut_down_ = false;
    bool task_waits_ = false; // a thread is in the task and may be interrupted
    scheduler_task* task_ = nullptr;
    task_marker task_marker_; // in queue_ while no thread is in the task
};

} // namespace net::detail
