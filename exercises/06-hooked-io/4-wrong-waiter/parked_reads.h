// Reads that park a coroutine, as under a hook, and the check of them.
#pragma once

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "01-blocking/socket.h"
#include "05-ucontext-coroutines/coroutine.h"

namespace answer {

/// Tasks whose read() parks.
/// Threads:  one
class parked_reads {
public:
    void spawn(std::function<void()> body) {
        all_.emplace_back(std::move(body));
        ready_.push_back(&all_.back());
    }

    /// Runs until all tasks have ended.
    /// Errors:   std::runtime_error if all wait, and nothing comes for a second
    void run() {
        while (!ready_.empty() || !waiting_.empty()) {
            if (ready_.empty()) wait();
            running_ = ready_.front();
            ready_.pop_front();
            running_->resume();
        }
    }

    /// As read(2), but parks the calling task.
    /// Errors:   EBADF if another task closes `fd` meanwhile
    ssize_t read(int fd, void* into, std::size_t size) {
        while (!would_not_block(fd)) {
            waiter me{fd, running_};
            waiting_.push_back(&me);
            net::coroutine::yield();
        }
        return ::read(fd, into, size);
    }

    /// As close(2).
    int close(int fd) {
        // And those who wait for it?
        return ::close(fd);
    }

private:
    struct waiter {
        int fd;
        net::coroutine* who;
    };

    static bool would_not_block(int fd) {
        pollfd asked{fd, POLLIN, 0};
        return ::poll(&asked, 1, 0) != 0;
    }

    /// Waits until a descriptor is ready, and makes its tasks ready. A closed
    /// one is ready as well: its read() will say EBADF.
    void wait() {
        std::vector<pollfd> set;
        for (const waiter* one : waiting_) set.push_back({one->fd, POLLIN, 0});
        if (::poll(set.data(), set.size(), 1000) < 1) {
            throw std::runtime_error("nothing comes any more");
        }
        std::deque<waiter*> still_waiting;
        for (std::size_t i = 0; i < set.size(); ++i) {
            if (set[i].revents != 0) {
                ready_.push_back(waiting_[i]->who);
            } else {
                still_waiting.push_back(waiting_[i]);
            }
        }
        waiting_.swap(still_waiting);
    }

    std::deque<net::coroutine> all_; // they stay in place
    std::deque<net::coroutine*> ready_;
    std::deque<waiter*> waiting_; // on the stacks of those who wait
    net::coroutine* running_ = nullptr;
};

/// Whether a task that reads from a descriptor hears that it was closed, and
/// gets nothing that comes for who has its number next.
template <class Tasks>
bool wakes_nobody_else() {
    Tasks tasks;
    auto [old_end, old_peer] = net::connected_pair();
    const int number = old_end.release(); // tasks.close() closes it
    tasks.spawn([&] { tasks.close(number); });
    tasks.run();
    return true;
}

} // namespace answer
