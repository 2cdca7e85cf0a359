// A chat room: what one client sends, all get. Two threads a client, one that
// reads and one that writes, so that a slow reader delays nobody.

#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <vector>

#include "01-blocking/chat_message.h"
#include "01-blocking/client_threads.h"
#include "01-blocking/error.h"
#include "01-blocking/listener.h"
#include "01-blocking/server_options.h"
#include "01-blocking/stream.h"

namespace {

/// A frame, written down once and shared by all who have yet to get it.
using message = std::shared_ptr<const std::string>;

/// What waits for one client: filled by the room, emptied by the writer.
/// Threads:  any
class outbox {
public:
    explicit outbox(std::size_t limit) : limit_(limit) {}

    /// Errors:   false if more than the limit, in bytes, would then be waiting
    bool push(const message& one) {
        bool was_empty = false;
        {
            const std::lock_guard lock(mutex_);
            bytes_ += one->size();
            if (bytes_ > limit_) return false;
            was_empty = waiting_.empty();
            waiting_.push_back(one);
        }
        // Outside the lock, or the one we wake would run into it at once. If
        // there was something before, he has been woken for that.
        if (was_empty) changed_.notify_one();
        return true;
    }

    /// What a newcomer gets first, whatever the limit.
    void begin_with(const std::deque<message>& history) {
        const std::lock_guard lock(mutex_);
        waiting_.assign(history.begin(), history.end());
        changed_.notify_one();
    }

    /// Nothing more will be pushed; what waits may still be taken.
    void close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        changed_.notify_one();
    }

    // [lesson: take-all]
    /// All that waits, in one go; nothing once the outbox is closed and empty.
    std::vector<message> take_all() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
        bytes_ = 0;
        return std::exchange(waiting_, {});
    }
    // [end]

private:
    const std::size_t limit_; // bytes
    std::mutex mutex_;        // guards all below
    std::condition_variable changed_;
    std::vector<message> waiting_;
    std::size_t bytes_ = 0; // in waiting_
    bool closed_ = false;
};

/// A client as the room knows it.
struct member {
    int socket; // borrowed; open as long as the member is in the room
    outbox mail;
};

/// All members, and what was said last.
/// Threads:  any; the lock is what makes one order for all
class chat_room {
public:
    void join(member& newcomer) {
        const std::lock_guard lock(mutex_);
        newcomer.mail.begin_with(history_);
        members_.insert(&newcomer);
    }

    void leave(member& leaver) {
        const std::lock_guard lock(mutex_);
        members_.erase(&leaver);
    }

    // [lesson: deliver]
    /// Errors:   false once the room is closed
    bool deliver(const message& one) {
        const std::lock_guard lock(mutex_);
        if (closed_) return false;
        history_.push_back(one);
        if (history_.size() > net::chat_history_length) history_.pop_front();
        for (member* each : members_) {
            // Whoever has not read for so long is dropped: his two threads
            // wake up, find the connection ended, and leave the room.
            if (!each->mail.push(one)) ::shutdown(each->socket, SHUT_RDWR);
        }
        return true;
    }
    // [end]

    /// Who has said much may be read for long after his connection has ended;
    /// from now on nobody hears it.
    void close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }

private:
    std::mutex mutex_; // guards all below
    std::unordered_set<member*> members_;
    std::deque<message> history_; // the oldest first
    bool closed_ = false;
};

/// Reads one frame.
/// Errors:   std::errc::bad_message if the header makes no sense
message read_message(int socket, std::error_code& error) {
    std::string frame(net::chat_header_length, '\0');
    net::read_exactly(socket, frame, error);
    if (error) return nullptr;
    const auto length = net::decode_chat_header(frame);
    if (!length) {
        error = std::make_error_code(std::errc::bad_message);
        return nullptr;
    }
    frame.resize(net::chat_header_length + *length);
    net::read_exactly(socket, std::span(frame).subspan(net::chat_header_length),
                      error);
    return std::make_shared<const std::string>(std::move(frame));
}

// [lesson: writer]
void write_mail(member& client) {
    std::error_code error;
    std::vector<iovec> pieces;
    for (;;) {
        const std::vector<message> mail = client.mail.take_all();
        if (mail.empty() || error) return;
        pieces.clear();
        for (const message& one : mail) {
            pieces.push_back({const_cast<char*>(one->data()), one->size()});
        }
        net::write_all(client.socket, pieces, error);
        if (error) ::shutdown(client.socket, SHUT_RDWR); // wakes the reader
    }
}
// [end]

void serve(int socket, chat_room& room, const net::server_options& options) {
    net::set_receive_timeout(socket, options.idle_timeout);
    net::set_send_timeout(socket, options.idle_timeout);
    member client{socket, outbox(options.max_backlog)};
    std::thread writer(write_mail, std::ref(client));
    room.join(client); // only now: without a writer, nobody is in the room

    std::error_code error;
    while (const message one = read_message(socket, error)) {
        if (error || !room.deliver(one)) break;
    }

    room.leave(client);
    // Who has said all he wanted to say still gets what waits for him.
    if (error != net::error::eof) ::shutdown(socket, SHUT_RDWR);
    client.mail.close();
    writer.join();
}

} // namespace

int main(int argc, char** argv) {
    const net::server_options options =
        net::parse_server_options(argc, argv, {.port = 7002});
    return net::run_server(argv[0], [&] {
        net::listener door(options);
        chat_room room;
        net::client_threads threads(
            [&](int socket) { serve(socket, room, options); });
        while (net::unique_fd client = door.next_client()) {
            threads.start(std::move(client));
        }
        room.close();
    });
}
