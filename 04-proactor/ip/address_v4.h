// An IPv4 address as a value.
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

namespace net::ip {

/// Four bytes, such as 127.0.0.1; a new one is 0.0.0.0.
class address_v4 {
public:
    using uint_type = std::uint_least32_t;
    using bytes_type = std::array<unsigned char, 4>; // as on the wire

    constexpr address_v4() noexcept = default;

    /// 0x7F000001 is 127.0.0.1.
    explicit constexpr address_v4(uint_type value) noexcept : value_(value) {}

    explicit constexpr address_v4(const bytes_type& bytes) noexcept
        : value_(uint_type{bytes[0]} << 24 | uint_type{bytes[1]} << 16 |
                 uint_type{bytes[2]} << 8 | uint_type{bytes[3]}) {}

    static constexpr address_v4 any() noexcept { return address_v4(); }
    static constexpr address_v4 loopback() noexcept {
        return address_v4(0x7F000001);
    }
    static constexpr address_v4 broadcast() noexcept {
        return address_v4(0xFFFFFFFF);
    }

    /// make_address_v4() under its older name.
    static address_v4 from_string(std::string_view text);
    static address_v4 from_string(std::string_view text, std::error_code& ec);

    bytes_type to_bytes() const noexcept;
    constexpr uint_type to_uint() const noexcept { return value_; }
    unsigned long to_ulong() const { return value_; } // the older name

    /// As four decimal numbers. The second form is the older one; neither
    /// fails.
    std::string to_string() const;
    std::string to_string(std::error_code& ec) const;

    bool is_unspecified() const noexcept { return value_ == 0; }
    bool is_loopback() const noexcept { return value_ >> 24 == 127; }
    bool is_multicast() const noexcept { return value_ >> 28 == 0xE; }

    /// Numeric order: 9.0.0.0 comes before 10.0.0.0.
    friend auto operator<=>(const address_v4&, const address_v4&) = default;

private:
    uint_type value_ = 0; // in the byte order of the host
};

constexpr address_v4 make_address_v4(address_v4::uint_type value) noexcept {
    return address_v4(value);
}
constexpr address_v4 make_address_v4(
    const address_v4::bytes_type& bytes) noexcept {
    return address_v4(bytes);
}

/// The address that `text` writes with four decimal numbers.
/// Errors:   std::errc::invalid_argument
/// Source:   inet_pton(3)
address_v4 make_address_v4(std::string_view text);
address_v4 make_address_v4(std::string_view text, std::error_code& ec);

std::ostream& operator<<(std::ostream& out, const address_v4& address);

} // namespace net::ip

template <>
struct std::hash<net::ip::address_v4> {
    std::size_t operator()(const net::ip::address_v4& address) const noexcept {
        return std::hash<net::ip::address_v4::uint_type>()(address.to_uint());
    }
};
