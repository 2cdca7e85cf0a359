#include "06-hooked-io/worker_loop.h"

#include <dirent.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <memory>

#include "06-hooked-io/report.h"

namespace net {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds patience(1000);

constinit std::atomic<std::size_t> silent_workers = 0;
constinit std::atomic<bool> reported = false;

bool all_sleep_on(const worker& mine) {
    return asleep_mark::count() == mine.flows.size();
}

/// Threads of the program's own could wake a coroutine, too.
std::size_t threads_of_kernel() {
    const std::unique_ptr<DIR, int (*)(DIR*)> all(::opendir("/proc/self/task"),
                                                  &::closedir);
    std::size_t n = 0;
    while (all && ::readdir(all.get())) ++n;
    return n > 2 ? n - 2 : 0; // without "." and ".."
}

bool is_only_us() {
    const hooks_off plain;
    return threads_of_kernel() == workers().size() + watchdog_threads();
}

} // namespace

void worker_loop::take_one() {
    const bool may_be_stuck = all_sleep_on(mine_) && !reported;
    const bool any =
        mine_.flows.run_one(may_be_stuck ? patience : milliseconds(-1));
    const bool silent = may_be_stuck && !any;
    if (silent != is_silent_) silent ? ++silent_workers : --silent_workers;
    is_silent_ = silent;
    if (silent && silent_workers == workers().size() && is_only_us() &&
        !reported.exchange(true)) {
        report_all_asleep();
    }
}

} // namespace net
