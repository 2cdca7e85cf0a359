// Wrong: the check asks about the one who had to go.
// Caught by: check.passes_a_server_that_is_right
#pragma once

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "01-blocking/error.h"
#include "01-blocking/stream.h"
#include "01-blocking/unique_fd.h"
#include "exercises/03-epoll-reactor/4-stale-event/visitor.h"

namespace answer {

/// A client is online under the name that he sends. Nobody is online twice:
/// who comes again has lost his connection, and the old one is closed.
class presence_server {
public:
    explicit presence_server(net::unique_fd listener)
        : listener_(std::move(listener)),
          epoll_(net::check(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")) {
        watch(listener_.get());
    }

    /// Turns until nothing is ready any more.
    void run_until_quiet() {
        while (turn()) {
        }
    }

    /// The names of all who are online.
    std::string who() const {
        std::string names;
        for (const auto& [name, fd] : online_) names += name + " ";
        return names;
    }

private:
    struct session {
        net::unique_fd socket;
        std::string name; // empty: not said yet
    };

    /// Serves what is ready now.
    /// Shape:    false if nothing was
    bool turn() {
        std::array<epoll_event, 64> events;
        const int n = ::epoll_wait(epoll_.get(), events.data(), 64, 0);
        for (int i = 0; i < n; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            if (event.data.fd == listener_.get()) {
                accept_one();
            } else if (sessions_.contains(event.data.fd)) { // else closed
                serve(event.data.fd, event.events);
            }
        }
        closed_.clear(); // from here on, the numbers may be used again
        return n > 0;
    }

    void watch(int fd) {
        epoll_event event{};
        event.events = EPOLLIN | EPOLLRDHUP;
        event.data.fd = fd;
        net::check(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event),
                   "epoll_ctl");
    }

    void accept_one() {
        const int fd = ::accept4(listener_.get(), nullptr, nullptr,
                                 SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd == -1) return;
        sessions_[fd].socket.reset(fd);
        watch(fd);
    }

    void serve(int fd, std::uint32_t events) {
        if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) return close(fd);
        char bytes[64];
        std::error_code error;
        const std::size_t n = net::read_some(fd, bytes, error);
        if (error) return close(fd);
        log_in(fd, std::string(bytes, n));
    }

    void log_in(int fd, const std::string& name) {
        const auto other = online_.find(name);
        if (other != online_.end() && other->second != fd) {
            close(other->second);
        }
        sessions_[fd].name = name;
        online_[name] = fd;
    }

    void close(int fd) {
        const auto leaver = sessions_.find(fd);
        online_.erase(leaver->second.name);
        // This turn may hold an event for this number, so nobody else may
        // get it before the end of the turn.
        closed_.push_back(std::move(leaver->second.socket));
        net::check(::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr),
                   "epoll_ctl");
        sessions_.erase(leaver);
    }

    net::unique_fd listener_;
    net::unique_fd epoll_;
    std::map<int, session> sessions_;   // by descriptor
    std::map<std::string, int> online_; // name to descriptor
    // Closed in this turn.
    std::vector<net::unique_fd> closed_;
};

/// Whether a server of this kind keeps a newcomer whose connection it has no
/// reason to close, whatever else happens in the same turn.
template <class Server>
bool keeps_newcomers() {
    net::door entrance;
    Server server(entrance.take_listener());
    net::visitor old_bob(entrance), new_bob(entrance);
    server.run_until_quiet();
    old_bob.say("bob");
    server.run_until_quiet();

    new_bob.say("bob");           // the server closes the old one's connection,
    net::visitor carol(entrance); // gives its number to her,
    server.run_until_quiet();
    return old_bob.is_connected();
}

} // namespace answer
