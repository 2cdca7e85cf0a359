// The command line of every server in this course, and the line it prints.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "01-blocking/socket.h"

namespace net {

/// How long a server that has run out of descriptors waits until it tries
/// again: long enough to cost nothing, short enough not to be noticed.
inline constexpr std::chrono::milliseconds accept_pause(100);

/// How often a gateway that has no descriptor left for its backend tries again
/// before it says so: those who have left give theirs back in that time.
inline constexpr int most_connect_tries = 4;

/// How many clients a loop accepts until it looks after the others again:
/// some of those who wait may have left, and their descriptors come back.
inline constexpr int most_accepts_a_turn = 16;

/// What can be said to a server. Each program sets the defaults it wants.
struct server_options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0; // 0: any free one
    unsigned threads = 1;
    unsigned most_threads = 1024;              // what --threads may say
    std::chrono::milliseconds idle_timeout{0}; // 0: never
    std::size_t max_backlog = 1024 * 1024;     // bytes that wait for one client
    host_port backend{"127.0.0.1", 7010};
    std::chrono::milliseconds rpc_timeout{1000}; // for one call of the backend
    std::chrono::milliseconds delay{10};         // the backend's own
};

/// An option that only some programs have: a choice between words.
struct choice {
    std::string name;               // "model", for --model
    std::vector<std::string> words; // what may be chosen; the first is the
                                    // default
    std::string chosen = words.front();
    std::string any = ""; // not empty: any word may be, and the help says this
};

/// Reads a command line on top of `defaults`, and the program's own choices.
/// Errors:   prints one line and ends the program with status 2; after --help
///           with status 0
server_options parse_server_options(int argc, char** argv,
                                    const server_options& defaults,
                                    std::span<choice> own = {});

/// Prints "listening on 127.0.0.1:7001", for people and for scripts that wait.
void announce(int listening_socket);

/// The frame of every server's main(): runs `serve`, and turns what it throws
/// into one line on standard error.
/// Shape:    returns the program's exit status, 0 or 1
int run_server(const char* program, const std::function<void()>& serve);

} // namespace net
