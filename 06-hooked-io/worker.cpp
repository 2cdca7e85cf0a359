#include "06-hooked-io/worker.h"

#include <atomic>

namespace net {
namespace {

// A coroutine does not switch while its calls are plain, so that this belongs
// to it as well as to a thread.
constinit thread_local int off = 0;

} // namespace

task_record* hooked_task() {
    if (off > 0 || !scheduler::is_current()) return nullptr;
    return scheduler::current().running();
}

hooks_off::hooks_off() {
    ++off;
}
hooks_off::~hooks_off() {
    --off;
}

std::vector<std::unique_ptr<worker>>& workers() {
    // Never destroyed: at exit(), coroutines may still stand on its stacks.
    static auto* const all = new std::vector<std::unique_ptr<worker>>;
    return *all;
}

worker& next_worker() {
    static std::atomic<std::size_t> next = 0;
    return *workers()[next++ % workers().size()];
}

} // namespace net
