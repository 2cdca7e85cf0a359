// Coroutines that wait for each other: who owns them, and who runs them.
#pragma once

#include <coroutine>
#include <exception>
#include <memory>
#include <utility>

namespace net::detail {

/// The time in which a thread runs a chain; on that thread's stack.
struct chain_turn {
    std::coroutine_handle<> next; // to be resumed when the running one has
                                  // suspended itself; null if that was all
    std::exception_ptr thrown;    // out of the first coroutine
};

/// The coroutines of one co_spawn. The first waits for the second, and so on;
/// the last runs, or waits for an operation. It is part of the first one's
/// frame.
template <class Executor>
struct coroutine_chain {
    const Executor executor;             // where they all run
    const std::coroutine_handle<> first; // owns the others, through awaitables
    chain_turn* turn = nullptr; // of the thread that runs it; if it waits, past
};

/// Owns a chain that waits, and is the handler of what it waits for: called,
/// it goes on with the chain; destroyed uncalled, it destroys the chain.
template <class Executor>
class waiting_chain {
public:
    using executor_type = Executor;

    waiting_chain(coroutine_chain<Executor>& chain,
                  std::coroutine_handle<> last)
        : chain_(&chain), last_(last) {}

    executor_type get_executor() const noexcept { return chain_->executor; }

    /// Runs the chain until it waits again, or has ended.
    /// Errors:   what the first coroutine has thrown
    void operator()() {
        chain_turn turn{last_, nullptr};
        chain_.release()->turn = &turn;
        while (turn.next) std::exchange(turn.next, nullptr).resume();
        // Not a word to the chain from here on: it has ended, or else another
        // thread may have it already.
        if (turn.thrown) std::rethrow_exception(turn.thrown);
    }

private:
    struct destroy {
        void operator()(coroutine_chain<Executor>* chain) const {
            chain->first.destroy();
        }
    };

    std::unique_ptr<coroutine_chain<Executor>, destroy> chain_;
    std::coroutine_handle<> last_;
};

} // namespace net::detail
