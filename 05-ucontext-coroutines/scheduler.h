// Runs many coroutines on one thread: while one waits, others run.
#pragma once

#include <atomic>
#include <cassert>
#include <chrono>
#include <concepts>
#include <functional>
#include <memory>
#include <string>

#include "03-epoll-reactor/reactor.h"
#include "05-ucontext-coroutines/descriptor_waits.h"
#include "05-ucontext-coroutines/stack.h"
#include "05-ucontext-coroutines/switch_context.h"
#include "05-ucontext-coroutines/task.h"

namespace net {

class trace_file;

/// How a scheduler makes its coroutines.
struct scheduler_settings {
    switch_kind how = default_switch();
    std::size_t stack_size = default_stack_size; // bytes
    trace_file* trace = nullptr; // null: none; must outlive the scheduler
};

/// Tasks take turns on one thread, and a reactor wakes those who wait for the
/// outside.
/// Lifetime: the reactor must outlive it
/// Threads:  the one that runs it; only post() and stop() may be called from
///           others. A task never changes its thread
class scheduler {
public:
    using clock = reactor::clock;
    using time_point = reactor::time_point;
    static constexpr time_point never = task_record::never;

    explicit scheduler(reactor& loop, const scheduler_settings& settings = {});
    scheduler(const scheduler&) = delete;
    scheduler& operator=(const scheduler&) = delete;

    /// Unwinds the stacks of all tasks that are not done.
    ~scheduler();

    /// Calls `body` as a coroutine of its own, not before the caller parks or
    /// returns. The name and the place of the call are for list().
    template <std::invocable Body>
    task spawn(Body body, std::string name = "task",
               source_place place = source_place::current()) {
        return spawn_on(stacks_.take(), std::move(body), std::move(name),
                        place);
    }

    /// The same, on a stack of the caller's choice.
    template <std::invocable Body>
    task spawn_on(stack memory, Body body, std::string name = "task",
                  source_place place = source_place::current()) {
        return adopt(
            coroutine(std::move(body), std::move(memory), settings_.how),
            std::move(name), place);
    }

    /// Runs until all tasks are done, or stop() is called.
    /// Errors:   what a task without a handle throws; std::system_error,
    ///           resource_deadlock_would_occur, with a list of all tasks, if
    ///           they wait for each other and the reactor waits for nothing
    ///           that could wake them. It may be called again
    void run();

    /// The same, but waits for posts of other threads even without any task.
    void run_until_stopped();

    /// One turn: the reactor's, which waits no longer than `timeout`; a round
    /// of all tasks that are ready; what has been posted; and a second round,
    /// of those who have become ready by that.
    /// Shape:    true if any task ran, or the reactor has called anything
    bool run_one(std::chrono::milliseconds timeout);

    /// Threads:  any
    void stop();

    /// Calls `call` on the scheduler's thread, outside of any task.
    /// Threads:  any
    void post(std::function<void()> call) { loop_.post(std::move(call)); }

    /// The one that runs on this thread.
    static scheduler& current() {
        assert(is_current() && "no scheduler runs on this thread");
        return *of_this_thread_;
    }
    static bool is_current() { return of_this_thread_ != nullptr; }
    task_record* running() const { return running_; } // null: none
    task_record& running_task() {
        assert(running_ && "only a task can wait");
        return *running_;
    }

    /// Lets the others run.
    void yield();
    void sleep_until(time_point time);
    void sleep_for(clock::duration time);

    /// Suspends the running task until wake() or `deadline`. When the
    /// scheduler is being destroyed, a destructor's park() returns at once.
    /// Shape:    true if it was woken
    bool park(const wait_reason& why, time_point deadline = never);

    /// Makes a parked task ready; one that is not parked is left alone.
    void wake(task_record& one);

    /// In the child of a fork, where all other tasks are the parent's: forgets
    /// them as they are. No destructor on their stacks runs.
    /// Shape:    the reactor has begun anew
    void keep_only_running();

    descriptor_waits& descriptors() { return descriptors_; }
    reactor& loop() { return loop_; }
    time_point now() const { return loop_.now(); }

    /// All tasks, a line each: name, where it was spawned, what it does.
    std::string list() const;
    std::size_t size() const { return size_; }

private:
    friend class task;
    class current_mark;

    task adopt(coroutine body, std::string name, source_place place);
    bool can_be_woken() const;
    bool run_ready();
    void make_ready(task_record& one);
    void suspend(task_record& me);
    void resume(task_record& one);
    void finish(task_record& one);
    void drop(task_record& one) noexcept; // the handle is gone
    void forget(task_record& one);
    void set_alarm(task_record& one);
    void cancel_alarm(task_record& one);
    void on_alarm(task_record& one);
    void throw_failure(); // of the first of failed_
    void trace_wait(task_record& one, time_point until) const;
    [[noreturn]] void fail_for_deadlock() const;

    static inline constinit thread_local scheduler* of_this_thread_ = nullptr;

    reactor& loop_;
    const scheduler_settings settings_;
    stack_pool stacks_;
    descriptor_waits descriptors_;
    linked_list<task_record, in_all> all_;     // owned; not yet forgotten
    linked_list<task_record, in_ready> ready_; // in order
    std::size_t ready_size_ = 0;
    std::size_t size_ = 0;    // tasks that are not done
    std::size_t outside_ = 0; // of these, parked for what is outside
    std::size_t alarms_ = 0;  // timers of ours, in the reactor
    task_record* running_ = nullptr;
    linked_list<task_record, in_ready> failed_; // done; nobody will join them
    bool is_ending_ = false; // in the destructor: nobody waits any more
    std::atomic<bool> stopped_ = false;
};

} // namespace net
