// The command line of `survival`.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "01-blocking/socket.h"
#include "03-epoll-reactor/load/load_options.h"

namespace net {

/// One run, described.
struct survival_options {
    load_kind kind = load_kind::echo; // not idle
    std::vector<std::string> server;  // the command that is to survive
    std::optional<host_port> visited; // instead: be a visitor of this one
    std::chrono::milliseconds duration{60'000};
    std::chrono::milliseconds bound{1000}; // the most that an answer may take
    double pace = 1;                       // half: as much in twice the time
    std::size_t descriptors = 256;         // the server's RLIMIT_NOFILE
    std::string backend;                   // the gateway's program
    bool json = false;
    bool help = false; // then nothing else has been looked at
};

/// Shape:    `program`: where this program is; its neighbours are found by it
/// Errors:   usage_error, which names the option
survival_options parse_survival_options(int argc, char** argv,
                                        const std::string& program);

/// What --help prints.
extern const char* const survival_help;

} // namespace net
