// What stands between the queue of handlers and the kernel: an engine carries
// out operations on descriptors, and waits for them and for timers.
#pragma once

#include <chrono>
#include <mutex>
#include <system_error>
#include <vector>

#include "04-proactor/biased_mutex.h"
#include "04-proactor/descriptor_state.h"
#include "04-proactor/scheduler.h"

namespace net::detail {

/// Timers of one clock, as the engine sees them.
class timer_source {
public:
    /// Units:    zero if a timer is due; very long if there is none
    virtual std::chrono::nanoseconds time_to_wait() const = 0;
    virtual void take_due(operation_queue& due) = 0;

protected:
    ~timer_source() = default;
};

/// Knows who waits for which descriptor, and for which time. There are two:
/// reactor_task waits until an operation can be done, and does it;
/// io_uring_task lets the kernel do it, and waits until it is done.
/// Threads:  any, unless a function says otherwise
class io_engine : public execution_context::service, public scheduler_task {
public:
    scheduler& threads() { return scheduler_; }

    /// Makes a descriptor known, once for its life and for both directions.
    /// Errors:   as epoll_ctl(2), in `error`; then null
    /// Lifetime: forget() it before it is closed
    virtual io_descriptor* watch(int fd, std::error_code& error) = 0;

    /// Ends all its operations with error::operation_aborted.
    virtual void cancel(io_descriptor& one) = 0;
    virtual void forget(io_descriptor& one) = 0;

    enum class first_try {
        now,  // the operation may be done already
        later // it waits for the next readiness, or one that is there
    };

    /// Takes over `one`, and queues it when it is done.
    virtual void start(io_descriptor& on, io_kind kind, reactor_operation* one,
                       first_try when) = 0;

    /// Takes over an operation that is never done: it is tried now and at each
    /// readiness, to the end of the context, and no run() waits for it.
    virtual void attend(io_descriptor& on, io_kind kind,
                        reactor_operation* one) = 0;

    /// True if transfers are the kernel's work, who then waits also where the
    /// descriptor does not say O_NONBLOCK.
    virtual bool hands_over_transfers() const = 0;

    /// Takes over an operation that has its result already.
    void complete_at_once(operation* one) { scheduler_.post(one); }

    void add(timer_source& timers);

    /// Guards the timers of all clocks.
    biased_mutex& timer_mutex() { return timer_mutex_; }

protected:
    explicit io_engine(execution_context& owner);

    /// The next thing to look for, or `limit`, if that is sooner.
    std::chrono::nanoseconds time_to_wait(std::chrono::nanoseconds limit);
    void take_due_timers(operation_queue& ready) {
        const std::lock_guard lock(timer_mutex_);
        for (timer_source* each : timers_) each->take_due(ready);
    }

    scheduler& scheduler_;

private:
    biased_mutex timer_mutex_; // guards the timers and this list of clocks
    std::vector<timer_source*> timers_;
};

/// An io_uring_task as the context's engine, made now if there is none yet.
/// Errors:   where the kernel refuses, or has none: as io_uring_setup(2)
io_engine& use_io_uring(execution_context& owner);
bool has_io_uring(execution_context& owner);

/// The context's engine, made now if there is none yet: a reactor_task, or an
/// io_uring_task if the environment says NET_IO_URING=1, or if the context has
/// been given one by use_io_uring().
/// Errors:   of io_uring, where the kernel refuses: as io_uring_setup(2)
io_engine& use_engine(execution_context& owner);

} // namespace net::detail
