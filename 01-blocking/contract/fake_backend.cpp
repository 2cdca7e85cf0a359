#include "01-blocking/contract/fake_backend.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <vector>

#include "01-blocking/error.h"
#include "01-blocking/stream.h"

namespace net {
namespace {

/// A port of its own that nobody else can get, but that refuses connections:
/// bound, and not yet listening.
unique_fd bound_socket() {
    unique_fd socket(
        check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
    sockaddr_in any_port{};
    any_port.sin_family = AF_INET;
    any_port.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    check(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&any_port),
                 sizeof any_port),
          "bind");
    return socket;
}

} // namespace

std::string honest_answer(const std::string& request) {
    if (request == "user alice") return "ok 1";
    if (request == "user bob") return "ok 2";
    if (request == "city 1") return "ok Paris";
    if (request == "city 2") return "ok Rome";
    // userN has the number 1000N, and lives in CityN.
    if (request.starts_with("user user")) return "ok 1000" + request.substr(9);
    if (request.starts_with("city 1000")) return "ok City" + request.substr(9);
    if (request.starts_with("weather ")) return "ok sunny, 21 C";
    return "error no such user";
}

fake_backend::fake_backend() : listener_(bound_socket()) {
    auto [waking, sleeping] = connected_pair();
    waking_end_ = std::move(waking);
    sleeping_end_ = std::move(sleeping);
    thread_ = std::thread([this] { serve(); });
}

fake_backend::~fake_backend() {
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
    }
    wake_up();
    thread_.join();
}

void fake_backend::open() {
    check(::listen(listener_.get(), SOMAXCONN), "listen");
    {
        const std::lock_guard lock(mutex_);
        is_open_ = true;
    }
    wake_up();
}

void fake_backend::behave(manner how, milliseconds pause) {
    {
        const std::lock_guard lock(mutex_);
        const bool speaks_again =
            manner_ == manner::silent && how != manner::silent;
        manner_ = how;
        pause_ = pause;
        for (connection& waiting : connections_) {
            for (reply& late : waiting.replies) {
                if (speaks_again) late.due = time_point::min();
            }
        }
    }
    wake_up();
}

void fake_backend::hang_up() {
    std::unique_lock lock(mutex_);
    is_hanging_up_ = true;
    wake_up();
    hung_up_.wait(lock, [this] { return !is_hanging_up_; });
}

void fake_backend::serve() {
    std::unique_lock lock(mutex_);
    while (!is_ending_) {
        // poll(2) skips what is -1: until it listens, there is nobody to meet.
        const int listener = is_open_ ? listener_.get() : -1;
        std::vector<pollfd> watched{{sleeping_end_.get(), POLLIN, 0},
                                    {listener, POLLIN, 0}};
        for (const connection& each : connections_) {
            watched.push_back({each.socket.get(), POLLIN, 0});
        }
        const int pause = until_something_is_due();
        lock.unlock();
        ::poll(watched.data(), watched.size(), pause);
        lock.lock();

        std::size_t at = 2; // connections_ is still as it was
        for (connection& each : connections_) {
            if (watched[at++].revents != 0) receive(each);
            send_what_is_due(each);
        }
        connections_.remove_if([](const connection& c) { return c.has_ended; });
        if (watched[0].revents != 0) {
            char byte;
            (void)!::read(sleeping_end_.get(), &byte, 1);
        }
        if (watched[1].revents != 0) accept_one();
        if (is_hanging_up_) {
            connections_.clear();
            is_hanging_up_ = false;
            hung_up_.notify_one();
        }
    }
}

void fake_backend::accept_one() {
    std::error_code error;
    unique_fd socket = accept_client(listener_.get(), error);
    if (!error) connections_.push_back({.socket = std::move(socket)});
}

void fake_backend::receive(connection& asking) {
    std::array<char, 4096> bytes;
    std::error_code error;
    const std::size_t n = read_some(asking.socket.get(), bytes, error);
    if (error) {
        asking.has_ended = true;
        return;
    }
    asking.lines.append({bytes.data(), n});
    while (const auto request = asking.lines.next()) answer(asking, *request);
}

void fake_backend::answer(connection& asking, const std::string& request) {
    const time_point now = std::chrono::steady_clock::now();
    const std::string line = honest_answer(request) + "\n";
    switch (manner_) {
        case manner::honest:
            asking.replies.push_back({line, now + pause_});
            break;
        case manner::silent:
            asking.replies.push_back({line, time_point::max()});
            break;
        case manner::breaking:
            asking.replies.push_back({"ok", now, true});
            break;
        case manner::babbling:
            asking.replies.push_back({"%&/ what?\n", now});
            break;
        case manner::dribbling:
            for (std::size_t i = 0; i < line.size(); ++i) {
                asking.replies.push_back(
                    {line.substr(i, 1),
                     now + static_cast<int>(i + 1) * pause_});
            }
            break;
    }
}

void fake_backend::send_what_is_due(connection& asking) {
    std::deque<reply>& replies = asking.replies;
    while (!replies.empty() &&
           replies.front().due <= std::chrono::steady_clock::now()) {
        const std::string& bytes = replies.front().bytes;
        ::send(asking.socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (replies.front().is_last) asking.has_ended = true;
        replies.pop_front();
    }
}

/// For poll(2): milliseconds, or -1 if nothing is.
int fake_backend::until_something_is_due() const {
    time_point next = time_point::max();
    for (const connection& each : connections_) {
        if (!each.replies.empty()) {
            next = std::min(next, each.replies.front().due);
        }
    }
    if (next == time_point::max()) return -1;
    const auto left = std::chrono::ceil<milliseconds>(
        std::max(next, std::chrono::steady_clock::now()) -
        std::chrono::steady_clock::now());
    return static_cast<int>(left.count());
}

void fake_backend::wake_up() {
    (void)!::write(waking_end_.get(), "!", 1);
}

} // namespace net
