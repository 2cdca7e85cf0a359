// The reactor as a task of the scheduler: operations wait here until their
// descriptors are ready, and then are done, not merely announced.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <system_error>
#include <vector>

#include "01-blocking/unique_fd.h"
#include "02-select-poll/poller.h"
#include "04-proactor/operation.h"
#include "04-proactor/scheduler.h"

namespace net::detail {

/// An operation that takes system calls, tried again until one succeeds.
class reactor_operation : public operation {
public:
    enum class status {
        not_done,           // it would have had to wait
        done,               // with or without an error
        done_and_exhausted, // and another try would have to wait
    };

    /// Tries once.
    status perform() { return perform_(this); }

    std::error_code error;
    std::size_t bytes = 0;

protected:
    using perform_function = status (*)(reactor_operation* self);

    reactor_operation(perform_function try_once, function when_done)
        : operation(when_done), perform_(try_once) {}

private:
    perform_function perform_;
};

using reactor_queue = basic_operation_queue<reactor_operation>;

/// What an operation waits for. Each descriptor has a queue for each of them:
/// two reads come to their turn in order, a read and a write do not meet.
enum class io_kind { read, write, except };

/// The operations of one descriptor. It is an operation itself: when the
/// descriptor is ready the reactor only queues it, and the thread that takes
/// it out does the reading and writing.
class descriptor_state final : public operation {
public:
    explicit descriptor_state(int fd)
        : operation(&descriptor_state::run), fd_(fd) {}

private:
    friend class reactor_task;

    // Bits of events_.
    static constexpr unsigned readable = 1, writable = 2, ending = 4,
                              queued = 8;

    bool note(unsigned events);
    static void run(scheduler* owner, operation* self);
    std::size_t perform_all(unsigned events, operation_queue& done);
    std::size_t perform(io_kind kind, operation_queue& done);
    reactor_operation::status try_once(io_kind kind, reactor_operation& one);
    std::size_t abort_all(operation_queue& aborted);
    void open();

    reactor_queue& of(io_kind kind) {
        return waiting_[static_cast<std::size_t>(kind)];
    }
    bool& may_be_ready(io_kind kind) {
        return may_be_ready_[static_cast<std::size_t>(kind)];
    }

    const int fd_;
    std::atomic<unsigned> events_{0}; // since run() was last called

    std::mutex mutex_; // guards all that follows
    bool open_ = false;
    bool in_poller_ = false; // a file on disk is not: it is always ready
    bool ending_ = false;    // see ready_descriptor::ending
    reactor_queue waiting_[3];
    bool may_be_ready_[3] = {true, true, true}; // no try has failed since
                                                // the last edge
};

/// Timers of one clock, as the reactor sees them.
class timer_source {
public:
    /// Units:    zero if a timer is due; very long if there is none
    virtual std::chrono::nanoseconds time_to_wait() const = 0;
    /// Shape:    how many waits it has put into `due`
    virtual std::size_t take_due(operation_queue& due) = 0;

protected:
    ~timer_source() = default;
};

/// Knows who waits for which descriptor, and for which time.
/// Threads:  any, unless a function says otherwise
class reactor_task final : public execution_context::service,
                           public scheduler_task {
public:
    /// The context's reactor, which is its scheduler's task from now on.
    explicit reactor_task(execution_context& owner);

    scheduler& threads() { return scheduler_; }

    /// Makes a descriptor known, once for its life: for both directions, and
    /// by edges, so that no operation costs an epoll_ctl of its own.
    /// Errors:   as epoll_ctl(2), in `error`; then null
    /// Lifetime: forget() it before it is closed
    descriptor_state* watch(int fd, std::error_code& error);

    /// Ends all its operations with error::operation_aborted.
    void cancel(descriptor_state& one);
    void forget(descriptor_state& one);

    enum class first_try {
        now,  // the operation may be done already
        later // it waits for the next readiness, or one that is there
    };

    /// Takes over `one`, and queues it when it is done.
    void start(descriptor_state& on, io_kind kind, reactor_operation* one,
               first_try when);

    /// Takes over an operation that is never done: it is tried now and at each
    /// readiness, to the end of the context, and no run() waits for it.
    void attend(descriptor_state& on, io_kind kind, reactor_operation* one);

    /// Takes over an operation that has its result already.
    void complete_at_once(operation* one) { scheduler_.post(one); }

    void add(timer_source& timers);

    /// Guards the timers of all clocks.
    std::mutex& timer_mutex() { return timer_mutex_; }

    std::size_t wait(std::chrono::nanoseconds timeout,
                     operation_queue& ready) override;
    void interrupt() override;

private:
    void shutdown() override;
    void notify_fork(execution_context::fork_event event) override;
    void open_poller();
    void arm_again(descriptor_state& one);
    std::chrono::milliseconds time_to_wait(std::chrono::nanoseconds limit);

    scheduler& scheduler_;

    std::mutex timer_mutex_; // guards the timers and this list of their clocks
    std::vector<timer_source*> timers_;

    std::mutex mutex_; // guards states_, and changes of the poller's set
    std::unique_ptr<poller> poller_;
    unique_fd wake_reading_end_; // a pipe in which there is always a byte:
    unique_fd wake_writing_end_; // to watch it again is to be told of it
    std::vector<std::unique_ptr<descriptor_state>> states_; // by number; once
    // made, a state stays: a late event for it is at worst a useless try
};

} // namespace net::detail
