// What a resolver can be asked to do differently: getaddrinfo's flags.
#pragma once

#include <netdb.h>

namespace net::ip {

/// The base of every resolver, so that the flags can be said with any of them:
/// `tcp::resolver::passive`.
/// Source:   getaddrinfo(3)
class resolver_base {
public:
    enum flags : int {};

    /// Find addresses to bind to, not to connect to.
    static constexpr flags passive{AI_PASSIVE};
    /// Tell the host's full name, too.
    static constexpr flags canonical_name{AI_CANONNAME};
    /// Ask nobody: the host, or the service, is a number.
    static constexpr flags numeric_host{AI_NUMERICHOST};
    static constexpr flags numeric_service{AI_NUMERICSERV};
    /// For IPv6: if there is none, or in any case, give IPv4 as ::ffff:1.2.3.4.
    static constexpr flags v4_mapped{AI_V4MAPPED};
    static constexpr flags all_matching{AI_ALL};
    /// Only versions that this host has an address of.
    static constexpr flags address_configured{AI_ADDRCONFIG};

    friend constexpr flags operator|(flags a, flags b) {
        return static_cast<flags>(static_cast<int>(a) | static_cast<int>(b));
    }
    friend constexpr flags operator&(flags a, flags b) {
        return static_cast<flags>(static_cast<int>(a) & static_cast<int>(b));
    }
    friend constexpr flags operator^(flags a, flags b) {
        return static_cast<flags>(static_cast<int>(a) ^ static_cast<int>(b));
    }
    friend constexpr flags operator~(flags a) {
        return static_cast<flags>(~static_cast<int>(a));
    }
    friend constexpr flags& operator|=(flags& a, flags b) { return a = a | b; }
    friend constexpr flags& operator&=(flags& a, flags b) { return a = a & b; }
    friend constexpr flags& operator^=(flags& a, flags b) { return a = a ^ b; }

protected:
    ~resolver_base() = default; // nobody deletes a resolver through this type
};

} // namespace net::ip
