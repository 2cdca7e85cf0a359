// Wrong: parks for a time that is none.
// Caught by: nanosleep.refuses_a_time_that_is_none
#pragma once

#include <time.h>
#include <unistd.h>

#include <chrono>

#include "05-ucontext-coroutines/scheduler.h"
#include "06-hooked-io/real_call.h"

// The program's own definitions come before libc's: whoever says sleep(), in
// this program or in a library that it uses, gets these.

extern "C" {

/// On a task of a scheduler, parks it; everywhere else, as sleep(3).
/// Units:    seconds
unsigned sleep(unsigned time) {
    static const auto real = net::real_call<unsigned(unsigned)>("sleep");
    if (!net::scheduler::is_current() || !net::scheduler::current().running()) {
        return real(time);
    }
    net::scheduler::current().sleep_for(std::chrono::seconds(time));
    return 0;
}

/// The same for nanosleep(2). A time that is none is EINVAL, as ever.
int nanosleep(const timespec* time, timespec* rest) {
    static const auto real =
        net::real_call<int(const timespec*, timespec*)>("nanosleep");
    if (!net::scheduler::is_current() || !net::scheduler::current().running()) {
        return real(time, rest);
    }
    net::scheduler::current().sleep_for(
        std::chrono::seconds(time->tv_sec) +
        std::chrono::nanoseconds(time->tv_nsec));
    return 0;
}

} // extern "C"
