// Two servers for the check to be checked with. Look away until you are done:
// one of them is right.
#pragma once

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "01-blocking/error.h"
#include "01-blocking/unique_fd.h"

namespace reference {

enum class events { of_numbers, of_connections };

/// Knows an event's connection by its number, which is wrong, or by a count of
/// all connections there ever were.
template <events Kind>
class server {
public:
    explicit server(net::unique_fd listener)
        : listener_(std::move(listener)), epoll_(::epoll_create1(0)) {
        watch(listener_.get(), 0);
    }

    void run_until_quiet() {
        while (turn()) {
        }
    }

private:
    struct session {
        net::unique_fd socket;
        std::uint64_t count = 0;
        std::string name;
    };

    bool turn() {
        epoll_event found[64];
        const int n = ::epoll_wait(epoll_.get(), found, 64, 0);
        for (int i = 0; i < n; ++i) {
            const auto fd = static_cast<int>(found[i].data.u64 & 0xffffffff);
            const std::uint64_t count = found[i].data.u64 >> 32;
            if (fd == listener_.get()) {
                accept_one();
            } else if (sessions_.contains(fd) &&
                       (Kind == events::of_numbers ||
                        sessions_[fd].count == count)) {
                serve(fd, found[i].events);
            }
        }
        return n > 0;
    }

    void watch(int fd, std::uint64_t count) {
        epoll_event event{};
        event.events = EPOLLIN | EPOLLRDHUP;
        event.data.u64 = count << 32 | static_cast<std::uint32_t>(fd);
        net::check(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event),
                   "epoll_ctl");
    }

    void accept_one() {
        const int fd =
            ::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK);
        if (fd == -1) return;
        sessions_[fd].socket.reset(fd);
        sessions_[fd].count = ++count_;
        watch(fd, count_);
    }

    void serve(int fd, std::uint32_t what) {
        char bytes[64];
        const ssize_t n = ::read(fd, bytes, sizeof bytes);
        if (what & (EPOLLRDHUP | EPOLLHUP) || n <= 0) return close(fd);
        const std::string name(bytes, static_cast<std::size_t>(n));
        const auto other = online_.find(name);
        if (other != online_.end() && other->second != fd) {
            close(other->second);
        }
        sessions_[fd].name = name;
        online_[name] = fd;
    }

    void close(int fd) {
        online_.erase(sessions_[fd].name);
        sessions_.erase(fd);
    }

    net::unique_fd listener_;
    net::unique_fd epoll_;
    std::map<int, session> sessions_;
    std::map<std::string, int> online_;
    std::uint64_t count_ = 0;
};

using wrong_server = server<events::of_numbers>;
using right_server = server<events::of_connections>;

} // namespace reference
