// Wrong: the outbox has no limit.
// Caught by: chat_room.drops_one_who_has_too_much_to_read_yet
#pragma once

#include <sys/socket.h>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "01-blocking/stream.h"

namespace answer {

/// A frame, written down once and shared by all who have yet to get it.
using message = std::shared_ptr<const std::string>;

/// A client as the room knows it: what waits for it, and a thread that writes.
class member {
public:
    member(int socket, std::size_t max_backlog)
        : socket_(socket), max_backlog_(max_backlog) {}
    member(const member&) = delete;
    member& operator=(const member&) = delete;
    ~member() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
            changed_.notify_one();
        }
        ::shutdown(socket_, SHUT_RDWR); // the thread may wait in write()
        writer_.join();
    }

    /// Never waits for the client.
    void push(const message& one) {
        const std::lock_guard lock(mutex_);
        bytes_ += one->size();
        if (closed_) ::shutdown(socket_, SHUT_RDWR);
        waiting_.push_back(one);
        changed_.notify_one();
    }

private:
    void write_what_waits() {
        std::error_code error;
        std::unique_lock lock(mutex_);
        while (!error) {
            changed_.wait(lock, [&] { return closed_ || !waiting_.empty(); });
            if (closed_) return;
            const std::deque<message> mail = std::exchange(waiting_, {});
            bytes_ = 0;
            lock.unlock();
            for (const message& one : mail) {
                if (!error) net::write_all(socket_, *one, error);
            }
            lock.lock();
        }
        ::shutdown(socket_, SHUT_RDWR); // wakes the reader
    }

    const int socket_;              // borrowed
    const std::size_t max_backlog_; // bytes
    std::mutex mutex_;              // guards all below, but not the thread
    std::condition_variable changed_;
    std::deque<message> waiting_;
    std::size_t bytes_ = 0; // in waiting_
    bool closed_ = false;
    std::thread writer_{[this] { write_what_waits(); }};
};

/// Hands what one says to all. Who has more than max_backlog bytes to read yet
/// is dropped: his connection is shut down, and his reader then leaves for him.
/// Threads:  any
class chat_room {
public:
    explicit chat_room(std::size_t max_backlog) : max_backlog_(max_backlog) {}

    /// Lifetime: `socket` is borrowed, and stays open until leave(socket)
    void join(int socket) {
        const std::lock_guard lock(mutex_);
        members_.emplace(socket,
                         std::make_unique<member>(socket, max_backlog_));
    }

    /// Once it has returned, nothing is written to `socket` any more.
    void leave(int socket) {
        const std::lock_guard lock(mutex_);
        members_.erase(socket);
    }

    void deliver(std::string frame) {
        const message one =
            std::make_shared<const std::string>(std::move(frame));
        const std::lock_guard lock(mutex_);
        for (const auto& [socket, each] : members_) each->push(one);
    }

private:
    const std::size_t max_backlog_; // bytes
    std::mutex mutex_;              // guards the members: one order for all
    std::map<int, std::unique_ptr<member>> members_; // by socket
};

} // namespace answer
