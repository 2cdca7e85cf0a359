// Calls of the backend that read like chapter 01's, and park a task.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <system_error>

#include "01-blocking/backend_protocol.h"
#include "01-blocking/line_reader.h"
#include "02-select-poll/nonblocking.h"
#include "05-ucontext-coroutines/awaitable_fd.h"

namespace net {

/// Reads lines from a stream, parking for each.
/// Shape:    the next line, without its end
/// Errors:   error::eof; std::errc::message_size if it is too long; otherwise
///           as read_some()
std::string read_line(awaitable_fd& from, line_splitter& lines,
                      std::error_code& error,
                      scheduler::time_point deadline = scheduler::never);

/// Connects at the first call, stays connected, and connects anew after a
/// failure or when the backend has hung up in between.
/// Threads:  its scheduler's; one call at a time
class backend_client {
public:
    backend_client(const socket_address& address,
                   std::chrono::milliseconds timeout)
        : address_(address), timeout_(timeout) {}

    /// Sends `request` and returns the value of the reply.
    /// Errors:   see rpc_error; the call never takes longer than the timeout
    std::string call(const std::string& request, std::error_code& error);

private:
    std::string converse(const std::string& request, std::error_code& error);
    void open(scheduler::time_point deadline, std::error_code& error);

    const socket_address address_;
    const std::chrono::milliseconds timeout_;
    std::optional<awaitable_fd> connection_; // empty: not connected
    line_splitter replies_{max_line_length};
};

} // namespace net
