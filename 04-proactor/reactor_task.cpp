#include "04-proactor/reactor_task.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "01-blocking/error.h"
#include "03-epoll-reactor/pollers.h"
#include "04-proactor/error.h"

namespace net::detail {

reactor_task::reactor_task(execution_context& owner) : io_engine(owner) {
    open_poller();
    scheduler_.set_task(*this);
}

void reactor_task::open_poller() {
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), "pipe2");
    wake_reading_end_.reset(ends[0]);
    wake_writing_end_.reset(ends[1]);
    check(static_cast<int>(::write(ends[1], "", 1)), "write");
    poller_ = make_poller(poller_names().front(), trigger::edge);
    poller_->add(wake_reading_end_.get(), interest::readable);
}

io_descriptor* reactor_task::watch(int fd, std::error_code& error) {
    descriptor_state* state = nullptr;
    {
        const std::lock_guard lock(mutex_);
        const auto at = static_cast<std::size_t>(fd);
        if (states_.size() <= at) states_.resize(at + 1);
        if (!states_[at]) states_[at] = std::make_unique<descriptor_state>(fd);
        state = states_[at].get();
    }
    state->open(); // first: its edge may come before add() returns
    error.clear();
    try {
        const std::lock_guard lock(mutex_); // not while a state's is taken
        poller_->add(fd, interest::both);
    } catch (const std::system_error& failure) {
        error = failure.code();
    }
    if (error == std::errc::operation_not_permitted) { // a file
        state->open_without_poller();
        error.clear();
    } else if (error) {
        state->close();
    }
    return error ? nullptr : state;
}

void reactor_task::cancel(io_descriptor& at) {
    auto& one = static_cast<descriptor_state&>(at);
    operation_queue aborted;
    {
        const std::lock_guard lock(one.mutex_);
        one.abort_all(aborted);
    }
    scheduler_.post_finished(aborted);
}

void reactor_task::forget(io_descriptor& at) {
    auto& one = static_cast<descriptor_state&>(at);
    operation_queue aborted;
    bool in_poller = false;
    {
        const std::lock_guard lock(one.mutex_);
        one.abort_all(aborted);
        in_poller = std::exchange(one.in_poller_, false) && one.open_;
        one.open_ = false;
    }
    if (in_poller) {
        const std::lock_guard lock(mutex_);
        try {
            poller_->remove(one.fd_);
        } catch (const std::system_error&) {
            // Its number has been closed behind our back, and the watch is
            // gone with it.
        }
    }
    scheduler_.post_finished(aborted);
}

// [lesson: start]
void reactor_task::start(io_descriptor& at, io_kind kind,
                         reactor_operation* one, first_try when) {
    auto& on = static_cast<descriptor_state&>(at);
    {
        const std::lock_guard lock(on.mutex_);
        reactor_queue& waiting = on.of(kind);
        bool done = false;
        if (!on.open_) {
            one->error = error::operation_aborted;
            done = true;
        } else if (waiting.empty() && when == first_try::now &&
                   (on.may_be_ready(kind) || !on.in_poller_)) {
            done =
                on.try_once(kind, *one) != reactor_operation::status::not_done;
        }
        if (!done && !on.in_poller_) {
            one->error = error::operation_not_supported; // cannot be waited for
            done = true;
        }
        // [lesson: done-or-waiting]
        if (!done) {
            scheduler_.work_started();
            waiting.push(one); // under the lock: an edge cannot come between
            if (when == first_try::later) arm_again(on);
            return;
        }
        // [end]
    }
    scheduler_.post(one); // done, but never called from in here
}
// [end]

void reactor_task::attend(io_descriptor& at, io_kind kind,
                          reactor_operation* one) {
    auto& on = static_cast<descriptor_state&>(at);
    const std::lock_guard lock(on.mutex_);
    on.of(kind).push(one);
    one->perform(); // the first edge may have come before
}

/// Asks for an edge although nothing may change any more: what is ready
/// already is reported once more.
void reactor_task::arm_again(descriptor_state& one) {
    const std::lock_guard lock(mutex_);
    poller_->modify(one.fd_, interest::both);
}

void reactor_task::wait(std::chrono::nanoseconds timeout,
                        operation_queue& ready) {
    using std::chrono::milliseconds; // rounded upwards: never early
    const auto found =
        poller_->wait(std::chrono::ceil<milliseconds>(time_to_wait(timeout)));
    if (!found.empty()) {
        const std::lock_guard lock(mutex_);
        for (const ready_descriptor& each : found) {
            if (each.fd == wake_reading_end_.get()) continue;
            descriptor_state& state =
                *states_[static_cast<std::size_t>(each.fd)];
            const unsigned events =
                static_cast<unsigned>(each.what) |
                (each.ending ? descriptor_state::ending : 0);
            if (state.note(events)) ready.push(&state);
        }
    }
    // Timers come last, so that a deadline does not overtake its data.
    take_due_timers(ready);
}

void reactor_task::interrupt() {
    const std::lock_guard lock(mutex_);
    poller_->modify(wake_reading_end_.get(), interest::readable);
}

void reactor_task::shutdown() {
    // Destroyed last, without a lock: a handler may own the socket it has
    // waited for. No other thread uses the context any more.
    operation_queue unwanted;
    for (const auto& each : states_) {
        if (!each) continue;
        const std::lock_guard its_lock(each->mutex_);
        each->abort_all(unwanted);
        each->open_ = false;
    }
}

/// A child's epoll is its parent's: it needs one of its own, with all in it.
void reactor_task::notify_fork(execution_context::fork_event event) {
    if (event != execution_context::fork_child) return;
    open_poller();
    for (const auto& each : states_) {
        if (each && each->in_poller_) poller_->add(each->fd_, interest::both);
    }
}

} // namespace net::detail
