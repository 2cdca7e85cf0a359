// UDP as a type: what a socket needs to know about its protocol.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include "04-proactor/forward.h"
#include "04-proactor/ip/basic_endpoint.h"

namespace net::ip {

/// Names everything that belongs to UDP, and as a value its IP version:
/// `udp::endpoint(udp::v6(), 53)`.
/// Source:   udp(7)
class udp {
public:
    using endpoint = basic_endpoint<udp>;
    using socket = basic_datagram_socket<udp>;
    using resolver = basic_resolver<udp>;

    static constexpr udp v4() noexcept { return udp(AF_INET); }
    static constexpr udp v6() noexcept { return udp(AF_INET6); }

    /// The three arguments of socket(2).
    constexpr int family() const noexcept { return family_; }
    constexpr int type() const noexcept { return SOCK_DGRAM; }
    constexpr int protocol() const noexcept { return IPPROTO_UDP; }

    friend bool operator==(const udp&, const udp&) = default;

private:
    explicit constexpr udp(int family) noexcept : family_(family) {}

    int family_; // AF_INET or AF_INET6
};

} // namespace net::ip
