// An echo server's loop on select(2): one thread, many clients.
#pragma once

#include <sys/select.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "01-blocking/error.h"
#include "01-blocking/stream.h"
#include "01-blocking/unique_fd.h"
#include "02-select-poll/nonblocking.h"

namespace answer {

/// Sends every byte back to the client it came from.
/// Threads:  one
class select_loop {
public:
    /// Serves `socket` from now on. Its number must be below FD_SETSIZE.
    void add(net::unique_fd socket) {
        net::set_nonblocking(socket.get());
        clients_.push_back({std::move(socket), {}});
    }

    std::size_t clients() const { return clients_.size(); }

    /// One turn: waits until a client is ready, a signal comes, or `timeout`
    /// is over, and does what can be done without waiting.
    /// Shape:    how many clients were ready
    int turn(std::chrono::milliseconds timeout) {
        fd_set readable;
        fd_set writable;
        FD_ZERO(&readable);
        FD_ZERO(&writable);
        int highest = -1;
        for (const client& each : clients_) {
            const int fd = each.socket.get();
            FD_SET(fd, each.unsent.empty() ? &readable : &writable);
            highest = std::max(highest, fd);
        }
        timeval limit{};
        limit.tv_sec = timeout.count() / 1000;
        limit.tv_usec = timeout.count() % 1000 * 1000;
        const int n =
            ::select(highest + 1, &readable, &writable, nullptr, &limit);
        if (n <= 0) return 0; // a signal leaves the sets as they were
        for (client& each : clients_) {
            if (FD_ISSET(each.socket.get(), &readable)) read_and_echo(each);
            if (FD_ISSET(each.socket.get(), &writable)) write_unsent(each);
        }
        std::erase_if(clients_, [](const client& each) { return each.done; });
        return n;
    }

private:
    struct client {
        net::unique_fd socket;
        std::string unsent; // what the kernel would not take; while there is
                            // any, we read no more
        bool done = false;  // the stream has ended, or failed
    };

    static void read_and_echo(client& one) {
        char room[64 * 1024];
        std::error_code error;
        const std::size_t n = net::read_some(one.socket.get(), room, error);
        if (error && !net::would_block(error)) one.done = true;
        one.unsent.append(room, n);
        if (!one.unsent.empty()) write_unsent(one);
    }

    /// Writes what the kernel takes, and keeps the rest.
    static void write_unsent(client& one) {
        std::error_code error;
        const std::size_t n =
            net::write_some(one.socket.get(), one.unsent, error);
        one.unsent.erase(0, n);
        if (error && !net::would_block(error)) one.done = true;
    }

    std::vector<client> clients_;
};

} // namespace answer
