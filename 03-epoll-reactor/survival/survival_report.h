// How a server has survived, for people and for programs.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "03-epoll-reactor/load/histogram.h"

namespace net {

/// What a server has open and in use while only well-behaved clients are
/// there, at rest.
struct footprint {
    std::size_t memory = 0; // bytes
    std::size_t descriptors = 0;
};

/// The result of one run.
struct survival_report {
    std::string kind;
    double seconds = 0; // under attack
    double bound = 0;   // seconds
    std::map<std::string, std::uint64_t> deeds;
    histogram delays;              // of clients that were connected, in ns
    histogram delays_of_newcomers; // from connecting to the answer
    std::uint64_t lateness = 0;    // of our own loop at the most, in ns
    footprint before;              // any attack
    footprint early;               // after the first part of it
    footprint after;               // all of it
    std::size_t most_memory = 0;   // bytes, under attack
    std::string fault;             // empty: none
};

/// A few lines. If anything went wrong, the first one says so.
std::string to_text(const survival_report& report);

/// The same as one JSON object, on one line.
std::string to_json(const survival_report& report);

} // namespace net
