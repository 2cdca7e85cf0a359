// The command line of `load`.
#pragma once

#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>

#include "01-blocking/socket.h"

namespace net {

/// What the clients do.
enum class load_kind { echo, chat, gateway, idle, storm };

std::string to_string(load_kind kind);

/// One run, described.
struct load_options {
    load_kind kind = load_kind::echo;
    host_port server;
    std::size_t connections = 100;
    std::chrono::milliseconds duration{5000};
    std::size_t size = 64;            // bytes of an echo, of a chat body
    std::size_t pipeline = 1;         // under way at a time, a connection
    std::size_t senders = 10;         // those who talk in the chat
    std::size_t requests = 0;         // a connection; 0: for `duration`
    std::size_t idle_connections = 0; // opened before, and silent
    std::chrono::milliseconds patience{10'000}; // with a server that is silent
    std::size_t at_once = 100; // clients of a storm that are under way
    bool echo_check = false;   // idle: one echo before, one after
    bool json = false;
    bool help = false; // then nothing else has been looked at
};

/// The window of a chat sender, if --pipeline does not say otherwise.
inline constexpr std::size_t default_chat_window = 16;

/// A command line that makes no sense.
class usage_error : public std::runtime_error {
public:
    using runtime_error::runtime_error;
};

/// Errors:   usage_error, which names the option
load_options parse_load_options(int argc, char** argv);

/// What --help prints.
std::string load_help(const std::string& program);

} // namespace net
