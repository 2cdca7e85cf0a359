#include "04-proactor/ip/address_v6.h"

#include <arpa/inet.h>
#include <net/if.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <ostream>
#include <span>

#include "04-proactor/error.h"
#include "04-proactor/ip/bad_address_cast.h"
#include "04-proactor/throw_error.h"

namespace net::ip {
namespace {

constexpr std::array<unsigned char, 12> mapped_prefix{0, 0, 0, 0, 0,    0,
                                                      0, 0, 0, 0, 0xFF, 0xFF};

/// True if the numbers of interfaces have names here: a link's address is
/// the same on each link, so only its scope says which one is meant.
bool has_named_scope(const address_v6& address) {
    return address.is_link_local() || address.is_multicast_link_local();
}

/// The scope that follows the % sign, 0 if it is neither a name that we may
/// look up nor a number.
scope_id_type parse_scope(const address_v6& address, const std::string& text) {
    if (has_named_scope(address)) {
        const unsigned index = ::if_nametoindex(text.c_str());
        if (index != 0) return index;
    }
    scope_id_type number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::string print_scope(const address_v6& address) {
    char name[IF_NAMESIZE];
    if (has_named_scope(address) &&
        ::if_indextoname(address.scope_id(), name) != nullptr) {
        return name;
    }
    return std::to_string(address.scope_id());
}

} // namespace

address_v6 address_v6::from_string(std::string_view text) {
    return make_address_v6(text);
}

address_v6 address_v6::from_string(std::string_view text, std::error_code& ec) {
    return make_address_v6(text, ec);
}

address_v6 address_v6::v4_mapped(const address_v4& address) {
    return make_address_v6(ip::v4_mapped, address);
}

std::string address_v6::to_string() const {
    char text[INET6_ADDRSTRLEN];
    [[maybe_unused]] const char* const done =
        ::inet_ntop(AF_INET6, bytes_.data(), text, sizeof text);
    assert(done != nullptr); // it fails for want of space only
    if (scope_id_ == 0) return text;
    return std::string(text) + '%' + print_scope(*this);
}

std::string address_v6::to_string(std::error_code& ec) const {
    ec.clear();
    return to_string();
}

address_v4 address_v6::to_v4() const {
    return make_address_v4(ip::v4_mapped, *this);
}

bool address_v6::is_unspecified() const noexcept {
    return bytes_ == bytes_type{};
}

bool address_v6::is_loopback() const noexcept {
    return bytes_ == loopback().bytes_;
}

bool address_v6::is_link_local() const noexcept {
    return bytes_[0] == 0xFE && (bytes_[1] & 0xC0) == 0x80;
}

bool address_v6::is_site_local() const noexcept {
    return bytes_[0] == 0xFE && (bytes_[1] & 0xC0) == 0xC0;
}

bool address_v6::is_v4_mapped() const noexcept {
    return std::ranges::equal(mapped_prefix, std::span(bytes_).first<12>());
}

bool address_v6::is_multicast() const noexcept {
    return bytes_[0] == 0xFF;
}

// How far a group reaches stands in the low half of its second byte.

bool address_v6::is_multicast_node_local() const noexcept {
    return is_multicast() && (bytes_[1] & 0x0F) == 0x01;
}

bool address_v6::is_multicast_link_local() const noexcept {
    return is_multicast() && (bytes_[1] & 0x0F) == 0x02;
}

bool address_v6::is_multicast_site_local() const noexcept {
    return is_multicast() && (bytes_[1] & 0x0F) == 0x05;
}

bool address_v6::is_multicast_org_local() const noexcept {
    return is_multicast() && (bytes_[1] & 0x0F) == 0x08;
}

bool address_v6::is_multicast_global() const noexcept {
    return is_multicast() && (bytes_[1] & 0x0F) == 0x0E;
}

address_v6 make_address_v6(std::string_view text) {
    std::error_code ec;
    const address_v6 address = make_address_v6(text, ec);
    detail::throw_error(ec, "make_address_v6");
    return address;
}

address_v6 make_address_v6(std::string_view text, std::error_code& ec) {
    const auto percent = std::min(text.find('%'), text.size());
    const std::string number(text.substr(0, percent));
    address_v6::bytes_type bytes;
    if (text.find('\0') != text.npos ||
        ::inet_pton(AF_INET6, number.c_str(), bytes.data()) != 1) {
        ec = error::invalid_argument;
        return {};
    }
    ec.clear();
    address_v6 address(bytes);
    if (percent != text.size()) {
        const std::string scope(text.substr(percent + 1));
        address.scope_id(parse_scope(address, scope));
    }
    return address;
}

address_v6 make_address_v6(v4_mapped_t, const address_v4& address) {
    const address_v4::bytes_type tail = address.to_bytes();
    address_v6::bytes_type bytes;
    std::ranges::copy(mapped_prefix, bytes.begin());
    std::ranges::copy(tail, bytes.begin() + mapped_prefix.size());
    return address_v6(bytes);
}

address_v4 make_address_v4(v4_mapped_t, const address_v6& address) {
    if (!address.is_v4_mapped()) throw bad_address_cast();
    const address_v6::bytes_type bytes = address.to_bytes();
    return address_v4({bytes[12], bytes[13], bytes[14], bytes[15]});
}

std::ostream& operator<<(std::ostream& out, const address_v6& address) {
    return out << address.to_string();
}

} // namespace net::ip
