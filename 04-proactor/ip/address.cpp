#include "04-proactor/ip/address.h"

#include <ostream>

#include "04-proactor/throw_error.h"

namespace net::ip {

address address::from_string(std::string_view text) {
    return make_address(text);
}

address address::from_string(std::string_view text, std::error_code& ec) {
    return make_address(text, ec);
}

address_v4 address::to_v4() const {
    if (!is_v4()) throw bad_address_cast();
    return std::get<address_v4>(value_);
}

address_v6 address::to_v6() const {
    if (!is_v6()) throw bad_address_cast();
    return std::get<address_v6>(value_);
}

std::string address::to_string() const {
    return std::visit([](const auto& it) { return it.to_string(); }, value_);
}

std::string address::to_string(std::error_code& ec) const {
    ec.clear();
    return to_string();
}

bool address::is_loopback() const noexcept {
    return std::visit([](const auto& it) { return it.is_loopback(); }, value_);
}

bool address::is_unspecified() const noexcept {
    return std::visit([](const auto& it) { return it.is_unspecified(); },
                      value_);
}

bool address::is_multicast() const noexcept {
    return std::visit([](const auto& it) { return it.is_multicast(); }, value_);
}

address make_address(std::string_view text) {
    std::error_code ec;
    const address result = make_address(text, ec);
    detail::throw_error(ec, "make_address");
    return result;
}

address make_address(std::string_view text, std::error_code& ec) {
    const address_v6 v6 = make_address_v6(text, ec);
    if (!ec) return v6;
    const address_v4 v4 = make_address_v4(text, ec);
    if (!ec) return v4;
    return {};
}

std::ostream& operator<<(std::ostream& out, const address& address) {
    return out << address.to_string();
}

} // namespace net::ip
