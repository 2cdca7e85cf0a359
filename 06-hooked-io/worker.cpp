#include "06-hooked-io/worker.h"

#include <algorithm>
#include <atomic>

#include "06-hooked-io/interruption.h"
#include "06-hooked-io/parking_lot.h"
#include "06-hooked-io/worker_loop.h"

namespace net {

/// A loop around a call that is always ready, or always would block, has to
/// end some time: by what another coroutine does.
void calls_in_a_row::let_others_run() {
    begin_anew();
    scheduler::current().yield();
}

void worker::run() {
    worker_loop turns(*this);
    for (;;) {
        turns.take_one();
        // What signals' handlers could not do themselves.
        wake_for_signal_handlers();
        tell_of_signals();
    }
}

worker& worker_of(const task_record& task) {
    return **std::ranges::find_if(
        workers(), [&](const auto& one) { return &one->flows == &task.owner; });
}

worker& next_worker() {
    static std::atomic<std::size_t> next = 0;
    return *workers()[next++ % workers().size()];
}

} // namespace net
