// Functions of several threads, one at a time, and no thread that waits.
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
        (void)call; // yours to write
    }

private:
    struct state {
        explicit state(net::io_context& of) : loop(of) {}

        net::io_context& loop;
        std::mutex mutex; // guards what follows
        std::deque<handler> waiting;
        bool is_running = false; // run() is posted, or under way
    };

    const std::shared_ptr<state> state_; // shared with what is posted
};

} // namespace answer
