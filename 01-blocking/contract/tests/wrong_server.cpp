// The loop of the server that is wrong on request: poll(2), one thread. Each
// `has("...")` is one fault; without one, this is a server to rely on.
#include "01-blocking/contract/tests/wrong_server.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <iostream>
#include <vector>

#include "01-blocking/contract/tests/wrong_options.h"
#include "01-blocking/error.h"
#include "01-blocking/signal_pipe.h"

namespace net {
namespace {

constexpr std::size_t enough = 64 * 1024; // bytes that may wait in a buffer

class wrong_server {
public:
    explicit wrong_server(const wrong_settings& settings)
        : settings_(settings),
          stop_{settings.has("ignores_sigint") ? SIGUSR1 : SIGINT,
                settings.has("ignores_sigterm") ? SIGUSR2 : SIGTERM},
          listener_(listen_on(settings.address)) {}

    host_port address() const { return local_address(listener_.get()); }

    /// Serves until a signal says that it is enough.
    void run() {
        while (!is_stopping_ || (has("waits_for_all") && !sessions_.empty())) {
            turn();
        }
    }

private:
    bool has(std::string_view fault) const { return settings_.has(fault); }

    void turn() {
        std::vector<pollfd> watched{
            {stop_.fd(), POLLIN, 0},
            {may_accept() ? listener_.get() : -1, POLLIN, 0}};
        // Whose entries those after the first two are. There are no idle ones:
        // poll(2) refuses more entries than a process may have descriptors.
        std::vector<wrong_session*> owners(watched.size(), nullptr);
        for (wrong_session& each : sessions_) {
            if (has("serves_one_at_a_time") && owners.size() > 2) break;
            watched.push_back({each.socket.get(), interest_in(each), 0});
            owners.push_back(&each);
            if (each.call == 0) continue;
            watched.push_back({each.backend.get(), POLLIN, 0});
            owners.push_back(&each);
        }
        // A simplification: while anything may time out, look 100 times a
        // second.
        const int ready = ::poll(watched.data(), watched.size(), 10);
        if (ready == -1 && errno != EINTR) check(ready, "poll");
        for (std::size_t at = 2; at < watched.size(); ++at) {
            if ((watched[at].revents & ~POLLOUT) == 0) continue;
            if (watched[at].fd == owners[at]->socket.get()) {
                read(*owners[at]);
            } else {
                hear_backend(*owners[at], settings_);
            }
        }
        for (wrong_session& each : sessions_) live_on(each);
        bury_the_dead();
        if (watched[1].revents != 0) accept_one();
        if (stop_.take() != 0) is_stopping_ = true;
    }

    bool may_accept() const { return wrong_clock::now() >= accepts_again_; }

    bool has_room_for(const wrong_session& each) const {
        return (each.out.size() < enough && each.in.size() < enough) ||
               settings_.kind == "chat" || has("buffers_without_bound");
    }

    short interest_in(const wrong_session& each) const {
        const bool has_room = has_room_for(each) || has("reads_without_room");
        const bool has_said_all =
            each.has_said_all && !has("hears_an_end_again_and_again");
        const bool reads = !has_said_all && !each.ends_when_sent && has_room;
        const bool writes = !each.out.empty() || has("always_asks_for_room");
        return static_cast<short>((reads ? POLLIN : 0) |
                                  (writes ? POLLOUT : 0));
    }

