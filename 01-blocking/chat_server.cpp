// A chat room: what one client sends, all get. Two threads a client, one that
// reads and one that writes, so that a slow reader delays nobody.

#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "01-blocking/chat_message.h"
#include "01-blocking/client_threads.h"
#include "01-blocking/error.h"
#include "01-blocking/listener.h"
#include "01-blocking/server_options.h"
#include "01-blocking/stream.h"

namespace {

/// Frames that came together, written down once and shared by all who have yet
/// to get them.
using block = std::shared_ptr<const std::string>;

/// What waits for one client: filled by the room, emptied by the writer.
/// Threads:  any
class outbox {
public:
    explicit outbox(std::size_t limit) : limit_(limit) {}

    /// Errors:   false if more than the limit, in bytes, would then be waiting
    bool push(const block& one) {
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
    void begin_with(const std::deque<block>& history) {
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
    /// All that waits, in one go. What comes next uses the memory of `mail`.
    /// Shape:    false once the outbox is closed and empty
    bool take_all(std::vector<block>& mail) {
        mail.clear();
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
        bytes_ = 0;
        mail.swap(waiting_);
        return !mail.empty();
    }
    // [end]

private:
    const std::size_t limit_; // bytes
    std::mutex mutex_;        // guards all below
    std::condition_variable changed_;
    std::vector<block> waiting_;
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
        members_.push_back(&newcomer);
    }

    void leave(member& leaver) {
        const std::lock_guard lock(mutex_);
        std::erase(members_, &leaver);
    }

    // [lesson: deliver]
    /// Errors:   false once the room is closed
    bool deliver(const block& news) {
        const std::lock_guard lock(mutex_);
        if (closed_) return false;
        remember(*news);
        for (member* each : members_) {
            // Whoever has not read for so long is dropped: his two threads
            // wake up, find the connection ended, and leave the room.
            if (!each->mail.push(news)) ::shutdown(each->socket, SHUT_RDWR);
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
    /// By message, whatever they came in.
    void remember(std::string_view frames) {
        while (!frames.empty()) {
            const std::string_view first = net::front_chat_frame(frames).frame;
            history_.push_back(std::make_shared<const std::string>(first));
            if (history_.size() > net::chat_history_length) {
                history_.pop_front();
            }
            frames.remove_prefix(first.size());
        }
    }

    std::mutex mutex_;             // guards all below
    std::vector<member*> members_; // in the order of their coming
    std::deque<block> history_;    // a frame each, the oldest first
    bool closed_ = false;
};

/// How many of `bytes` are whole frames.
/// Errors:   std::errc::bad_message if the header behind them makes no sense
std::size_t whole_frames(std::string_view bytes, std::error_code& error) {
    using enum net::chat_frame_view::state;
    std::size_t whole = 0;
    net::chat_frame_view front = net::front_chat_frame(bytes);
    while (front.is == complete) {
        whole += front.frame.size();
        front = net::front_chat_frame(bytes.substr(whole));
    }
    if (front.is == bad) error = std::make_error_code(std::errc::bad_message);
    return whole;
}

// [lesson: reader]
/// Until the stream ends, makes no sense, or the room is closed.
void read_mail(member& client, chat_room& room, std::error_code& error) {
    std::string inbox; // the beginning of a frame, or nothing
    char bytes[4096];
    while (!error) {
        inbox.append(bytes, net::read_some(client.socket, bytes, error));
        const std::size_t whole = whole_frames(inbox, error);
        if (whole == 0) continue;
        const std::string_view news = std::string_view(inbox).substr(0, whole);
        if (!room.deliver(std::make_shared<const std::string>(news))) return;
        inbox.erase(0, whole);
    }
}
// [end]

// [lesson: writer]
void write_mail(member& client) {
    std::error_code error;
    std::vector<block> mail;
    std::vector<iovec> pieces;
    while (!error && client.mail.take_all(mail)) {
        pieces.clear();
        for (const block& one : mail) {
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
    read_mail(client, room, error);

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
