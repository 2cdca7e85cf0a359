// TCP as a type: what a socket needs to know about its protocol.
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "04-proactor/forward.h"
#include "04-proactor/ip/basic_endpoint.h"
#include "04-proactor/socket_option.h"

namespace net::ip {

/// Names everything that belongs to TCP, and as a value its IP version:
/// `tcp::endpoint(tcp::v6(), 80)`.
/// Source:   tcp(7)
class tcp {
public:
    using endpoint = basic_endpoint<tcp>;
    using socket = basic_stream_socket<tcp>;
    using acceptor = basic_socket_acceptor<tcp>;
    using resolver = basic_resolver<tcp>;
    using iostream = basic_socket_iostream<tcp>;

    /// Whether small writes go out at once, instead of waiting for the answer
    /// to the last one so as to travel together.
    using no_delay = detail::boolean_option<IPPROTO_TCP, TCP_NODELAY>;

    static constexpr tcp v4() noexcept { return tcp(AF_INET); }
    static constexpr tcp v6() noexcept { return tcp(AF_INET6); }

    /// The three arguments of socket(2).
    constexpr int family() const noexcept { return family_; }
    constexpr int type() const noexcept { return SOCK_STREAM; }
    constexpr int protocol() const noexcept { return IPPROTO_TCP; }

    friend bool operator==(const tcp&, const tcp&) = default;

private:
    explicit constexpr tcp(int family) noexcept : family_(family) {}

    int family_; // AF_INET or AF_INET6
};

} // namespace net::ip
