// Two kinds of tasks for the check to be checked with. Look away until you are
// done: one of them is right.
#pragma once

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <deque>
#include <functional>
#include <map>
#include <stdexcept>
#include <utility>

#include "05-ucontext-coroutines/coroutine.h"

namespace reference {

enum class waits_for { a_number, an_open_file };

/// Every waiter looks for himself, each round. The right kind also knows how
/// often his number was closed.
template <waits_for What>
class tasks {
public:
    void spawn(std::function<void()> body) {
        all_.emplace_back(std::move(body));
    }

    void run() {
        int rounds = 0;
        for (bool is_done = false; !is_done;) {
            if (++rounds > 1000) throw std::runtime_error("nothing comes");
            is_done = true;
            for (std::size_t i = 0; i < all_.size(); ++i) {
                if (all_[i].done()) continue;
                is_done = false;
                all_[i].resume();
            }
        }
    }

    ssize_t read(int fd, void* into, std::size_t size) {
        const int count = closed_[fd];
        for (;;) {
            pollfd asked{fd, POLLIN, 0};
            if (::poll(&asked, 1, 0) != 0) return ::read(fd, into, size);
            net::coroutine::yield();
            if (What == waits_for::an_open_file && closed_[fd] != count) {
                errno = EBADF;
                return -1;
            }
        }
    }

    int close(int fd) {
        ++closed_[fd];
        return ::close(fd);
    }

private:
    std::deque<net::coroutine> all_;
    std::map<int, int> closed_; // how often, by number
};

using wrong_tasks = tasks<waits_for::a_number>;
using right_tasks = tasks<waits_for::an_open_file>;

} // namespace reference
