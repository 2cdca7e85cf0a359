// The steps that move datagrams to and from anywhere.
#pragma once

#include <tuple>

#include "04-proactor/iovecs.h"
#include "04-proactor/socket_calls.h"

namespace net::detail {

/// Receives a datagram, and learns who has sent it.
template <class Buffers, class Endpoint>
struct receive_from_step {
    static constexpr const char* name = "non_blocking_recvfrom";
    int socket;
    Buffers buffers;
    Endpoint* sender; // the caller's
    int flags;

    status operator()(std::error_code& error, std::size_t& n) {
        iovecs into(buffers);
        auto size = static_cast<socklen_t>(sender->capacity());
        const status got = try_receive_from(socket, into, flags, sender->data(),
                                            size, error, n);
        if (got != status::not_done && !error) sender->resize(size);
        return got;
    }
    auto results(std::error_code error, std::size_t n) {
        return std::tuple(error, n);
    }
};

/// Sends a datagram to somebody.
template <class Buffers, class Endpoint>
struct send_to_step {
    static constexpr const char* name = "non_blocking_sendto";
    int socket;
    Buffers buffers;
    Endpoint receiver;
    int flags;

    status operator()(std::error_code& error, std::size_t& n) {
        iovecs data(buffers);
        return try_send_to(socket, data, flags, receiver.data(),
                           static_cast<socklen_t>(receiver.size()), error, n);
    }
    auto results(std::error_code error, std::size_t n) {
        return std::tuple(error, n);
    }
};

} // namespace net::detail
