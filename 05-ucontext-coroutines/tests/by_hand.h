// A scheduler whose clock is moved by hand, and a count of what its reactor
// asks of the kernel.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "01-blocking/error.h"
#include "01-blocking/socket.h"
#include "02-select-poll/nonblocking.h"
#include "03-epoll-reactor/reactor.h"
#include "05-ucontext-coroutines/scheduler.h"

namespace net {

/// What a poller has been asked, and what it has told.
struct poller_calls {
    int adds = 0;
    int modifies = 0;
    int removes = 0;
    std::size_t told = 0;                   // descriptors that were ready
    std::function<void()> instead_of_sleep; // if set: what happens meanwhile

    int changes() const { return adds + modifies + removes; }
};

class counting_poller final : public poller {
public:
    explicit counting_poller(poller_calls& calls) : calls_(calls) {}

    void add(int fd, interest what) override {
        ++calls_.adds;
        real_->add(fd, what);
    }
    void modify(int fd, interest what) override {
        ++calls_.modifies;
        real_->modify(fd, what);
    }
    void remove(int fd) override {
        ++calls_.removes;
        real_->remove(fd);
    }
    std::span<const ready_descriptor> wait(
        std::chrono::milliseconds timeout) override {
        if (calls_.instead_of_sleep && timeout.count() != 0) {
            calls_.instead_of_sleep();
            timeout = std::chrono::milliseconds(0);
        }
        const auto ready = real_->wait(timeout);
        calls_.told += ready.size();
        return ready;
    }

private:
    poller_calls& calls_;
    const std::unique_ptr<poller> real_ =
        make_poller(poller_names().front(), trigger::level);
};

/// A fixture: every test has a scheduler of its own.
class by_hand : public testing::Test {
protected:
    /// Turns until nothing happens any more.
    void run_until_quiet() {
        while (tasks->run_one(std::chrono::milliseconds(0))) {
        }
    }

    /// Calls `body` as a task, and runs until all tasks are done.
    template <class Body>
    void run_task(Body body) {
        tasks->spawn(std::move(body));
        tasks->run();
    }

    poller_calls calls;
    reactor::time_point now{}; // moved by hand
    reactor loop{std::make_unique<counting_poller>(calls), trigger::level,
                 [&time = now] { return time; }};
    std::unique_ptr<net::scheduler> tasks =
        std::make_unique<net::scheduler>(loop);
    std::string log; // what has happened, in order
};

/// As connected_pair(), but reads and writes of the first never wait.
inline std::pair<unique_fd, unique_fd> nonblocking_pair() {
    auto pair = connected_pair();
    set_nonblocking(pair.first.get());
    return pair;
}

inline void say(const unique_fd& to, std::string_view bytes) {
    check(static_cast<int>(::write(to.get(), bytes.data(), bytes.size())),
          "write");
}

} // namespace net
