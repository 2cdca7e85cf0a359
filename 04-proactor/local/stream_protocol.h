// Stream sockets between processes of one host, as a type.
#pragma once

#include <sys/socket.h>

#include "04-proactor/forward.h"
#include "04-proactor/local/basic_endpoint.h"

namespace net::local {

/// What `ip::tcp` is to the network, this is to the host's own sockets.
/// Source:   unix(7)
class stream_protocol {
public:
    using endpoint = basic_endpoint<stream_protocol>;
    using socket = basic_stream_socket<stream_protocol>;
    using acceptor = basic_socket_acceptor<stream_protocol>;
    using iostream = basic_socket_iostream<stream_protocol>;

    /// The three arguments of socket(2).
    constexpr int family() const noexcept { return AF_UNIX; }
    constexpr int type() const noexcept { return SOCK_STREAM; }
    constexpr int protocol() const noexcept { return 0; }
};

} // namespace net::local
