// A scheduler of chapter 05 whose clock is moved by hand.
#pragma once

#include <algorithm>
#include <chrono>
#include <memory>
#include <span>
#include <stdexcept>
#include <utility>

#include "03-epoll-reactor/pollers.h"
#include "03-epoll-reactor/reactor.h"
#include "05-ucontext-coroutines/scheduler.h"

namespace net {

/// Waits for descriptors as any poller does, but not for time: where another
/// one would sleep, it puts the clock forward.
class hand_poller final : public poller {
public:
    explicit hand_poller(reactor::time_point& clock) : clock_(clock) {}

    void add(int fd, interest what) override { real_->add(fd, what); }
    void modify(int fd, interest what) override { real_->modify(fd, what); }
    void remove(int fd) override { real_->remove(fd); }

    /// Errors:   std::runtime_error if it is to wait for ever, and nothing
    ///           comes for two seconds
    std::span<const ready_descriptor> wait(
        std::chrono::milliseconds timeout) override {
        using std::chrono::milliseconds;
        const bool for_ever = timeout < milliseconds(0);
        const auto ready = real_->wait(milliseconds(for_ever ? 2000 : 0));
        if (!ready.empty() || timeout == milliseconds(0)) return ready;
        if (for_ever) throw std::runtime_error("nothing comes any more");
        clock_ += timeout;
        return real_->wait(milliseconds(0));
    }

private:
    reactor::time_point& clock_;
    const std::unique_ptr<poller> real_ =
        make_poller(poller_names().front(), trigger::level);
};

/// A scheduler, and all that it stands on.
struct hand_scheduler {
    /// Calls `body` as a task, when run() is called.
    template <class Body>
    void spawn(Body body) {
        tasks.spawn(std::move(body));
    }

    /// Runs until all tasks have ended.
    void run() { tasks.run(); }

    /// How long they have been running, as they see it.
    std::chrono::milliseconds passed() const {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
            now.time_since_epoch());
    }

    reactor::time_point now{};
    reactor loop{std::make_unique<hand_poller>(now), trigger::level,
                 [this] { return now; }};
    scheduler tasks{loop};
};

} // namespace net
