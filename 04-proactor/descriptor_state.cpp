#include "04-proactor/descriptor_state.h"

#include <algorithm>

#include "04-proactor/error.h"

namespace net::detail {

// To the compiler, this and what is inline is one function. Each call that is
// left on the way to the kernel is a return on the way back, and where that
// leads the processor has forgotten over the kernel's own calls.
void descriptor_state::run(scheduler* owner, operation* self) {
    if (!owner) return; // the reactor destroys it
    auto* state = static_cast<descriptor_state*>(self);
    operation_queue done;
    const auto none = [](unsigned) { return 0u; };
    state->perform_all(update(state->events_, none), done);
    operation* first = done.pop();
    if (!first) return owner->nothing_was_called();
    if (!done.empty()) owner->post_finished(done); // for other threads, too
    first->complete(*owner);
}

void descriptor_state::perform_all(unsigned events, operation_queue& done) {
    const std::lock_guard lock(mutex_);
    if (!open_) return;
    if (events & ending) {
        ending_ = true;
        perform(io_kind::except, done);
    }
    if (events & writable) perform(io_kind::write, done);
    if (events & readable) perform(io_kind::read, done);
}

/// Entered with the lock. The edge has come: goes on until the descriptor has
/// nothing left, or nobody is waiting.
void descriptor_state::perform(io_kind kind, operation_queue& done) {
    reactor_queue& waiting = of(kind);
    may_be_ready(kind) = true;
    while (reactor_operation* one = waiting.front()) {
        if (try_once(kind, *one) == reactor_operation::status::not_done) break;
        done.push(waiting.pop());
        if (!may_be_ready(kind)) break;
    }
}

/// Entered with the lock.
void descriptor_state::abort_all(operation_queue& aborted) {
    for (reactor_queue& each : waiting_) {
        while (reactor_operation* one = each.pop()) {
            one->error = error::operation_aborted;
            one->bytes = 0;
            aborted.push(one);
        }
    }
}

/// For a new descriptor of the same number.
void descriptor_state::open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    in_poller_ = true;
    ending_ = false;
    std::fill(std::begin(may_be_ready_), std::end(may_be_ready_), true);
}

/// For a file on disk, whose reads and writes never wait.
void descriptor_state::open_without_poller() {
    const std::lock_guard lock(mutex_);
    in_poller_ = false;
}

/// For a descriptor that the poller does not take.
void descriptor_state::close() {
    const std::lock_guard lock(mutex_);
    open_ = false;
    in_poller_ = false;
}

} // namespace net::detail
