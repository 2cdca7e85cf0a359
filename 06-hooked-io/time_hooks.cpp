// Sleeping parks a coroutine. (A signal does not wake it up before its time:
// signals are still to be told to the coroutine that waits.)

#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "06-hooked-io/real_call.h"
#include "06-hooked-io/worker.h"

namespace {

using net::hooked_task;
using net::real_call;

using std::chrono::nanoseconds;
using std::chrono::seconds;

nanoseconds length_of(const timespec& time) {
    return seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

bool is_valid(const timespec& time) {
    return time.tv_sec >= 0 && time.tv_nsec >= 0 &&
           time.tv_nsec < 1'000'000'000;
}

void park_for(nanoseconds time) {
    net::scheduler::current().sleep_for(time);
}

} // namespace

extern "C" {

unsigned sleep(unsigned time) {
    static const auto real = real_call<decltype(::sleep)>("sleep");
    if (!hooked_task()) return real(time);
    park_for(seconds(time));
    return 0;
}

int usleep(useconds_t time) {
    static const auto real = real_call<decltype(::usleep)>("usleep");
    if (!hooked_task()) return real(time);
    park_for(std::chrono::microseconds(time));
    return 0;
}

int nanosleep(const timespec* time, timespec* rest) {
    static const auto real = real_call<decltype(::nanosleep)>("nanosleep");
    if (!hooked_task() || !is_valid(*time)) return real(time, rest);
    park_for(length_of(*time));
    return 0;
}

int clock_nanosleep(clockid_t clock, int flags, const timespec* time,
                    timespec* rest) {
    static const auto real =
        real_call<decltype(::clock_nanosleep)>("clock_nanosleep");
    const bool is_ours = clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC;
    if (!hooked_task() || !is_ours || !is_valid(*time)) {
        return real(clock, flags, time, rest);
    }
    nanoseconds left = length_of(*time);
    if (flags & TIMER_ABSTIME) {
        timespec now{};
        ::clock_gettime(clock, &now);
        left -= length_of(now);
    }
    if (left > nanoseconds(0)) park_for(left);
    return 0;
}

} // extern "C"
