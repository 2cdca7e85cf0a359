#include "04-proactor/ip/address_v4.h"

#include <arpa/inet.h>

#include <ostream>

#include "04-proactor/error.h"
#include "04-proactor/throw_error.h"

namespace net::ip {

address_v4 address_v4::from_string(std::string_view text) {
    return make_address_v4(text);
}

address_v4 address_v4::from_string(std::string_view text, std::error_code& ec) {
    return make_address_v4(text, ec);
}

address_v4::bytes_type address_v4::to_bytes() const noexcept {
    const auto byte = [this](int shift) {
        return static_cast<unsigned char>(value_ >> shift & 0xFF);
    };
    return {byte(24), byte(16), byte(8), byte(0)};
}

std::string address_v4::to_string() const {
    const bytes_type bytes = to_bytes();
    return std::to_string(bytes[0]) + '.' + std::to_string(bytes[1]) + '.' +
           std::to_string(bytes[2]) + '.' + std::to_string(bytes[3]);
}

std::string address_v4::to_string(std::error_code& ec) const {
    ec.clear();
    return to_string();
}

address_v4 make_address_v4(std::string_view text) {
    std::error_code ec;
    const address_v4 address = make_address_v4(text, ec);
    detail::throw_error(ec, "make_address_v4");
    return address;
}

address_v4 make_address_v4(std::string_view text, std::error_code& ec) {
    const std::string terminated(text); // inet_pton stops at a zero byte only
    address_v4::bytes_type bytes;
    if (text.find('\0') != text.npos ||
        ::inet_pton(AF_INET, terminated.c_str(), bytes.data()) != 1) {
        ec = error::invalid_argument;
        return {};
    }
    ec.clear();
    return address_v4(bytes);
}

std::ostream& operator<<(std::ostream& out, const address_v4& address) {
    return out << address.to_string();
}

} // namespace net::ip
