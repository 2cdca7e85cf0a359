// How far a read or a write of several steps goes: it asks a condition before
// each step.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <system_error>

namespace net {

namespace detail {

/// What one step transfers at most. Without a limit, one connection with much
/// to say would keep the thread for itself.
inline constexpr std::size_t default_max_transfer_size = 64 * 1024; // bytes

struct transfer_all_t {
    std::size_t operator()(const std::error_code& error, std::size_t) const {
        return error ? 0 : default_max_transfer_size;
    }
};

struct transfer_at_least_t {
    std::size_t operator()(const std::error_code& error, std::size_t n) const {
        return error || n >= minimum ? 0 : default_max_transfer_size;
    }

    std::size_t minimum; // bytes
};

struct transfer_exactly_t {
    std::size_t operator()(const std::error_code& error, std::size_t n) const {
        if (error || n >= size) return 0;
        return std::min(size - n, default_max_transfer_size);
    }

    std::size_t size; // bytes
};

} // namespace detail

/// Until the buffers are full, or written, or an error.
inline detail::transfer_all_t transfer_all() {
    return {};
}

/// Until at least `minimum` bytes are transferred, or an error.
inline detail::transfer_at_least_t transfer_at_least(std::size_t minimum) {
    return {minimum};
}

/// Until exactly `size` bytes are transferred, or an error.
inline detail::transfer_exactly_t transfer_exactly(std::size_t size) {
    return {size};
}

/// Called before each step with the last error and the number of bytes so
/// far.
/// Shape:    returns how many bytes the next step may transfer at most, 0 to
///           stop; or a bool, true to stop
template <typename T>
concept completion_condition = requires(T condition,
                                        const std::error_code& error,
                                        std::size_t n) {
    { condition(error, n) } -> std::convertible_to<std::size_t>;
};

namespace detail {

/// Asks the condition, and says its answer in bytes.
template <completion_condition Condition>
std::size_t next_transfer(Condition& condition, const std::error_code& error,
                          std::size_t transferred) {
    const auto answer = condition(error, transferred);
    if constexpr (std::same_as<decltype(answer), const bool>) {
        return answer ? 0 : default_max_transfer_size;
    } else {
        return static_cast<std::size_t>(answer);
    }
}

} // namespace detail
} // namespace net
