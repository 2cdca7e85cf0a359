// What stands at the top of a coroutine's own stack.
#pragma once

#include <cassert>
#include <cstddef>
#include <exception>
#include <span>
#include <utility>

#include "05-ucontext-coroutines/flow_state.h"
#include "05-ucontext-coroutines/stack.h"
#include "05-ucontext-coroutines/switch_context.h"
#include "05-ucontext-coroutines/tool_notes.h"

namespace net {

/// Thrown out of yield() in a coroutine that is being destroyed, so that all
/// its locals are. Who catches it with `catch (...)` throws it on, or returns.
struct forced_unwind {};

/// How far a coroutine is. `waiting` is one that has resumed another.
enum class coroutine_state { ready, running, waiting, suspended, done };

class coroutine_frame;

/// What there is once on each thread.
struct coroutine_thread {
    coroutine_frame* innermost = nullptr; // of those that run; null: none
    flow_state::place state;
};

/// A coroutine's record. It lies on the stack that it describes.
/// Threads:  the one that has resumed it first
class coroutine_frame {
public:
    /// The function that it runs, without its type. It lies there as well.
    struct body {
        void* object;
        void (*call)(void* object);
        void (*destroy)(void* object);
    };

    coroutine_frame(stack memory, switch_kind how, const char* name)
        : how_(how), name_(name), memory_(std::move(memory)) {}

    /// Gets ready to call `what` on `room`.
    void prepare(const body& what, std::span<std::byte> room);

    /// Goes on with it, until it yields or ends.
    /// Errors:   what the body throws; std::logic_error if it is not ready or
    ///           suspended
    void resume();

    /// Goes back to whoever has resumed it.
    /// Errors:   forced_unwind if it is being destroyed; but in a destructor
    ///           that runs because of an exception, it just returns
    void yield();

    /// Ends it, unwinding its stack, and gives the stack back. What it throws
    /// meanwhile, nobody hears of.
    static void destroy(coroutine_frame* frame) noexcept;

    /// The innermost one that runs on this thread; null: none.
    static coroutine_frame* running() { return here_.innermost; }

    coroutine_state state() const {
        const bool waits =
            state_ == coroutine_state::running && running() != this;
        return waits ? coroutine_state::waiting : state_;
    }
    bool is_unwinding() const { return unwinding_; }
    const stack& memory() const { return memory_; }
    const char* name() const { return name_; }
    void set_name(const char* name) { name_ = name; }

private:
    static void main(void* frame) noexcept;
    void call_body();
    void settle();
    [[noreturn]] void refuse_to_resume() const;

    static inline constinit thread_local coroutine_thread here_{};

    saved_context own_;                              // while it does not run
    saved_context resumer_;                          // while it runs
    coroutine_state state_ = coroutine_state::ready; // never `waiting`
    switch_kind how_;
    bool unwinding_ = false;
    const char* name_; // borrowed; outlives the coroutine
    body body_{};
    flow_state flow_; // its own while it does not run, else its resumer's
    coroutine_thread* home_ = nullptr; // null: not resumed yet
    std::exception_ptr thrown_;        // by the body; resume() throws it
    stack memory_;                     // the one that this lies on
    [[no_unique_address]] tool_notes tools_;
};

// These two are part of their callers. The processor guesses where a `ret`
// goes to by the calls that it has seen; behind a switch these were another
// stack's, and a wrong guess costs more than the switch.

// [lesson: resume]
[[gnu::always_inline]] inline void coroutine_frame::resume() {
    if (state_ != coroutine_state::ready &&
        state_ != coroutine_state::suspended) {
        refuse_to_resume();
    }
    if (!home_) [[unlikely]]
        settle();
    assert(home_ == &here_ && "a coroutine stays on its thread");
    // [lesson: there-and-back]
    coroutine_frame* const outer = std::exchange(home_->innermost, this);
    state_ = coroutine_state::running;
    flow_.swap_with(home_->state);
    tools_.leave_resumer(memory_.memory());

    switch_context(how_, resumer_, own_); // there, and back again

    tools_.arrive_at_resumer();
    flow_.swap_with(home_->state);
    home_->innermost = outer;
    if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
    // [end]
}
// [end]

// [lesson: yield]
[[gnu::always_inline]] inline void coroutine_frame::yield() {
    if (!unwinding_) {
        state_ = coroutine_state::suspended;
        tools_.leave();
        switch_context(how_, own_, resumer_);
        tools_.arrive();
    }
    // A destructor that runs because of an exception must not throw another.
    if (unwinding_ && std::uncaught_exceptions() == 0) throw forced_unwind();
}
// [end]

} // namespace net
