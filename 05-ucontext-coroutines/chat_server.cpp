// A chat room: what one client sends, all get. Two coroutines a client, one
// that reads and one that writes, so that a slow reader delays nobody.

#include <sys/socket.h>

#include <string>

#include "01-blocking/error.h"
#include "03-epoll-reactor/chat_room.h"
#include "05-ucontext-coroutines/condition.h"
#include "05-ucontext-coroutines/coroutine_server.h"

namespace {

/// A client, between the room and its two coroutines.
class visitor final : public net::chat_member {
public:
    visitor(net::awaitable_fd& socket, net::chat_room& room,
            std::size_t max_backlog)
        : socket_(socket), room_(room), max_backlog_(max_backlog) {}

    void read() {
        net::reactor& loop = socket_.owner().loop();
        std::string inbox; // the beginning of a frame, or nothing
        std::error_code error;
        // All read into the same room, for nobody waits before it is empty.
        while (const std::size_t n =
                   net::read_some(socket_, loop.scratch(), error)) {
            std::string_view bytes(loop.scratch().data(), n);
            if (!inbox.empty()) bytes = inbox.append(bytes);
            const std::size_t taken = room_.say(loop, bytes, error);
            if (error) break;
            inbox = std::string(bytes.substr(taken));
        }
        // Who has said all he wanted to say still gets what waits for him.
        if (error != net::error::eof) hang_up();
    }

    // [lesson: writer]
    void write() {
        std::error_code error;
        while (!error) {
            while (waiting_.empty() && !is_done_) news_.wait();
            if (waiting_.empty()) return;
            net::write_all(socket_, waiting_, error);
        }
        hang_up(); // wakes the reader
    }
    // [end]

    /// Nothing more will be delivered.
    void finish() {
        is_done_ = true;
        news_.notify_one();
    }

private:
    net::outbox& unwritten() override { return waiting_; }

    void on_news() override {
        if (waiting_.size() > max_backlog_) hang_up();
        news_.notify_one();
    }

    void hang_up() { ::shutdown(socket_.get(), SHUT_RDWR); }

    net::awaitable_fd& socket_;
    net::chat_room& room_;
    const std::size_t max_backlog_; // bytes
    net::outbox waiting_;
    net::condition news_; // waiting_ is not empty, or is_done_
    bool is_done_ = false;
};

// [lesson: two-coroutines]
void serve(net::awaitable_fd& client, net::chat_room& room,
           std::size_t max_backlog) {
    net::scheduler& here = client.owner();
    visitor guest(client, room, max_backlog);
    net::task writer = here.spawn([&] { guest.write(); }, "writer");
    room.join(here.loop(), guest); // only now: there may be no second stack
    guest.read();
    room.distribute(here.loop()); // he hears his own last words, too
    room.leave(here.loop(), guest);
    guest.finish();
    writer.join();
}
// [end]

} // namespace

int main(int argc, char** argv) {
    net::coroutine_choices choices;
    const net::server_options options =
        net::parse_server_options(argc, argv, {.port = 7002}, choices.options);
    return net::run_server(argv[0], [&] {
        net::coroutine_server server(options, choices);
        net::chat_room room(server.loops());
        server.run([&](net::awaitable_fd& client) {
            serve(client, room, options.max_backlog);
        });
    });
}
