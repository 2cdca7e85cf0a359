// A coroutine that is told something at each resume(), and answers.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "05-ucontext-coroutines/coroutine.h"

namespace net {

template <class Signature>
class coroutine_of;

/// Like a call that is answered many times. The body is body(say, first): what
/// it passes to say() is returned by resume(), and say() returns what the next
/// resume() is given. What the body returns is the last answer.
template <class Out, class In>
class coroutine_of<Out(In)> {
    struct exchange {
        std::optional<In> in;
        std::optional<Out> out;

        In take() { return *std::exchange(in, std::nullopt); }
    };

public:
    class yielder {
    public:
        In operator()(Out answer) {
            talk_.out = std::move(answer);
            coroutine::yield();
            return talk_.take();
        }

    private:
        friend coroutine_of;
        explicit yielder(exchange& talk) : talk_(talk) {}
        exchange& talk_;
    };

    template <std::invocable<yielder&, In> Body>
    explicit coroutine_of(Body body, stack memory = stack(default_stack_size),
                          switch_kind how = default_switch())
        : flow_(
              [talk = talk_.get(), body = std::move(body)]() mutable {
                  yielder say(*talk);
                  talk->out = body(say, talk->take());
              },
              std::move(memory), how) {}

    /// Errors:   as coroutine::resume(); std::bad_optional_access if it has
    ///           yielded without an answer
    Out resume(In value) {
        talk_->in = std::move(value);
        flow_.resume();
        return std::exchange(talk_->out, std::nullopt).value();
    }

    bool done() const { return flow_.done(); }

private:
    std::unique_ptr<exchange> talk_ = std::make_unique<exchange>();
    coroutine flow_; // after talk_, for it is destroyed first
};

} // namespace net
