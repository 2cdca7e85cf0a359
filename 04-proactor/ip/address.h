// An IP address of either version, for programs that do not care which.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <system_error>
#include <variant>

#include "04-proactor/ip/address_v4.h"
#include "04-proactor/ip/address_v6.h"
#include "04-proactor/ip/bad_address_cast.h"

namespace net::ip {

/// An address_v4 or an address_v6; a new one is 0.0.0.0.
class address {
public:
    address() noexcept = default;
    address(const address_v4& v4) noexcept : value_(v4) {}
    address(const address_v6& v6) noexcept : value_(v6) {}

    /// make_address() under its older name.
    static address from_string(std::string_view text);
    static address from_string(std::string_view text, std::error_code& ec);

    bool is_v4() const noexcept { return value_.index() == 0; }
    bool is_v6() const noexcept { return value_.index() == 1; }

    /// The address in the version that it has; nothing is converted.
    /// Errors:   bad_address_cast if it has the other one
    address_v4 to_v4() const;
    address_v6 to_v6() const;

    /// As the class of its version prints it; the second form is the older.
    std::string to_string() const;
    std::string to_string(std::error_code& ec) const;

    bool is_loopback() const noexcept;
    bool is_unspecified() const noexcept;
    bool is_multicast() const noexcept;

    /// All of version 4 comes before all of version 6.
    friend auto operator<=>(const address&, const address&) = default;

private:
    std::variant<address_v4, address_v6> value_;
};

/// The address that `text` writes, in either version.
/// Errors:   std::errc::invalid_argument; a host's name is no address
address make_address(std::string_view text);
address make_address(std::string_view text, std::error_code& ec);

std::ostream& operator<<(std::ostream& out, const address& address);

} // namespace net::ip

template <>
struct std::hash<net::ip::address> {
    std::size_t operator()(const net::ip::address& address) const noexcept {
        if (address.is_v4()) {
            return std::hash<net::ip::address_v4>()(address.to_v4());
        }
        return std::hash<net::ip::address_v6>()(address.to_v6());
    }
};
