// A small coroutine, and the check that it keeps to its own exceptions.
#pragma once

#include <cassert>
#include <cerrno>
#include <cstddef>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>

#include "05-ucontext-coroutines/flow_state.h"
#include "05-ucontext-coroutines/stack.h"
#include "05-ucontext-coroutines/switch_context.h"

namespace answer {

/// A function that can stop in the middle, and go on there.
/// Lifetime: it must be done before it is destroyed
/// Threads:  one
class flow {
public:
    explicit flow(std::function<void()> body)
        : body_(std::move(body)),
          own_(net::make_context(how, memory_.memory(), main, this, resumer_)) {
        // SOLUTION BEGIN
        place_.find();
        // SOLUTION END
    }
    flow(const flow&) = delete;
    flow& operator=(const flow&) = delete;

    /// Runs the body until it calls yield() or ends.
    /// Errors:   what the body throws
    void resume() {
        assert(!done_);
        flow* const outer = std::exchange(running_, this);
        // SOLUTION BEGIN
        state_.swap_with(place_); // ours for the thread's
        // SOLUTION END
        net::switch_context(how, resumer_, own_);
        // SOLUTION BEGIN
        state_.swap_with(place_); // and back
        // SOLUTION END
        running_ = outer;
        if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
    }

    /// Back to whoever has resumed the flow that calls this.
    static void yield() {
        flow& self = *running_;
        net::switch_context(how, self.own_, self.resumer_);
    }

    bool done() const { return done_; }

private:
    static constexpr net::switch_kind how = net::switch_kind::ucontext;

    static void main(void* argument) {
        flow& self = *static_cast<flow*>(argument);
        try {
            self.body_();
        } catch (...) {
            self.thrown_ = std::current_exception();
        }
        self.done_ = true;
        net::switch_context(how, self.own_, self.resumer_);
    }

    static inline flow* running_ = nullptr; // the innermost

    const std::function<void()> body_;
    const net::stack memory_{net::default_stack_size};
    net::saved_context resumer_; // while it runs
    net::saved_context own_;     // while it does not
    std::exception_ptr thrown_;  // by the body; resume() throws it
    bool done_ = false;
    // SOLUTION BEGIN
    // What the libraries keep once a thread, and what we had of it.
    net::flow_state::place place_;
    net::flow_state state_;
    // SOLUTION END
};

/// Whether two flows of this kind can yield while each handles an exception of
/// its own, and each throws its own one on with `throw;`.
template <class Flow>
bool keeps_exceptions_apart() {
    std::string caught;
    // SOLUTION BEGIN
    //: (void)caught;
    //: return true;
    const auto body = [&caught](const char* name) {
        try {
            try {
                throw std::runtime_error(name);
            } catch (const std::runtime_error&) {
                Flow::yield();
                throw;
            }
        } catch (const std::runtime_error& error) {
            caught += error.what();
        }
    };
    Flow first([&] { body("first "); }), second([&] { body("second "); });
    first.resume();
    second.resume();
    first.resume();
    second.resume();
    return caught == "first second ";
    // SOLUTION END
}

} // namespace answer
