// What a scheduler says of its tasks: to people, and to a trace.

#include <string>
#include <system_error>
#include <utility>

#include "05-ucontext-coroutines/scheduler.h"
#include "05-ucontext-coroutines/trace_file.h"

namespace net {
namespace {

/// A place without a line is named by somebody else than the compiler.
std::string text_of(const source_place& place) {
    if (place.line == 0) return place.file;
    return std::string(place.file) + ":" + std::to_string(place.line);
}

} // namespace

void scheduler::trace_wait(task_record& one, time_point until) const {
    const time_point since = std::exchange(one.since, never);
    if (since == never) return;
    std::string what = one.why->what;
    if (one.why->fd != -1) what += " " + std::to_string(one.why->fd);
    settings_.trace->add_slice(one.number, what, since, until);
}

std::string scheduler::list() const {
    static constexpr const char* states[] = {"is ready", "runs", "waits for ",
                                             "is done"};
    std::string lines;
    for (const task_record* one = all_.front(); one;
         one = all_.next(const_cast<task_record&>(*one))) {
        lines += "  " + std::to_string(one->number) + " " + one->name +
                 ", spawned at " + text_of(one->place) + ", " +
                 states[static_cast<std::size_t>(one->is)];
        if (one->is == task_record::state::parked) {
            lines += one->why->what;
            if (one->why->fd != -1) {
                lines += " descriptor " + std::to_string(one->why->fd);
            }
        }
        lines += "\n";
    }
    return lines;
}

void scheduler::fail_for_deadlock() const {
    throw std::system_error(
        std::make_error_code(std::errc::resource_deadlock_would_occur),
        "every task waits for another one:\n" + list());
}

} // namespace net
