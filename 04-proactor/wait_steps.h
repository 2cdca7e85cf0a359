// The steps that move no data: waits for readiness, and for a connection.
#pragma once

#include <system_error>
#include <tuple>

#include "04-proactor/socket_calls.h"

namespace net::detail {

/// Waits for readiness, and does nothing.
struct wait_step {
    static constexpr const char* name = "wait";
    int fd;
    io_kind kind;
    status operator()(std::error_code& error, std::size_t&) {
        error.clear();
        return is_ready(fd, kind) ? status::done : status::not_done;
    }
    auto results(std::error_code error, std::size_t) {
        return std::tuple(error);
    }
};

/// Waits until a connect that is under way has come to an end.
struct connect_step {
    static constexpr const char* name = "non_blocking_connect";
    int socket;
    status operator()(std::error_code& error, std::size_t&) {
        return try_connect_result(socket, error);
    }
    auto results(std::error_code error, std::size_t) {
        return std::tuple(error);
    }
};

} // namespace net::detail
