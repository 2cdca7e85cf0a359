// The options for packets to a group of receivers.
#pragma once

#include <netinet/in.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>

#include "04-proactor/ip/address.h"
#include "04-proactor/ip/family_option.h"

namespace net::ip::multicast {

/// Names a group and, if this host has several, the interface to meet it at.
/// Source:   IP_ADD_MEMBERSHIP in ip(7), IPV6_ADD_MEMBERSHIP in ipv6(7)
template <int V4Name, int V6Name>
class group_request : public net::detail::family_option<V4Name, V6Name> {
public:
    group_request() = default;

    explicit group_request(const address& group) {
        if (group.is_v4()) {
            *this = group_request(group.to_v4());
        } else {
            *this = group_request(group.to_v6());
        }
    }

    explicit group_request(const address_v4& group,
                           const address_v4& interface = address_v4::any()) {
        v4_.imr_multiaddr.s_addr = htonl(group.to_uint());
        v4_.imr_interface.s_addr = htonl(interface.to_uint());
    }

    /// Interface 0 means the one that the group's scope names.
    explicit group_request(const address_v6& group, unsigned interface = 0) {
        std::ranges::copy(group.to_bytes(), v6_.ipv6mr_multiaddr.s6_addr);
        v6_.ipv6mr_interface = interface != 0 ? interface : group.scope_id();
    }

    const void* data(const auto& protocol) const {
        if (protocol.family() == AF_INET6) return &v6_;
        return &v4_;
    }
    std::size_t size(const auto& protocol) const {
        return protocol.family() == AF_INET6 ? sizeof v6_ : sizeof v4_;
    }

private:
    ::ip_mreq v4_{};   // either may stay zero: the "any" address
    ::ipv6_mreq v6_{}; // for a socket of the other version
};

using join_group = group_request<IP_ADD_MEMBERSHIP, IPV6_JOIN_GROUP>;
using leave_group = group_request<IP_DROP_MEMBERSHIP, IPV6_LEAVE_GROUP>;

/// The interface that packets to a group leave by: IPv4 knows it by one of its
/// addresses, IPv6 by its number.
/// Source:   IP_MULTICAST_IF in ip(7), IPV6_MULTICAST_IF in ipv6(7)
class outbound_interface
    : public net::detail::family_option<IP_MULTICAST_IF, IPV6_MULTICAST_IF> {
public:
    outbound_interface() = default;
    explicit outbound_interface(const address_v4& address)
        : v4_{htonl(address.to_uint())} {}
    explicit outbound_interface(unsigned index) : v6_(index) {}

    const void* data(const auto& protocol) const {
        if (protocol.family() == AF_INET6) return &v6_;
        return &v4_;
    }
    std::size_t size(const auto& protocol) const {
        return protocol.family() == AF_INET6 ? sizeof v6_ : sizeof v4_;
    }

private:
    ::in_addr v4_{};  // 0.0.0.0: the kernel chooses
    unsigned v6_ = 0; // 0: the kernel chooses
};

/// How many routers a packet may pass, at the most.
/// Errors:   std::out_of_range for a number that is not in 0..255
/// Source:   IP_MULTICAST_TTL in ip(7), IPV6_MULTICAST_HOPS in ipv6(7)
class hops : public net::detail::family_integer_option<IP_MULTICAST_TTL,
                                                       IPV6_MULTICAST_HOPS> {
public:
    hops() = default;
    explicit hops(int value) : family_integer_option(checked(value)) {}

    hops& operator=(int value) {
        family_integer_option::operator=(checked(value));
        return *this;
    }

private:
    static int checked(int value) {
        if (value >= 0 && value <= 255) return value;
        throw std::out_of_range("multicast hops value out of range");
    }
};

/// Whether the sender's own host gets what it sends to a group.
/// Source:   IP_MULTICAST_LOOP in ip(7), IPV6_MULTICAST_LOOP in ipv6(7)
using enable_loopback =
    net::detail::family_boolean_option<IP_MULTICAST_LOOP, IPV6_MULTICAST_LOOP>;

} // namespace net::ip::multicast
