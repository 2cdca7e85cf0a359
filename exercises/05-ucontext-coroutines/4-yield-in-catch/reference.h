// Two coroutines for the check to be checked with. Look away until you are
// done: one of them is right.
#pragma once

#include <functional>
#include <utility>

#include "05-ucontext-coroutines/coroutine.h"

namespace reference {

enum class exceptions { of_the_thread, of_each_flow };

/// Chapter 05's coroutine, or one whose exceptions are the thread's again.
template <exceptions Whose>
class flow {
public:
    explicit flow(std::function<void()> body) : body_(std::move(body)) {
        place_.find();
    }

    void resume() {
        flow* const outer = std::exchange(running_, this);
        flow_.resume();
        running_ = outer;
    }

    static void yield() {
        flow& self = *running_;
        self.spoil();
        net::coroutine::yield();
        self.spoil();
    }

    bool done() const { return flow_.done(); }

private:
    /// Undoes what the coroutine does at each switch.
    void spoil() {
        if constexpr (Whose == exceptions::of_the_thread) {
            shared_.swap_with(place_);
        }
    }

    static inline flow* running_ = nullptr;
    static inline net::flow_state shared_;

    net::flow_state::place place_;
    std::function<void()> body_;
    net::coroutine flow_{[this] { body_(); }};
};

using wrong_flow = flow<exceptions::of_the_thread>;
using right_flow = flow<exceptions::of_each_flow>;

} // namespace reference
