// A chat client on a reactor.
#pragma once

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

private:
    outbox& unwritten() override { return waiting(); }

    void on_news() override {
        flush(); // or as much of it as the client takes
        if (waiting().size() > max_backlog_) close();
    }

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
    std::string inbox_;             // the beginning of a frame, or nothing
};

} // namespace net
