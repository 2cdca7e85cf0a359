#include "06-hooked-io/worker.h"

#include <algorithm>
#include <atomic>

#include "06-hooked-io/interruption.h"
#include "06-hooked-io/parking_lot.h"
#include "06-hooked-io/worker_loop.h"

namespace net {
namespace {

/// A loop around a call that is always ready, or always would block, has to
/// end some time: by what another coroutine does.
constexpr unsigned most_calls_in_a_row = 64;
constinit thread_local unsigned calls_in_a_row = 0;

} // namespace

task_record* hooked_task() {
    if (hooks_off::is_alive() || !scheduler::is_current()) return nullptr;
    return scheduler::current().running();
}

task_record* hooked_task_in_turn() {
    task_record* const me = hooked_task();
    if (me != nullptr && ++calls_in_a_row > most_calls_in_a_row) {
        note_turn_of_others();
        scheduler::current().yield();
    }
    return me;
}

void note_turn_of_others() {
    calls_in_a_row = 0;
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

std::vector<std::unique_ptr<worker>>& workers() {
    // Never destroyed: at exit(), coroutines may still stand on its stacks.
    static auto* const all = new std::vector<std::unique_ptr<worker>>;
    return *all;
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
