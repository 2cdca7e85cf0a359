// A function that gives many values, on a stack of its own.
#pragma once

#include <ucontext.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "05-ucontext-coroutines/stack.h"

namespace answer {

/// The ints that a function passes to `yield`, one at a time, and only when
/// the next one is asked for.
/// Lifetime: it does not move; a function that is left half-way is forgotten
///           with its stack, and its destructors do not run
/// Threads:  one
class generator {
public:
    using yielder = std::function<void(int)>;

    explicit generator(std::function<void(const yielder& yield)> body)
        : body_(std::move(body)) {}
    generator(const generator&) = delete;
    generator& operator=(const generator&) = delete;

    /// Runs the function until it yields or ends.
    /// Shape:    the value, or nothing from its end on
    /// Errors:   what the function throws, once; then it has ended
    std::optional<int> next() {
        return std::nullopt; // yours to write
    }

private:
    enum class state { ready, suspended, done };

    /// The first function on our stack.
    static void main(unsigned high, unsigned low) {
        const auto self = static_cast<std::uintptr_t>(high) << 32 | low;
        reinterpret_cast<generator*>(self)->run();
    }

    /// Calls body_ on our stack.
    void run() {
        // Yours to write.
    }

    const std::function<void(const yielder&)> body_;
    net::stack memory_{net::default_stack_size};
    [[maybe_unused]] ucontext_t own_{};    // while the function does not run
    [[maybe_unused]] ucontext_t caller_{}; // while it does: next()'s
    [[maybe_unused]] state state_ = state::ready;
    [[maybe_unused]] int value_ = 0; // yielded last
    std::exception_ptr thrown_;      // by the function, for next()
};

} // namespace answer
