// timespecs, and the times of ours.
#pragma once

#include <chrono>
#include <ctime>

#include "05-ucontext-coroutines/scheduler.h"

namespace net {

/// As the kernel checks it.
inline bool is_valid(const timespec& time) {
    return time.tv_nsec >= 0 && time.tv_nsec < 1'000'000'000;
}

/// Longer than anybody waits, and still a number that can be added to another.
inline constexpr std::chrono::seconds longest{4'000'000'000};

/// Shape:    not more than `longest`
inline std::chrono::nanoseconds length_of(const timespec& time) {
    if (time.tv_sec >= longest.count()) return longest;
    if (time.tv_sec <= -longest.count()) return -longest;
    return std::chrono::seconds(time.tv_sec) +
           std::chrono::nanoseconds(time.tv_nsec);
}

inline timespec to_timespec(std::chrono::nanoseconds length) {
    return {.tv_sec = length / std::chrono::seconds(1),
            .tv_nsec = (length % std::chrono::seconds(1)).count()};
}

/// When `length` from now has passed.
inline scheduler::time_point after(std::chrono::nanoseconds length) {
    return length >= longest ? scheduler::never
                             : scheduler::clock::now() + length;
}

/// When `clock` will show `time`. If somebody sets that clock meanwhile, we do
/// not hear of it.
inline scheduler::time_point when(clockid_t clock, const timespec& time) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return after(length_of(time) - length_of(now));
}

} // namespace net
