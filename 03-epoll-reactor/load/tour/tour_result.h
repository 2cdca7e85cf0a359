// What the tour has measured, before it is written down.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "03-epoll-reactor/load/tour/tour_row.h"

namespace net {

/// One number: of which unit, the place where it stands says.
struct tour_value {
    std::optional<double> number; // none: there is no such server, or...
    std::string failure;          // ...this went wrong
    std::size_t clients = 0;      // with which it was measured
};

/// How many clients each value is taken with, unless a row has a limit, and
/// for how long.
struct tour_plan {
    std::size_t open = 1000;
    std::size_t echo_clients = 100;
    std::size_t chat_clients = 50;
    std::size_t gateway_clients = 1000;
    double seconds = 1;     // of echoes; half of it for the chat
    std::size_t rounds = 3; // each measures all rows once
};

/// One row, measured.
struct tour_result {
    tour_row row;
    tour_value threads;      // with plan.open connections
    tour_value memory;       // bytes, then
    tour_value memory_each;  // bytes that each connection adds
    tour_value echo_rate;    // a second
    tour_value echo_p99;     // nanoseconds
    tour_value chat_rate;    // messages delivered a second
    tour_value gateway_time; // nanoseconds, until all have their answer

    /// What went wrong, in the order of the columns.
    std::vector<std::string> failures() const;
};

/// One row's rounds in one: the median of each value. What has failed once,
/// has failed.
/// Shape:    at least one round
tour_result median_of(const std::vector<tour_result>& rounds);

/// Where it was measured.
struct tour_machine {
    unsigned cores = 0;
    std::string kernel;
    std::string compiler;
};

} // namespace net
