#include "06-hooked-io/worker.h"

#include <algorithm>
#include <atomic>

#include "06-hooked-io/interruption.h"
#include "06-hooked-io/parking_lot.h"
#include "06-hooked-io/worker_loop.h"

namespace net {

task_record* hooked_task() {
    if (hooks_off::is_alive() || !scheduler::is_current()) return nullptr;
    return scheduler::current().running();
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
