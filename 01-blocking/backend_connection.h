// A connection to the backend that asks one question at a time and waits for
// the answer.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <system_error>

#include "01-blocking/line_reader.h"
#include "01-blocking/socket.h"
#include "01-blocking/unique_fd.h"

namespace net {

/// Connects at the first call, stays connected, and connects anew after a
/// failure or when the backend has hung up in between.
/// Threads:  one at a time
class backend_connection {
public:
    /// `client` is the one for whom we ask: when that connection is ended, so
    /// is a call that waits.
    /// Lifetime: `client` is borrowed and must outlive this object
    backend_connection(host_port address, std::chrono::milliseconds timeout,
                       int client)
        : address_(std::move(address)), timeout_(timeout), client_(client) {}

    /// Sends `request` and returns the value of the reply.
    /// Errors:   see rpc_error; the call never takes longer than the timeout
    std::string call(const std::string& request, std::error_code& error);

private:
    using clock = std::chrono::steady_clock;

    void open(clock::time_point deadline, std::error_code& error);
    std::string read_reply(clock::time_point deadline, std::error_code& error);
    void await_reply(clock::time_point deadline, std::error_code& error);

    const host_port address_;
    const std::chrono::milliseconds timeout_;
    const int client_;     // borrowed
    unique_fd connection_; // empty: not connected
    std::optional<line_splitter> replies_;
};

} // namespace net
