// For tests: two TCP sockets, each the other's peer.
#pragma once

#include <string>

#include "04-proactor/basic_socket_acceptor.h"
#include "04-proactor/io_context.h"
#include "04-proactor/ip/tcp.h"

namespace net {

/// Port 0 of this host, which is any port that is free.
inline const ip::tcp::endpoint any_port(ip::address_v4::loopback(), 0);

/// Connected over loopback.
struct connected_sockets {
    explicit connected_sockets(io_context& loop)
        : connected_sockets(loop, loop) {}
    connected_sockets(io_context& here, io_context& there)
        : ours(here), theirs(there) {
        ip::tcp::acceptor listener(there, any_port);
        ours.connect(listener.local_endpoint());
        listener.accept(theirs);
    }

    ip::tcp::socket ours;
    ip::tcp::socket theirs;
};

/// Closes a socket so that its peer's is reset.
inline void reset(ip::tcp::socket& socket) {
    socket.set_option(socket_base::linger(true, 0));
    socket.close();
}

/// Writes to a socket until it would have to wait.
/// Shape:    how many bytes went in
inline std::size_t fill(ip::tcp::socket& socket) {
    const std::string data(64 * 1024, '.');
    std::error_code error;
    std::size_t total = 0;
    socket.non_blocking(true);
    while (!error) total += socket.write_some(net::buffer(data), error);
    socket.non_blocking(false);
    return total;
}

} // namespace net
