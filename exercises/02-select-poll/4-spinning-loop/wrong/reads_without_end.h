// Wrong: it always reads, and so keeps what a client does not take.
// Caught by: poll_loop.takes_no_more_from_one_who_does_not_read
#pragma once

#include <poll.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "01-blocking/error.h"
#include "01-blocking/stream.h"
#include "01-blocking/unique_fd.h"
#include "02-select-poll/nonblocking.h"
#include "02-select-poll/poller.h"

namespace answer {

/// Sends every byte back to the client it came from. Who ends his stream still
/// gets the rest.
/// Threads:  one
class poll_loop {
public:
    void add(net::unique_fd socket) {
        net::set_nonblocking(socket.get());
        clients_.push_back({std::move(socket), {}});
    }

    std::size_t clients() const { return clients_.size(); }

    /// One turn: waits until a client is ready, or `timeout` is over, and does
    /// what can be done without waiting.
    /// Shape:    how many clients were ready
    int turn(std::chrono::milliseconds timeout) {
        std::vector<pollfd> watched;
        for (const client& each : clients_) {
            watched.push_back({each.socket.get(), events_for(each), 0});
        }
        const int n = ::poll(watched.data(), watched.size(),
                             net::to_poll_timeout(timeout));
        if (n <= 0) return 0;
        for (std::size_t i = 0; i < watched.size(); ++i) {
            if (watched[i].revents != 0) serve(clients_[i], watched[i].revents);
        }
        std::erase_if(clients_, [](const client& each) { return each.done; });
        return n;
    }

private:
    struct client {
        net::unique_fd socket;
        std::string unsent;
        bool input_ended = false; // he says nothing more
        bool done = false;
    };

    static constexpr std::size_t most_unsent = 64 * 1024; // bytes

    static short events_for(const client& one) {
        // The end of a stream stays readable for ever: who has seen it must
        // not ask for it again.
        const bool reads = !one.input_ended;
        const bool writes = !one.unsent.empty();
        return static_cast<short>((reads ? POLLIN : 0) |
                                  (writes ? POLLOUT : 0));
    }

    static void serve(client& one, short revents) {
        if (revents & POLLIN) read_into(one.unsent, one);
        // POLLERR and POLLHUP come unasked, and again and again: the write
        // finds out what they mean.
        if (revents & (POLLOUT | POLLERR | POLLHUP)) {
            write_from(one.unsent, one);
        }
        if (one.input_ended && one.unsent.empty()) one.done = true;
    }

    static void read_into(std::string& unsent, client& one) {
        char room[4096];
        std::error_code error;
        const std::size_t n = net::read_some(one.socket.get(), room, error);
        if (error == net::error::eof) {
            one.input_ended = true;
        } else if (error && !net::would_block(error)) {
            one.done = true;
        }
        unsent.append(room, n);
    }

    static void write_from(std::string& unsent, client& one) {
        std::error_code error;
        const std::size_t n = net::write_some(one.socket.get(), unsent, error);
        unsent.erase(0, n);
        if (error && !net::would_block(error)) one.done = true;
    }

    std::vector<client> clients_;
};

} // namespace answer
