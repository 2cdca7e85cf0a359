// Two sockets that are connected to each other from the start.
#pragma once

#include <sys/socket.h>

#include <system_error>

#include "04-proactor/basic_socket.h"

namespace net::local {

/// Opens both sockets, each the other's peer.
/// Errors:   error::already_open; as socketpair(2)
/// Source:   asio::local::connect_pair
template <class Protocol, class Executor1, class Executor2>
void connect_pair(basic_socket<Protocol, Executor1>& socket1,
                  basic_socket<Protocol, Executor2>& socket2,
                  std::error_code& error) {
    const Protocol protocol;
    int ends[2];
    error = detail::result_of(::socketpair(protocol.family(),
                                           protocol.type() | SOCK_CLOEXEC,
                                           protocol.protocol(), ends));
    if (error) return;
    unique_fd first(ends[0]);
    unique_fd second(ends[1]);
    socket1.assign(protocol, first.get(), error);
    if (error) return;
    first.release(); // it is the socket's now
    socket2.assign(protocol, second.get(), error);
    if (!error) {
        second.release();
        return;
    }
    std::error_code ignored;
    socket1.close(ignored); // both, or none
}

template <class Protocol, class Executor1, class Executor2>
void connect_pair(basic_socket<Protocol, Executor1>& socket1,
                  basic_socket<Protocol, Executor2>& socket2) {
    std::error_code error;
    connect_pair(socket1, socket2, error);
    net::detail::throw_error(error, "connect_pair");
}

} // namespace net::local
