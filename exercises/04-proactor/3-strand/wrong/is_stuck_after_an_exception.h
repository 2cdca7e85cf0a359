// Wrong: leaves the strand taken when a function throws.
// Caught by: strand.goes_on_after_an_exception
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "04-proactor/io_context.h"
#include "04-proactor/post.h"

namespace answer {

/// Calls what is posted in the threads that run a context: one function at a
/// time, in the order of posting. What was posted is called even if the strand
/// is gone by then.
/// Threads:  any
class strand {
public:
    using handler = std::function<void()>;

    explicit strand(net::io_context& loop)
        : state_(std::make_shared<state>(loop)) {}

    /// Never calls `call` itself, and never waits.
    void post(handler call) {
        {
            const std::lock_guard lock(state_->mutex);
            state_->waiting.push_back(std::move(call));
            if (std::exchange(state_->is_running, true)) return;
        }
        net::post(state_->loop, [self = state_] { run(self); });
    }

private:
    struct state {
        explicit state(net::io_context& of) : loop(of) {}

        net::io_context& loop;
        std::mutex mutex; // guards what follows
        std::deque<handler> waiting;
        bool is_running = false; // run() is posted, or under way
    };

    /// Calls what waits now, and comes back through the context if there is
    /// more then: others have work for its threads, too.
    static void run(const std::shared_ptr<state>& self) {
        std::deque<handler> calls;
        {
            const std::lock_guard lock(self->mutex);
            calls.swap(self->waiting);
        }
        while (!calls.empty()) {
            const handler next = std::move(calls.front());
            calls.pop_front();
            next();
        }
        const turn mine{self, calls};
    }

    /// The end of a run.
    struct turn {
        const std::shared_ptr<state>& self;
        std::deque<handler>& left; // not called yet: one before has thrown

        ~turn() {
            const std::lock_guard lock(self->mutex);
            while (!left.empty()) {
                self->waiting.push_front(std::move(left.back()));
                left.pop_back();
            }
            self->is_running = !self->waiting.empty();
            if (!self->is_running) return;
            net::post(self->loop, [again = self] { run(again); });
        }
    };

    const std::shared_ptr<state> state_; // shared with what is posted
};

} // namespace answer
