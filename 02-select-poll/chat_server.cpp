// A chat room: what one client sends, all get. One thread reads from all and
// writes to all, so nobody has to lock anything.

#include <unordered_set>

#include "01-blocking/error.h"
#include "01-blocking/server_options.h"
#include "01-blocking/stream.h"
#include "02-select-poll/chat_log.h"
#include "02-select-poll/outbox.h"
#include "02-select-poll/server_loop.h"

namespace {

using net::interest;

class chat_connection;

/// What the members of the room share.
struct chat_room {
    net::chat_log log;
    std::unordered_set<chat_connection*> members;
};

class chat_connection final : public net::connection {
public:
    chat_connection(net::unique_fd socket, net::server_loop& loop,
                    chat_room& room, const net::server_options& options)
        : socket_(std::move(socket)),
          loop_(loop),
          room_(room),
          options_(options) {
        loop_.watch(socket_.get(), interest::readable, *this);
        room_.log.copy_history(outbox_);
        room_.members.insert(this);
        put_off_deadline();
        flush();
    }

    ~chat_connection() override {
        room_.members.erase(this);
        loop_.forget(socket_.get());
    }

    void on_ready(const net::ready_descriptor& ready) override {
        if (includes(ready.what, interest::readable)) read_frames();
        if (includes(ready.what, interest::writable)) flush();
    }

    void on_deadline() override { loop_.finish(*this); }

    // [lesson: deliver]
    /// Takes the news of this turn: one block, shared by all.
    void deliver(const net::shared_bytes& news) {
        outbox_.push(news);
        flush();
        if (outbox_.size() > options_.max_backlog) loop_.finish(*this);
    }
    // [end]

private:
    void read_frames() {
        std::error_code error;
        const std::span<char> scratch = loop_.scratch();
        const std::size_t n = net::read_some(socket_.get(), scratch, error);
        if (net::would_block(error)) return;
        if (!error) take({scratch.data(), n}, error);
        if (!error) return put_off_deadline();
        if (error != net::error::eof) return loop_.finish(*this);
        // Who has said all he wanted to say still gets what waits for him.
        room_.members.erase(this);
        has_left_ = true;
        flush();
    }

    // [lesson: inbox]
    /// Publishes the whole frames in `bytes` and what came before them; the
    /// beginning of another one stays in the inbox.
    void take(std::string_view bytes, std::error_code& error) {
        if (!inbox_.empty()) bytes = inbox_.append(bytes);
        const std::size_t taken = room_.log.append_frames(bytes, error);
        inbox_ = std::string(bytes.substr(taken));
    }
    // [end]

    void flush() {
        std::error_code error;
        outbox_.flush(socket_.get(), error);
        if (error || (has_left_ && outbox_.empty())) {
            return loop_.finish(*this);
        }
        interest what = has_left_ ? interest::none : interest::readable;
        if (!outbox_.empty()) what = what | interest::writable;
        loop_.update(socket_.get(), what);
    }

    void put_off_deadline() {
        if (options_.idle_timeout.count() == 0) return;
        deadline = std::chrono::steady_clock::now() + options_.idle_timeout;
    }

    net::unique_fd socket_;
    net::server_loop& loop_; // these three outlive every connection
    chat_room& room_;
    const net::server_options& options_;
    std::string inbox_;     // the beginning of a frame, or nothing
    net::outbox outbox_;    // at most max_backlog bytes, or we drop the client
    bool has_left_ = false; // the room; what is in the outbox goes out yet
};

} // namespace

int main(int argc, char** argv) {
    net::choice own[] = {{"poller", {"poll", "select"}}};
    const net::server_options options = net::parse_server_options(
        argc, argv, {.port = 7002, .most_threads = 1}, own);
    return net::run_server(argv[0], [&] {
        chat_room room;
        net::server_loop loop(options, net::make_poller(own[0].chosen),
                              [&](net::unique_fd client) {
                                  return std::make_unique<chat_connection>(
                                      std::move(client), loop, room, options);
                              });
        // [lesson: turn-end]
        loop.on_turn_end = [&] {
            const net::shared_bytes news = room.log.take_news();
            if (!news) return;
            for (chat_connection* each : room.members) each->deliver(news);
        };
        // [end]
        loop.run();
    });
}
