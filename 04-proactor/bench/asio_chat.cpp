// Asio's chat, to be measured beside ours, built as Asio's own example is: a
// read for the header and one for the body, a queue of messages for each
// participant, and one write under way, of one message.
//
//     asio_chat [PORT]
#include <array>
#include <asio.hpp>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <set>

#include "01-blocking/chat_message.h"

namespace {

using asio::ip::tcp;

constexpr std::size_t most_unwritten = 1024 * 1024; // bytes

struct message {
    std::array<char, net::chat_max_frame_length> bytes;
    std::size_t size = net::chat_header_length;
};

class participant;

class chat_room {
public:
    void join(std::shared_ptr<participant> newcomer);
    void leave(const std::shared_ptr<participant>& one) { all_.erase(one); }
    void deliver(const message& news);

private:
    std::set<std::shared_ptr<participant>> all_;
    std::deque<message> recent_; // the last hundred
};

class participant : public std::enable_shared_from_this<participant> {
public:
    participant(tcp::socket client, chat_room& room)
        : socket_(std::move(client)), room_(room) {}

    void start() {
        room_.join(shared_from_this());
        read_header();
    }

    void deliver(const message& news) {
        const bool writing = !waiting_.empty();
        waiting_.push_back(news);
        unwritten_ += news.size;
        // What is under way then ends with an error, and so he leaves.
        if (unwritten_ > most_unwritten) return close();
        if (!writing) write();
    }

private:
    void read_header() {
        asio::async_read(
            socket_, asio::buffer(incoming_.bytes, net::chat_header_length),
            [self = shared_from_this()](std::error_code error, std::size_t n) {
                if (error) return self->leave();
                const char* const header = self->incoming_.bytes.data();
                const auto body = net::decode_chat_header({header, n});
                if (!body) return self->leave();
                self->read_body(*body);
            });
    }

    void read_body(std::size_t size) {
        incoming_.size = net::chat_header_length + size;
        asio::async_read(
            socket_,
            asio::buffer(&incoming_.bytes[net::chat_header_length], size),
            [self = shared_from_this()](std::error_code error, std::size_t) {
                if (error) return self->leave();
                self->room_.deliver(self->incoming_);
                self->read_header();
            });
    }

    void write() {
        const message& next = waiting_.front();
        asio::async_write(
            socket_, asio::buffer(next.bytes, next.size),
            [self = shared_from_this()](std::error_code error, std::size_t n) {
                if (error) return self->leave();
                self->waiting_.pop_front();
                self->unwritten_ -= n;
                if (!self->waiting_.empty()) self->write();
            });
    }

    void leave() {
        close();
        room_.leave(shared_from_this());
    }

    void close() {
        std::error_code ignored;
        socket_.close(ignored);
    }

    tcp::socket socket_;
    chat_room& room_;
    message incoming_;
    std::deque<message> waiting_; // the first one is being written
    std::size_t unwritten_ = 0;   // bytes, of all in it
};

void chat_room::join(std::shared_ptr<participant> newcomer) {
    for (const message& past : recent_) newcomer->deliver(past);
    all_.insert(std::move(newcomer));
}

void chat_room::deliver(const message& news) {
    recent_.push_back(news);
    if (recent_.size() > net::chat_history_length) recent_.pop_front();
    for (const auto& each : all_) each->deliver(news);
}

void accept(tcp::acceptor& door, chat_room& room) {
    door.async_accept([&](std::error_code error, tcp::socket client) {
        if (!error) {
            std::make_shared<participant>(std::move(client), room)->start();
        }
        accept(door, room);
    });
}

} // namespace

int main(int argc, char** argv) {
    const int port = argc > 1 ? std::atoi(argv[1]) : 0;
    asio::io_context loop(1);
    tcp::acceptor door(loop, {asio::ip::address_v4::loopback(),
                              static_cast<asio::ip::port_type>(port)});
    door.set_option(tcp::no_delay(true)); // which its clients inherit
    chat_room room;
    accept(door, room);
    std::printf("listening on 127.0.0.1:%d\n", door.local_endpoint().port());
    std::fflush(stdout);
    asio::signal_set signals(loop, SIGINT, SIGTERM);
    signals.async_wait([&](std::error_code, int) { loop.stop(); });
    loop.run();
}
