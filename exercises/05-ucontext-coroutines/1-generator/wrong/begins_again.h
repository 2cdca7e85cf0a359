// Wrong: begins at the top each time.
// Caught by: generator.gives_a_value_for_each_next
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
        if (state_ == state::done) return std::nullopt;
        prepare();
        state_ = state::suspended;
        ::swapcontext(&caller_, &own_); // there, and back again
        if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
        return state_ == state::done ? std::nullopt : std::optional(value_);
    }

private:
    enum class state { ready, suspended, done };

    /// Makes own_ the beginning of main(), on our stack.
    void prepare() {
        ::getcontext(&own_);
        own_.uc_stack.ss_sp = memory_.memory().data();
        own_.uc_stack.ss_size = memory_.memory().size();
        own_.uc_link = &caller_; // where main() returns to
        // The pointer goes in two halves: makecontext() passes ints.
        const auto self = reinterpret_cast<std::uintptr_t>(this);
        ::makecontext(&own_, reinterpret_cast<void (*)()>(main), 2,
                      static_cast<unsigned>(self >> 32),
                      static_cast<unsigned>(self));
    }

    /// The first function on our stack.
    static void main(unsigned high, unsigned low) {
        const auto self = static_cast<std::uintptr_t>(high) << 32 | low;
        reinterpret_cast<generator*>(self)->run();
    }

    /// Calls body_ on our stack.
    void run() {
        // No exception may get out of here: below us is nobody.
        try {
            body_([this](int value) {
                value_ = value;
                ::swapcontext(&own_, &caller_);
            });
        } catch (...) {
            thrown_ = std::current_exception();
        }
        state_ = state::done;
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
