// Waiting with a deadline: nothing in the contract waits for ever, and nothing
// sleeps and hopes.
#pragma once

#include <poll.h>

#include <algorithm>
#include <chrono>

namespace net {

using deadline = std::chrono::steady_clock::time_point;

inline deadline deadline_after(std::chrono::milliseconds time) {
    return std::chrono::steady_clock::now() + time;
}

/// What is left until `end`, rounded up, and never negative: poll(2) would
/// take that as "for ever".
inline std::chrono::milliseconds time_left(deadline end) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    return std::max(left, std::chrono::milliseconds(0));
}

/// Looks again and again until `condition` holds; false if it never does.
/// For what no descriptor tells, as the number of descriptors in /proc.
template <class Condition>
bool becomes_true(std::chrono::milliseconds within, Condition condition) {
    constexpr int pause = 5; // ms, between two looks
    const deadline end = deadline_after(within);
    while (!condition()) {
        if (time_left(end).count() == 0) return false;
        ::poll(nullptr, 0, pause);
    }
    return true;
}

} // namespace net
