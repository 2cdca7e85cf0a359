// An address and a port, in the form that the kernel takes and gives.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>

#include "04-proactor/error.h"
#include "04-proactor/ip/address.h"
#include "04-proactor/throw_error.h"

namespace net::ip {

using port_type = std::uint_least16_t;

/// Where one end of a connection, or a datagram's sender, is. It holds a
/// sockaddr rather than an address, so that a socket can pass data() and size()
/// to the kernel as they are.
/// Source:   ip(7), ipv6(7)
template <class InternetProtocol>
class basic_endpoint {
public:
    using protocol_type = InternetProtocol;
    using data_type = ::sockaddr;

    /// 0.0.0.0 and port 0.
    basic_endpoint() noexcept : basic_endpoint(address_v4(), 0) {}

    /// Every address of this host: what an acceptor binds to.
    basic_endpoint(const InternetProtocol& protocol, port_type port) noexcept
        : basic_endpoint(protocol.family() == AF_INET
                             ? ip::address(address_v4())
                             : ip::address(address_v6()),
                         port) {}

    basic_endpoint(const ip::address& address, port_type port) noexcept {
        if (address.is_v4()) {
            data_.v4.sin_family = AF_INET;
            data_.v4.sin_addr.s_addr = htonl(address.to_v4().to_uint());
        } else {
            const address_v6 v6 = address.to_v6();
            data_.v6.sin6_family = AF_INET6;
            data_.v6.sin6_scope_id = v6.scope_id();
            std::ranges::copy(v6.to_bytes(), data_.v6.sin6_addr.s6_addr);
        }
        this->port(port);
    }

    protocol_type protocol() const noexcept {
        return is_v4() ? InternetProtocol::v4() : InternetProtocol::v6();
    }

    ip::address address() const noexcept {
        if (is_v4()) return address_v4(ntohl(data_.v4.sin_addr.s_addr));
        address_v6::bytes_type bytes;
        std::ranges::copy(data_.v6.sin6_addr.s6_addr, bytes.begin());
        return address_v6(bytes, data_.v6.sin6_scope_id);
    }

    void address(const ip::address& address) noexcept {
        *this = basic_endpoint(address, port());
    }

    port_type port() const noexcept {
        return ntohs(is_v4() ? data_.v4.sin_port : data_.v6.sin6_port);
    }

    void port(port_type port) noexcept {
        (is_v4() ? data_.v4.sin_port : data_.v6.sin6_port) = htons(port);
    }

    /// The part for the kernel: it reads size() bytes, or writes up to
    /// capacity() bytes and has resize() told how many they were.
    data_type* data() noexcept { return &data_.any; }
    const data_type* data() const noexcept { return &data_.any; }
    std::size_t size() const noexcept {
        return is_v4() ? sizeof data_.v4 : sizeof data_.v6;
    }
    std::size_t capacity() const noexcept { return sizeof data_; }

    /// Errors:   std::errc::invalid_argument for more than capacity()
    void resize(std::size_t n) {
        // The family that the kernel wrote tells the size already.
        if (n > capacity()) {
            detail::throw_error(error::invalid_argument, "endpoint resize");
        }
    }

    /// By address, then by port.
    friend bool operator==(const basic_endpoint& a, const basic_endpoint& b) {
        return a.port() == b.port() && a.address() == b.address();
    }
    friend std::strong_ordering operator<=>(const basic_endpoint& a,
                                            const basic_endpoint& b) {
        const auto order = a.address() <=> b.address();
        return order != 0 ? order : a.port() <=> b.port();
    }

    /// "127.0.0.1:80" or "[::1]:80".
    friend std::ostream& operator<<(std::ostream& out,
                                    const basic_endpoint& endpoint) {
        // Through strings: a stream's locale may print 8080 as 8,080.
        const std::string host = endpoint.address().to_string();
        const std::string number = std::to_string(endpoint.port());
        if (endpoint.is_v4()) return out << host + ':' + number;
        return out << '[' + host + "]:" + number;
    }

private:
    bool is_v4() const noexcept { return data_.any.sa_family == AF_INET; }

    /// The family comes first in each of them and says which one is there.
    union {
        ::sockaddr_in6 v6{}; // the largest first: all of it starts as zeros
        ::sockaddr_in v4;
        ::sockaddr any;
    } data_;
};

} // namespace net::ip

template <class InternetProtocol>
struct std::hash<net::ip::basic_endpoint<InternetProtocol>> {
    std::size_t operator()(const net::ip::basic_endpoint<InternetProtocol>&
                               endpoint) const noexcept {
        const auto address = std::hash<net::ip::address>()(endpoint.address());
        return address * 31 + endpoint.port();
    }
};
