// A function that can stop in the middle, and go on there.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <stdexcept>
#include <utility>

#include "05-ucontext-coroutines/coroutine_frame.h"

namespace net {

/// A function with a stack of its own. resume() runs it until it calls
/// yield(), from however deep; the next resume() goes on behind that call.
/// Threads:  it stays on the one that has resumed it first
class coroutine {
public:
    coroutine() = default; // none

    /// Calls `body` at the first resume().
    /// Lifetime: `name`, for messages, is borrowed
    /// Errors:   std::length_error if the body is too large for the stack
    template <std::invocable Body>
    explicit coroutine(Body body, stack memory = stack(default_stack_size),
                       switch_kind how = default_switch(),
                       const char* name = "a coroutine");

    coroutine(coroutine&& other) noexcept
        : frame_(std::exchange(other.frame_, nullptr)) {}
    coroutine& operator=(coroutine&& other) noexcept {
        coroutine taken(std::move(other));
        std::swap(frame_, taken.frame_);
        return *this; // what we were is destroyed with `taken`
    }

    /// Unwinds the stack of one that is suspended: its destructors run. But a
    /// destructor that has called yield() itself cannot be left by an
    /// exception; the program ends then, as C++ has it.
    ~coroutine() {
        if (frame_) coroutine_frame::destroy(frame_);
    }

    /// Goes on, until it yields or ends.
    /// Errors:   what the body throws; std::logic_error if it runs already, is
    ///           done, or is none
    [[gnu::always_inline]] void resume() {
        if (!frame_) throw std::logic_error("resume() of no coroutine");
        frame_->resume();
    }

    /// Back to whoever has resumed the coroutine that calls this.
    /// Errors:   std::logic_error outside of a coroutine; forced_unwind in one
    ///           that is being destroyed
    [[gnu::always_inline]] static void yield() {
        coroutine_frame* const running = coroutine_frame::running();
        if (!running) throw std::logic_error("yield() outside of a coroutine");
        running->yield();
    }

    explicit operator bool() const { return frame_ != nullptr; }
    coroutine_state state() const {
        return frame_ ? frame_->state() : coroutine_state::done;
    }
    bool done() const { return state() == coroutine_state::done; }

    /// The record, for those who schedule coroutines.
    coroutine_frame* frame() const { return frame_; }

private:
    coroutine_frame* frame_ = nullptr; // on its own stack; null: none
};

namespace detail {

/// Takes room off the top of a stack.
/// Errors:   std::length_error if less than half of it would be left
class stack_top {
public:
    explicit stack_top(std::span<std::byte> memory) : memory_(memory) {}

    template <class T>
    void* take() {
        const auto bottom = reinterpret_cast<std::uintptr_t>(memory_.data());
        const auto top = bottom + rest_;
        const std::uintptr_t at = (top - sizeof(T)) / alignof(T) * alignof(T);
        if (sizeof(T) > rest_ || at - bottom < memory_.size() / 2) {
            throw std::length_error("this coroutine's stack is too small");
        }
        rest_ = at - bottom;
        return reinterpret_cast<void*>(at);
    }

    std::span<std::byte> rest() const { return memory_.first(rest_); }

private:
    const std::span<std::byte> memory_;
    std::size_t rest_ = memory_.size(); // bytes, from the bottom
};

} // namespace detail

template <std::invocable Body>
coroutine::coroutine(Body body, stack memory, switch_kind how, const char* name)
    : coroutine() { // so that it is destroyed if anything below throws
    detail::stack_top top(memory.memory());
    void* const record = top.take<coroutine_frame>();
    auto* const object = new (top.take<Body>()) Body(std::move(body));
    frame_ = new (record) coroutine_frame(std::move(memory), how, name);
    frame_->prepare({object, [](void* it) { (*static_cast<Body*>(it))(); },
                     [](void* it) { static_cast<Body*>(it)->~Body(); }},
                    top.rest());
}

} // namespace net