    void read(wrong_session& each) {
        if (!has_room_for(each)) return;
        std::array<char, 64 * 1024> bytes;
        const ssize_t n =
            ::recv(each.socket.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (n == -1) {
            if (would_block(last_error())) return;
            return end_by_error(each);
        }
        each.has_said_all = n == 0;
        each.heard += static_cast<std::size_t>(n);
        each.in.append(bytes.data(), static_cast<std::size_t>(n));
        if (!has("drops_busy_clients")) each.last_heard = wrong_clock::now();
        if (has("closes_at_once_on_half_close")) {
            char byte;
            if (::recv(each.socket.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) ==
                0) {
                each.has_ended = true;
            }
        }
        understand(each);
    }

    void understand(wrong_session& each) {
        if (settings_.kind == "echo") understand_echo(each, settings_);
        if (settings_.kind == "chat") {
            understand_chat(each, sessions_, settings_);
        }
        if (settings_.kind == "gateway") {
            understand_gateway(each, sessions_, settings_);
        }
    }

    /// What a session does at every turn, whether anything has come or not.
    void live_on(wrong_session& each) {
        if (settings_.kind == "gateway") {
            watch_the_clock(each, settings_);
            understand(each); // a call may be over, and the next line waits
        }
        if (!each.has_ended && !each.out.empty()) write(each);
        const bool is_quiet = each.out.empty() && each.call == 0;
        if (each.ends_when_sent && is_quiet) each.has_ended = true;
        if (each.has_said_all && is_quiet && !has("ignores_half_close")) {
            each.has_ended = true;
        }
        if (each.call == 0 && has_been_idle(each)) each.has_ended = true;
    }

    bool has_been_idle(const wrong_session& each) const {
        if (settings_.idle_timeout.count() == 0) return false;
        const auto silence = wrong_clock::now() - each.last_heard;
        return silence >= settings_.idle_timeout / (has("hurries") ? 2 : 1) &&
               !has("ignores_idle_timeout");
    }

    void write(wrong_session& each) {
        const int flags = (has("blocks_on_a_slow_reader") ? 0 : MSG_DONTWAIT) |
                          (has("dies_of_sigpipe") ? 0 : MSG_NOSIGNAL);
        const ssize_t n =
            ::send(each.socket.get(), each.out.data(), each.out.size(), flags);
        if (n >= 0) each.out.erase(0, static_cast<std::size_t>(n));
        if (n == -1 && !would_block(last_error())) end_by_error(each);
    }

    /// A reset is told once, to whichever call comes first.
    void end_by_error(wrong_session& each) {
        if (has("dies_of_reset")) check(-1, "a reset");
        each.has_ended = true;
    }

    void bury_the_dead() {
        for (wrong_session& each : sessions_) {
            if (!each.has_ended || !has("leaks_a_descriptor")) continue;
            ::shutdown(each.socket.get(), SHUT_RDWR);
            each.socket.release();
        }
        sessions_.remove_if([](const auto& each) { return each.has_ended; });
    }

    void accept_one() {
        using namespace std::chrono_literals;
        std::error_code error;
        unique_fd client = accept_client(listener_.get(), error);
        if (!error) {
            if (has("leaks_memory")) new std::string(8192, 'x');
            sessions_.push_back({.socket = std::move(client)});
            sessions_.back().out = greeting(settings_);
        } else if (has("dies_without_descriptors")) {
            throw std::system_error(error, "accept");
        } else if (has("never_accepts_again")) {
            accepts_again_ = wrong_clock::time_point::max();
        } else if (!has("spins_without_descriptors")) {
            accepts_again_ = wrong_clock::now() + 50ms;
        }
    }

    const wrong_settings settings_;
    signal_pipe stop_;
    unique_fd listener_;
    wrong_sessions sessions_;
    wrong_clock::time_point accepts_again_{};
    bool is_stopping_ = false;
};

} // namespace
} // namespace net

int main(int count, char** words) {
    const net::wrong_settings settings = net::parse_wrong_options(count, words);
    if (settings.has("ignores_sigterm")) std::signal(SIGTERM, SIG_IGN);
    if (settings.has("ignores_sigint")) std::signal(SIGINT, SIG_IGN);
    if (settings.has("dies_at_start")) return 3;
    try {
        net::wrong_server server(settings);
        std::cout << "listening on " << to_string(server.address())
                  << std::endl;
        if (settings.has("prints_more")) std::cout << "ready" << std::endl;
        server.run();
        return settings.has("exits_with_1") ? 1 : 0;
    } catch (const std::exception& error) {
        if (settings.has("starts_in_silence")) return 1;
        std::cerr << "wrong_server: " << error.what() << '\n';
        return 1;
    }
}
