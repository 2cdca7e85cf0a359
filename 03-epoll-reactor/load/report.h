// What a run under load has found out, for people and for programs.
#pragma once

#include <cstdint>
#include <string>

#include "03-epoll-reactor/load/error_counts.h"
#include "03-epoll-reactor/load/histogram.h"

namespace net {

/// The result of one run.
struct load_report {
    std::string kind;  // "echo", "chat", "gateway", "idle" or "storm"
    std::string title; // what was done: "echo: 100 connections, 64 bytes"
    std::string unit;  // of what was counted: "echoes"; empty for "idle"
    std::uint64_t connections = 0; // that were asked for
    std::uint64_t count = 0;       // of units, within `seconds`
    double seconds = 0;            // that were measured
    histogram latency;             // of each unit, in nanoseconds
    error_counts errors;
    double user_seconds = 0;   // what the load itself has cost meanwhile, in
    double system_seconds = 0; // processor time: it shares the machine

    double rate() const { // a second
        return seconds > 0 ? static_cast<double>(count) / seconds : 0;
    }
};

/// A few lines. If anything went wrong, the first one says so, and no rate
/// stands there without that word.
std::string to_text(const load_report& report);

/// The same as one JSON object, on one line.
std::string to_json(const load_report& report);

} // namespace net
