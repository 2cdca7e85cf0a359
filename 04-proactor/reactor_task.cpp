#include "04-proactor/reactor_task.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "01-blocking/error.h"
#include "03-epoll-reactor/pollers.h"
#include "04-proactor/error.h"

namespace net::detail {

/// Shape:    true if it has to be queued now
bool descriptor_state::note(unsigned events) {
    return !(events_.fetch_or(events | queued) & queued);
}

void descriptor_state::run(scheduler* owner, operation* self) {
    if (!owner) return; // the reactor destroys it
    auto* state = static_cast<descriptor_state*>(self);
    operation_queue done;
    const std::size_t n = state->perform_all(state->events_.exchange(0), done);
    if (n == 0) return owner->nothing_was_called();
    operation* first = done.pop();
    owner->post_finished(done, n - 1); // other threads may have those
    owner->work_taken_over();          // we do the first
    first->complete(*owner);
}

std::size_t descriptor_state::perform_all(unsigned events,
                                          operation_queue& done) {
    const std::lock_guard lock(mutex_);
    if (!open_) return 0;
    if (events & ending) ending_ = true;
    std::size_t n = 0;
    if (events & ending) n += perform(io_kind::except, done);
    if (events & writable) n += perform(io_kind::write, done);
    if (events & readable) n += perform(io_kind::read, done);
    return n;
}

/// Entered with the lock. The edge has come: goes on until the descriptor has
/// nothing left, or nobody is waiting.
std::size_t descriptor_state::perform(io_kind kind, operation_queue& done) {
    std::size_t n = 0;
    reactor_queue& waiting = of(kind);
    may_be_ready(kind) = true;
    while (reactor_operation* one = waiting.front()) {
        const auto status = try_once(kind, *one);
        if (status == reactor_operation::status::not_done) break;
        done.push(waiting.pop());
        ++n;
        if (!may_be_ready(kind)) break;
    }
    return n;
}

/// Entered with the lock. Tries, and remembers whether a next try could do
/// better than wait.
reactor_operation::status descriptor_state::try_once(io_kind kind,
                                                     reactor_operation& one) {
    const reactor_operation::status status = one.perform();
    if (status != reactor_operation::status::done)
        may_be_ready(kind) = kind == io_kind::read && ending_;
    return status;
}

/// Entered with the lock.
std::size_t descriptor_state::abort_all(operation_queue& aborted) {
    std::size_t n = 0;
    for (reactor_queue& each : waiting_) {
        while (reactor_operation* one = each.pop()) {
            one->error = error::operation_aborted;
            one->bytes = 0;
            aborted.push(one);
            ++n;
        }
    }
    return n;
}

/// For a new descriptor of the same number.
void descriptor_state::open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    in_poller_ = true;
    ending_ = false;
    std::fill(std::begin(may_be_ready_), std::end(may_be_ready_), true);
}

reactor_task::reactor_task(execution_context& owner)
    : service(owner), scheduler_(use_service<scheduler>(owner)) {
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

descriptor_state* reactor_task::watch(int fd, std::error_code& error) {
    descriptor_state* state = nullptr;
    {
        const std::lock_guard lock(mutex_);
        const auto at = static_cast<std::size_t>(fd);
        if (states_.size() <= at) states_.resize(at + 1);
        if (!states_[at]) states_[at] = std::make_unique<descriptor_state>(fd);
        state = states_[at].get();
    }
    state->open(); // first: its edge may come before add() returns
    const std::lock_guard lock(mutex_); // never held while a state's is taken
    try {
        poller_->add(fd, interest::both);
        error.clear();
    } catch (const std::system_error& failure) {
        error = failure.code();
        if (error == std::errc::operation_not_permitted) error.clear();
        state->in_poller_ = false; // a file: reads and writes never wait
        if (error) state->open_ = false;
    }
    return error ? nullptr : state;
}

void reactor_task::cancel(descriptor_state& one) {
    operation_queue aborted;
    std::size_t n = 0;
    {
        const std::lock_guard lock(one.mutex_);
        n = one.abort_all(aborted);
    }
    scheduler_.post_finished(aborted, n);
}

void reactor_task::forget(descriptor_state& one) {
    operation_queue aborted;
    std::size_t n = 0;
    bool in_poller = false;
    {
        const std::lock_guard lock(one.mutex_);
        n = one.abort_all(aborted);
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
    scheduler_.post_finished(aborted, n);
}

// [lesson: start]
void reactor_task::start(descriptor_state& on, io_kind kind,
                         reactor_operation* one, first_try when) {
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
        if (!done) {
            scheduler_.work_started();
            waiting.push(one); // under the lock: an edge cannot come between
            if (when == first_try::later) arm_again(on);
            return;
        }
    }
    scheduler_.post(one); // done, but never called from in here
}
// [end]

void reactor_task::attend(descriptor_state& on, io_kind kind,
                          reactor_operation* one) {
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

void reactor_task::add(timer_source& timers) {
    const std::lock_guard lock(timer_mutex_);
    timers_.push_back(&timers);
}

std::size_t reactor_task::wait(std::chrono::nanoseconds timeout,
                               operation_queue& ready) {
    const auto found = poller_->wait(time_to_wait(timeout));
    std::size_t n = 0;
    {
        const std::lock_guard lock(mutex_);
        for (const ready_descriptor& each : found) {
            if (each.fd == wake_reading_end_.get()) continue;
            descriptor_state& state =
                *states_[static_cast<std::size_t>(each.fd)];
            const unsigned events =
                static_cast<unsigned>(each.what) |
                (each.ending ? descriptor_state::ending : 0);
            if (!state.note(events)) continue; // it is queued already
            ready.push(&state);
            ++n;
        }
    }
    // Timers come last, so that a deadline does not overtake its data.
    operation_queue due;
    std::size_t late = 0;
    {
        const std::lock_guard lock(timer_mutex_);
        for (timer_source* each : timers_) late += each->take_due(due);
    }
    scheduler_.work_taken_over(late);
    ready.append(due);
    return n + late;
}

/// The next thing to look for, or `limit`, if that is sooner.
std::chrono::milliseconds reactor_task::time_to_wait(
    std::chrono::nanoseconds limit) {
    using namespace std::chrono;
    // Not for ever: a clock that people set may be set while we wait.
    nanoseconds shortest = limit < nanoseconds(0) ? minutes(5) : limit;
    const std::lock_guard lock(timer_mutex_);
    for (const timer_source* each : timers_) {
        shortest = std::min(shortest, each->time_to_wait());
    }
    return ceil<milliseconds>(shortest); // upwards: never early
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
