#include "05-ucontext-coroutines/coroutine_frame.h"

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace net {
namespace {

/// Destroys a body, and what it has captured, as the last of its locals: on
/// its own stack, and where an exception ends it, during that exception.
class ending {
public:
    explicit ending(const coroutine_frame::body& of) : body_(of) {}
    ending(const ending&) = delete;
    ~ending() { body_.destroy(body_.object); }

private:
    const coroutine_frame::body& body_;
};

} // namespace

void coroutine_frame::prepare(const body& what, std::span<std::byte> room) {
    body_ = what;
    own_ = make_context(how_, room, main, this, resumer_);
}

void coroutine_frame::settle() {
    if (!here_.state.is_known()) here_.state.find();
    home_ = &here_;
}

// [lesson: main]
/// The first function on the new stack. Nothing may be thrown out of it: there
/// is nobody below who could catch it.
void coroutine_frame::main(void* frame) noexcept {
    auto& self = *static_cast<coroutine_frame*>(frame);
    self.tools_.arrive();
    self.call_body();
    self.state_ = coroutine_state::done;
    self.tools_.leave_for_ever();
    switch_context(self.how_, self.own_, self.resumer_);
}

// [lesson: call-body]
void coroutine_frame::call_body() {
    try {
        const ending its_captures(body_);
        body_.call(body_.object);
    } catch (const forced_unwind&) {
        // This was asked for.
    } catch (...) {
        if (!unwinding_) thrown_ = std::current_exception();
    }
}
// [end]
// [end]

void coroutine_frame::refuse_to_resume() const {
    const bool is_done = state_ == coroutine_state::done;
    throw std::logic_error(std::string("resume() of a coroutine that ") +
                           (is_done ? "is done: " : "runs: ") + name_);
}

void coroutine_frame::destroy(coroutine_frame* frame) noexcept {
    switch (frame->state()) {
        case coroutine_state::running:
        case coroutine_state::waiting:
            std::fprintf(stderr, "a coroutine destroys itself: %s\n",
                         frame->name_);
            std::abort();
        case coroutine_state::suspended:
            frame->unwinding_ = true;
            frame->resume();
            break;
        case coroutine_state::ready:
            if (frame->body_.object) frame->body_.destroy(frame->body_.object);
            break;
        case coroutine_state::done: break;
    }
    const stack memory = std::move(frame->memory_); // outlives the frame on it
    frame->~coroutine_frame();
    tell_tools_stack_is_clean(memory.memory());
}

} // namespace net
