// An IPv6 address as a value.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <system_error>

#include "04-proactor/ip/address_v4.h"

namespace net::ip {

/// Which of this host's interfaces an address belongs to; 0: any of them.
using scope_id_type = std::uint_least32_t;

/// Sixteen bytes, such as ::1, and a scope; a new one is ::.
class address_v6 {
public:
    using bytes_type = std::array<unsigned char, 16>; // as on the wire

    constexpr address_v6() noexcept = default;
    explicit constexpr address_v6(const bytes_type& bytes,
                                  scope_id_type scope_id = 0) noexcept
        : bytes_(bytes), scope_id_(scope_id) {}

    static constexpr address_v6 any() noexcept { return address_v6(); }
    static constexpr address_v6 loopback() noexcept {
        address_v6 address;
        address.bytes_[15] = 1;
        return address;
    }

    /// make_address_v6() under its older names.
    static address_v6 from_string(std::string_view text);
    static address_v6 from_string(std::string_view text, std::error_code& ec);
    static address_v6 v4_mapped(const address_v4& address);

    constexpr bytes_type to_bytes() const noexcept { return bytes_; }
    constexpr scope_id_type scope_id() const noexcept { return scope_id_; }
    void scope_id(scope_id_type id) noexcept { scope_id_ = id; }

    /// In groups of hexadecimal digits; a scope follows as %lo or %1. The
    /// second form is the older one; neither fails.
    /// Source:   inet_ntop(3), if_indextoname(3)
    std::string to_string() const;
    std::string to_string(std::error_code& ec) const;

    /// The IPv4 address within ::ffff:127.0.0.1.
    /// Errors:   bad_address_cast if there is none
    address_v4 to_v4() const;

    bool is_unspecified() const noexcept;
    bool is_loopback() const noexcept;
    bool is_link_local() const noexcept;
    bool is_site_local() const noexcept;
    bool is_v4_mapped() const noexcept;
    bool is_multicast() const noexcept;
    bool is_multicast_node_local() const noexcept;
    bool is_multicast_link_local() const noexcept;
    bool is_multicast_site_local() const noexcept;
    bool is_multicast_org_local() const noexcept;
    bool is_multicast_global() const noexcept;

    /// The order of the bytes, then that of the scopes.
    friend auto operator<=>(const address_v6&, const address_v6&) = default;

private:
    bytes_type bytes_{};
    scope_id_type scope_id_ = 0;
};

constexpr address_v6 make_address_v6(const address_v6::bytes_type& bytes,
                                     scope_id_type scope_id = 0) noexcept {
    return address_v6(bytes, scope_id);
}

/// The address that `text` writes; %name or %number at the end is its scope.
/// Errors:   std::errc::invalid_argument
/// Source:   inet_pton(3), if_nametoindex(3)
address_v6 make_address_v6(std::string_view text);
address_v6 make_address_v6(std::string_view text, std::error_code& ec);

/// Says that an IPv4 address is to be put into an IPv6 one, or taken out.
enum v4_mapped_t { v4_mapped };

/// 127.0.0.1 becomes ::ffff:127.0.0.1, and back.
/// Errors:   bad_address_cast if `address` holds no IPv4 address
address_v6 make_address_v6(v4_mapped_t, const address_v4& address);
address_v4 make_address_v4(v4_mapped_t, const address_v6& address);

std::ostream& operator<<(std::ostream& out, const address_v6& address);

} // namespace net::ip

template <>
struct std::hash<net::ip::address_v6> {
    std::size_t operator()(const net::ip::address_v6& address) const noexcept {
        const auto bytes = address.to_bytes();
        const std::string_view text(reinterpret_cast<const char*>(bytes.data()),
                                    bytes.size());
        return std::hash<std::string_view>()(text) ^ address.scope_id();
    }
};
