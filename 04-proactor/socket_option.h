// The shapes of socket options: on or off, a number, and linger. A socket asks
// an option for level, name, data and size, and hands them to setsockopt.
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <stdexcept>

namespace net::detail {

/// The kernel must fill an option completely, or what it holds means nothing.
/// Errors:   std::length_error
inline void check_option_size(std::size_t got, std::size_t wanted) {
    if (got != wanted) throw std::length_error("socket option resize");
}

/// Something that is on or off; the kernel keeps it as an int.
template <int Level, int Name>
class boolean_option {
public:
    boolean_option() = default;
    explicit boolean_option(bool on) : value_(on) {}

    boolean_option& operator=(bool on) {
        value_ = on;
        return *this;
    }

    bool value() const { return value_ != 0; }
    operator bool() const { return value(); }
    bool operator!() const { return !value(); }

    int level(const auto& /*protocol*/) const { return Level; }
    int name(const auto& /*protocol*/) const { return Name; }
    int* data(const auto& /*protocol*/) { return &value_; }
    const int* data(const auto& /*protocol*/) const { return &value_; }
    std::size_t size(const auto& /*protocol*/) const { return sizeof value_; }
    void resize(const auto& /*protocol*/, std::size_t n) {
        check_option_size(n, sizeof value_);
    }

private:
    int value_ = 0; // 0: off; the kernel may answer any other number for on
};

/// A number, such as the size of a buffer.
template <int Level, int Name>
class integer_option {
public:
    integer_option() = default;
    explicit integer_option(int value) : value_(value) {}

    integer_option& operator=(int value) {
        value_ = value;
        return *this;
    }

    int value() const { return value_; }

    int level(const auto& /*protocol*/) const { return Level; }
    int name(const auto& /*protocol*/) const { return Name; }
    int* data(const auto& /*protocol*/) { return &value_; }
    const int* data(const auto& /*protocol*/) const { return &value_; }
    std::size_t size(const auto& /*protocol*/) const { return sizeof value_; }
    void resize(const auto& /*protocol*/, std::size_t n) {
        check_option_size(n, sizeof value_);
    }

private:
    int value_ = 0;
};

/// Whether close waits until unsent data is gone, and for how long.
/// Units:    seconds
/// Source:   SO_LINGER in socket(7)
class linger_option {
public:
    linger_option() = default;
    linger_option(bool on, int seconds) : value_{on, seconds} {}

    bool enabled() const { return value_.l_onoff != 0; }
    void enabled(bool on) { value_.l_onoff = on; }
    int timeout() const { return value_.l_linger; }
    void timeout(int seconds) { value_.l_linger = seconds; }

    int level(const auto& /*protocol*/) const { return SOL_SOCKET; }
    int name(const auto& /*protocol*/) const { return SO_LINGER; }
    ::linger* data(const auto& /*protocol*/) { return &value_; }
    const ::linger* data(const auto& /*protocol*/) const { return &value_; }
    std::size_t size(const auto& /*protocol*/) const { return sizeof value_; }
    void resize(const auto& /*protocol*/, std::size_t n) {
        check_option_size(n, sizeof value_);
    }

private:
    ::linger value_{};
};

/// Under these names programs make options that have none:
/// `asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>`.
namespace socket_option {

template <int Level, int Name>
using boolean = boolean_option<Level, Name>;
template <int Level, int Name>
using integer = integer_option<Level, Name>;

} // namespace socket_option
} // namespace net::detail
