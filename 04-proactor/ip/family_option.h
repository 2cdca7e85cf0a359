// Options that IPv4 and IPv6 both have, but under different numbers.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>

#include "04-proactor/socket_option.h"

namespace net::detail {

/// Finds an option's numbers for the version that a socket speaks.
template <int V4Name, int V6Name>
class family_option {
public:
    int level(const auto& protocol) const {
        return protocol.family() == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP;
    }
    int name(const auto& protocol) const {
        return protocol.family() == AF_INET6 ? V6Name : V4Name;
    }
};

/// Something that is on or off.
template <int V4Name, int V6Name>
class family_boolean_option : public family_option<V4Name, V6Name> {
public:
    family_boolean_option() = default;
    explicit family_boolean_option(bool on) : value_(on) {}

    family_boolean_option& operator=(bool on) {
        value_ = on;
        return *this;
    }

    bool value() const { return value_ != 0; }
    operator bool() const { return value(); }
    bool operator!() const { return !value(); }

    int* data(const auto& /*protocol*/) { return &value_; }
    const int* data(const auto& /*protocol*/) const { return &value_; }
    std::size_t size(const auto& /*protocol*/) const { return sizeof value_; }
    void resize(const auto& /*protocol*/, std::size_t n) {
        check_option_size(n, sizeof value_);
    }

private:
    int value_ = 0; // 0: off
};

/// A number. Asio sends the hops of IPv4 multicast as a byte, since some
/// systems insist on it; Linux takes an int, and one value does for both
/// versions.
template <int V4Name, int V6Name>
class family_integer_option : public family_option<V4Name, V6Name> {
public:
    family_integer_option() = default;
    explicit family_integer_option(int value) : value_(value) {}

    family_integer_option& operator=(int value) {
        value_ = value;
        return *this;
    }

    int value() const { return value_; }

    int* data(const auto& /*protocol*/) { return &value_; }
    const int* data(const auto& /*protocol*/) const { return &value_; }
    std::size_t size(const auto& /*protocol*/) const { return sizeof value_; }
    void resize(const auto& /*protocol*/, std::size_t n) {
        check_option_size(n, sizeof value_);
    }

private:
    int value_ = 0;
};

} // namespace net::detail
