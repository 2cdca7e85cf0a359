#include "04-proactor/io_uring_task.h"

#include <fcntl.h>

#include <cerrno>
#include <utility>

#include "04-proactor/error.h"
#include "04-proactor/socket_calls.h"

namespace net::detail {
namespace {

constexpr unsigned ring_entries = 256; // more are submitted in several calls

using stage = io_uring_lane::stage;

bool is_done_by_a_try(reactor_operation& one) {
    return one.perform() != reactor_operation::status::not_done;
}

void abort(reactor_operation& one) {
    one.error = error::operation_aborted;
    one.bytes = 0;
}

} // namespace

io_uring_task::io_uring_task(execution_context& owner)
    : io_engine(owner), ring_(ring_entries) {
    scheduler_.set_task(*this);
}

io_descriptor* io_uring_task::watch(int fd, std::error_code& error) {
    error = result_of(::fcntl(fd, F_GETFD)); // the ring needs not be told of it
    if (error) return nullptr;
    const std::lock_guard lock(mutex_);
    const auto at = static_cast<std::size_t>(fd);
    if (descriptors_.size() <= at) descriptors_.resize(at + 1);
    auto& found = descriptors_[at];
    if (!found) found = std::make_unique<io_uring_descriptor>(fd);
    const std::lock_guard its_lock(found->mutex_);
    found->open_ = true;
    return found.get();
}

void io_uring_task::cancel(io_descriptor& at) {
    auto& one = static_cast<io_uring_descriptor&>(at);
    const std::lock_guard lock(one.mutex_);
    take_back(one);
}

void io_uring_task::forget(io_descriptor& at) {
    auto& one = static_cast<io_uring_descriptor&>(at);
    const std::lock_guard lock(one.mutex_);
    take_back(one);
    one.open_ = false;
}

void io_uring_task::start(io_descriptor& at, io_kind kind,
                          reactor_operation* one, first_try when) {
    auto& on = static_cast<io_uring_descriptor&>(at);
    {
        const std::lock_guard lock(on.mutex_);
        lane& its = on.of(kind);
        if (!on.open_) {
            abort(*one);
        } else if (when == first_try::later || !its.waiting.empty() ||
                   one->can_hand_over() || !is_done_by_a_try(*one)) {
            scheduler_.work_started();
            return push(its, one);
        }
    }
    scheduler_.post(one); // done, but never called from in here
}

void io_uring_task::attend(io_descriptor& at, io_kind kind,
                           reactor_operation* one) {
    auto& on = static_cast<io_uring_descriptor&>(at);
    const std::lock_guard lock(on.mutex_);
    push(on.of(kind), one);
}

void io_uring_task::push(lane& its, reactor_operation* one) {
    its.waiting.push(one);
    if (its.in_kernel == stage::idle) hand_over(its);
}

void io_uring_task::hand_over(lane& its) {
    reactor_operation& one = *its.waiting.front();
    if (!one.can_hand_over()) return poll(its);
    one.describe(its.given);
    its.in_kernel = stage::transfer;
    add(transfer_entry(its));
}

void io_uring_task::poll(lane& its) {
    its.in_kernel = stage::poll;
    add(poll_entry(its));
}

/// Asks the kernel for what it has, now: before it has seen the descriptor
/// closed, and before a completion makes place for the next operation.
void io_uring_task::take_back(io_uring_descriptor& from) {
    bool asked = false;
    for (lane& its : from.lanes_) {
        reactor_operation* const first = its.waiting.pop();
        if (!first) continue;
        while (reactor_operation* next = its.waiting.pop()) {
            abort(*next);
            its.behind.push(next);
        }
        its.waiting.push(first);
        if (std::exchange(its.cancelled, true)) continue;
        add(cancel_entry(its));
        asked = true;
    }
    if (asked) submit();
}

/// Adds an entry, which the next wait() submits together with others; but not
/// if that has begun already, or if there may be none.
void io_uring_task::add(const io_uring_sqe& entry) {
    const std::lock_guard lock(ring_mutex_);
    ring_.add(entry);
    if (waiting_ || !scheduler_.running_in_this_thread()) ring_.submit();
}

void io_uring_task::submit() {
    const std::lock_guard lock(ring_mutex_);
    ring_.submit();
}

// [lesson: uring-wait]
void io_uring_task::wait(std::chrono::nanoseconds timeout,
                         operation_queue& ready) {
    const auto limit = time_to_wait(timeout);
    const bool may_wait = limit != std::chrono::nanoseconds(0);
    unsigned submitting = 0;
    {
        const std::lock_guard lock(ring_mutex_);
        submitting = ring_.unsubmitted();
        waiting_ = may_wait;
    }
    // Completions come without a system call, as long as there is place.
    if (may_wait || submitting > 0 || ring_.has_overflown())
        ring_.submit_and_wait(submitting, limit);
    const unsigned tail = ring_.completion_tail();
    { // after those who have added what is done: we see what they have written
        const std::lock_guard lock(ring_mutex_);
        waiting_ = false;
    }
    ring_.take_completions(tail, [&](const io_uring_cqe& one) {
        if (one.user_data != 0)
            completed(*reinterpret_cast<lane*>(one.user_data), one.res, ready);
    });
    take_due_timers(ready); // last: a deadline does not overtake its data
}
// [end]

void io_uring_task::completed(lane& its, int result, operation_queue& ready) {
    const std::lock_guard lock(its.descriptor->mutex_);
    if (is_done(its, result)) finish(its, ready); // or the kernel has it again
}

void io_uring_task::finish(lane& its, operation_queue& ready) {
    its.in_kernel = stage::idle;
    its.cancelled = false;
    ready.push(its.waiting.pop());
    ready.append(its.behind);
    if (!its.waiting.empty()) hand_over(its);
}

// [lesson: is-done]
bool io_uring_task::is_done(lane& its, int result) {
    reactor_operation& one = *its.waiting.front();
    const bool was_poll = its.in_kernel == stage::poll;
    const bool given_back = result == -ECANCELED || result == -EINTR;
    if (its.cancelled && (was_poll || given_back || result == -EAGAIN)) {
        abort(one);
        return true;
    }
    if (given_back) { // unasked: the thread that had submitted it has ended
        hand_over(its);
        return false;
    }
    if (!was_poll && result != -EAGAIN) {
        one.take_result(result);
        return true;
    }
    if (was_poll && result < 0) { // it cannot be polled
        one.error = error::operation_not_supported;
        return true;
    }
    if (was_poll && is_done_by_a_try(one)) return true;
    poll(its); // where O_NONBLOCK is set, the kernel does not wait unasked
    return false;
}
// [end]

void io_uring_task::interrupt() {
    const std::lock_guard lock(ring_mutex_);
    ring_.add(io_uring_sqe{}); // IORING_OP_NOP: it is done at once
    ring_.submit();
}

void io_uring_task::leave() {
    try {
        submit();
    } catch (const std::system_error&) {
        // Without memory; the next wait() tries again, and says so.
    }
}

/// Waits until the kernel has given everything back: until then it may write
/// into the buffers. No other thread uses the context any more.
void io_uring_task::shutdown() {
    operation_queue unwanted; // destroyed last, without a lock: a handler may
                              // own the socket it has waited for
    for (const auto& each : descriptors_) {
        if (each) forget(*each);
    }
    for (const auto& each : descriptors_) {
        while (each && !each->is_idle())
            wait(std::chrono::nanoseconds(-1), unwanted);
    }
}

/// A child's ring is its parent's: it needs one of its own, with all in it.
void io_uring_task::notify_fork(execution_context::fork_event event) {
    if (event != execution_context::fork_child) return;
    ring_ = io_uring_ring(ring_entries);
    operation_queue aborted;
    for (const auto& each : descriptors_) {
        if (!each) continue;
        const std::lock_guard lock(each->mutex_);
        for (lane& its : each->lanes_) {
            if (its.in_kernel == stage::idle) continue;
            if (its.cancelled) {
                abort(*its.waiting.front());
                finish(its, aborted);
            } else {
                hand_over(its);
            }
        }
    }
    scheduler_.post_finished(aborted);
}

} // namespace net::detail
