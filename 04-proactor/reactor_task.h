// The reactor as a task of the scheduler: operations wait here until their
// descriptors are ready, and then are done, not merely announced.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <system_error>
#include <vector>

#include "01-blocking/unique_fd.h"
#include "02-select-poll/poller.h"
#include "04-proactor/biased_mutex.h"
#include "04-proactor/descriptor_state.h"
#include "04-proactor/scheduler.h"

namespace net::detail {

/// Timers of one clock, as the reactor sees them.
class timer_source {
public:
    /// Units:    zero if a timer is due; very long if there is none
    virtual std::chrono::nanoseconds time_to_wait() const = 0;
    virtual void take_due(operation_queue& due) = 0;

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
    biased_mutex& timer_mutex() { return timer_mutex_; }

    void wait(std::chrono::nanoseconds timeout,
              operation_queue& ready) override;
    void interrupt() override;

private:
    void shutdown() override;
    void notify_fork(execution_context::fork_event event) override;
    void open_poller();
    void arm_again(descriptor_state& one);
    std::chrono::milliseconds time_to_wait(std::chrono::nanoseconds limit);

    scheduler& scheduler_;

    biased_mutex timer_mutex_; // guards the timers and this list of clocks
    std::vector<timer_source*> timers_;

    std::mutex mutex_; // guards states_, and changes of the poller's set
    std::unique_ptr<poller> poller_;
    unique_fd wake_reading_end_; // a pipe in which there is always a byte:
    unique_fd wake_writing_end_; // to watch it again is to be told of it
    std::vector<std::unique_ptr<descriptor_state>> states_; // by number; once
    // made, a state stays: a late event for it is at worst a useless try
};

} // namespace net::detail
