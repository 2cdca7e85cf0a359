// A chat client on a reactor.
#pragma once

#include <span>
#include <string>

#include "03-epoll-reactor/chat_room.h"
#include "03-epoll-reactor/tcp_connection.h"

namespace net {

/// Splits what comes into frames for the room, and gets the room's news.
class chat_session final : public tcp_connection, public chat_member {
public:
    /// Units:    `max_backlog` in bytes
    /// Lifetime: `room` must outlive it
    chat_session(reactor& loop, unique_fd client, chat_room& room,
                 std::size_t max_backlog)
        : tcp_connection(loop, std::move(client)),
          room_(room),
          max_backlog_(max_backlog) {}

    void take_history(const chat_log& log, std::uint64_t last_block) override {
        log.copy_history(waiting());
        last_block_ = last_block;
    }

    /// Writes the news, or as much of them as the client takes; who is too far
    /// behind is dropped.
    void deliver(std::span<const chat_block> mail) override {
        for (const chat_block& one : mail) {
            // What was on its way when we joined is in our history already.
            if (one.number > last_block_) waiting().push(one.frames);
        }
        flush();
        if (waiting().size() > max_backlog_) close();
    }

private:
    // [lesson: inbox]
    void on_bytes(std::string_view bytes) override {
        if (!inbox_.empty()) bytes = inbox_.append(bytes);
        std::error_code error;
        const std::size_t taken = room_.say(loop(), bytes, error);
        if (error) return close();
        inbox_ = std::string(bytes.substr(taken));
    }
    // [end]
    void on_end() override {
        room_.distribute(loop()); // who said it hears it, too,
        room_.leave(loop(), *this);
        close_when_drained(); // and then the end of the stream
    }
    void on_close() override { room_.leave(loop(), *this); }

    chat_room& room_;
    const std::size_t max_backlog_; // bytes
    std::uint64_t last_block_ = 0;  // of our history
    std::string inbox_;             // the beginning of a frame, or nothing
};

} // namespace net
