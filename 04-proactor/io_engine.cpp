#include "04-proactor/io_engine.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "04-proactor/reactor_task.h"

namespace net::detail {
namespace {

bool environment_wants_io_uring() {
    static const bool answer = [] {
        const char* said = std::getenv("NET_IO_URING");
        return said && std::string_view(said) == "1";
    }();
    return answer;
}

} // namespace

io_engine::io_engine(execution_context& owner)
    : service(owner), scheduler_(use_service<scheduler>(owner)) {}

void io_engine::add(timer_source& timers) {
    const std::lock_guard lock(timer_mutex_);
    timers_.push_back(&timers);
}

std::chrono::nanoseconds io_engine::time_to_wait(
    std::chrono::nanoseconds limit) {
    using namespace std::chrono;
    if (limit == nanoseconds(0)) return limit; // no look at a clock
    // Not for ever: a clock that people set may be set while we wait.
    nanoseconds shortest = limit < nanoseconds(0) ? minutes(5) : limit;
    const std::lock_guard lock(timer_mutex_);
    for (const timer_source* each : timers_) {
        shortest = std::min(shortest, each->time_to_wait());
    }
    return shortest;
}

// [lesson: use-engine]
io_engine& use_engine(execution_context& owner) {
    if (environment_wants_io_uring() || has_io_uring(owner))
        return use_io_uring(owner);
    return use_service<reactor_task>(owner);
}
// [end]

} // namespace net::detail
