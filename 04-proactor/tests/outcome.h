// For tests: what a handler has been told.
#pragma once

#include <chrono>
#include <cstddef>
#include <system_error>

namespace net {

/// How long a test waits for what should come at once.
inline constexpr std::chrono::seconds patience{30};

/// The last call of a handler, and how many there were.
/// Lifetime: outlives its handlers
struct outcome {
    std::error_code error;
    std::size_t n = 0;
    int calls = 0;

    /// For an operation that transfers bytes, or for one that does not.
    auto handler() {
        return [this](std::error_code result, std::size_t size = 0) {
            error = result;
            n = size;
            ++calls;
        };
    }
};

} // namespace net
