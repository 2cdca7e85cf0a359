// Sleeping parks a coroutine. A signal's handler ends every sleep, also one
// that has SA_RESTART: see signal(7).

#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "06-hooked-io/interruption.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/timeouts.h"
#include "06-hooked-io/worker.h"

namespace {

using net::hooked_task;
using net::interruption;
using net::real_call;
using net::scheduler;

using std::chrono::nanoseconds;

/// Shape:    how much of it was left when a signal ended it; else zero
nanoseconds sleep_until(scheduler::time_point end) {
    net::end_if_cancelled();
    bool in_time = false; // before `end`
    if (end <= scheduler::clock::now()) {
        scheduler::current().yield();
    } else {
        in_time = scheduler::current().park({"the clock", -1, true}, end);
    }
    const bool is_cut = net::take_interruption() != interruption::none;
    if (!in_time || !is_cut) return nanoseconds(0);
    if (end == scheduler::never) return net::longest;
    return std::max(nanoseconds(1), end - scheduler::clock::now());
}

int sleep_for(const timespec& time, timespec* rest) {
    const nanoseconds left = sleep_until(net::after(net::length_of(time)));
    if (left == nanoseconds(0)) return 0;
    if (rest != nullptr) *rest = net::to_timespec(left);
    return EINTR;
}

bool is_length(const timespec& time) {
    return time.tv_sec >= 0 && net::is_valid(time);
}

bool goes_on(clockid_t clock) {
    return clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC ||
           clock == CLOCK_BOOTTIME || clock == CLOCK_TAI;
}

} // namespace

extern "C" {

int nanosleep(const timespec* time, timespec* rest) {
    static const auto real = real_call<decltype(::nanosleep)>("nanosleep");
    if (!hooked_task() || !is_length(*time)) return real(time, rest);
    if (sleep_for(*time, rest) == 0) return 0;
    errno = EINTR;
    return -1;
}

unsigned sleep(unsigned seconds) {
    static const auto real = real_call<decltype(::sleep)>("sleep");
    if (!hooked_task()) return real(seconds);
    timespec left{.tv_sec = seconds, .tv_nsec = 0};
    if (::nanosleep(&left, &left) == 0) return 0;
    return static_cast<unsigned>(left.tv_sec);
}

int usleep(useconds_t microseconds) {
    const auto time = net::to_timespec(std::chrono::microseconds(microseconds));
    return ::nanosleep(&time, nullptr);
}

int clock_nanosleep(clockid_t clock, int flags, const timespec* time,
                    timespec* rest) {
    static const auto real =
        real_call<decltype(::clock_nanosleep)>("clock_nanosleep");
    if (!hooked_task() || !goes_on(clock) || !is_length(*time)) {
        return real(clock, flags, time, rest);
    }
    if ((flags & TIMER_ABSTIME) == 0) return sleep_for(*time, rest);
    return sleep_until(net::when(clock, *time)) == nanoseconds(0) ? 0 : EINTR;
}

} // extern "C"
