// A chat room: what one client sends, all get.

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "01-blocking/chat_message.h"
#include "01-blocking/server_options.h"
#include "02-select-poll/chat_log.h"
#include "04-proactor/net.h"
#include "04-proactor/proactor_server.h"

namespace {

class chat_session;

/// All that is shared. With several threads, it stands behind a strand, as do
/// its sessions: their handlers run one at a time, and nothing is locked. What
/// runs side by side is the reading, which the reactor does outside of it.
class chat_room {
public:
    explicit chat_room(const net::any_io_executor& executor)
        : executor_(executor) {}

    void join(chat_session& one) { members_.insert(&one); }
    void leave(chat_session& one) { members_.erase(&one); }

    /// Takes all whole frames off the front of `bytes`.
    std::size_t say(std::string_view bytes, std::error_code& error);
    void distribute();

    const net::chat_log& log() const { return log_; }
    const net::any_io_executor& executor() const { return executor_; }

private:
    void distribute_soon();

    net::any_io_executor executor_;
    net::chat_log log_;
    std::set<chat_session*> members_;
    bool distribution_posted_ = false;
};

class chat_session : public std::enable_shared_from_this<chat_session> {
public:
    chat_session(net::ip::tcp::socket client, chat_room& room,
                 const net::server_options& options)
        : socket_(std::move(client)),
          idle_(socket_, options.idle_timeout),
          room_(room),
          max_backlog_(options.max_backlog) {}

    void start() {
        room_.distribute(); // what is history for us, and news for the others
        room_.log().for_each_past(
            [this](net::shared_bytes owner, std::string_view frame) {
                push({std::move(owner), frame});
            });
        room_.join(*this);
        idle_.start(shared_from_this());
        if (!waiting_.empty()) write();
        read();
    }

    void deliver(const net::shared_bytes& news) {
        push({news, *news});
        if (backlog_ > max_backlog_) return close();
        if (!writing_) write();
    }

private:
    struct piece {
        net::shared_bytes owner;
        std::string_view bytes;
    };

    void push(piece one) {
        backlog_ += one.bytes.size();
        waiting_.push_back(std::move(one));
    }

    void read() {
        socket_.async_read_some(
            net::buffer(bytes_),
            [self = shared_from_this()](std::error_code error, std::size_t n) {
                if (error == net::error::eof) return self->finish();
                if (error) return self->close();
                self->idle_.note();
                self->take(n);
            });
    }

    void take(std::size_t n) {
        std::string_view bytes(bytes_.data(), n);
        if (!inbox_.empty()) bytes = inbox_.append(bytes);
        std::error_code error;
        const std::size_t taken = room_.say(bytes, error);
        if (error) return close();
        inbox_ = std::string(bytes.substr(taken));
        // Who fills the buffer gets a larger one; most never do.
        if (n == bytes_.size() && n < largest_buffer) bytes_.resize(2 * n);
        read();
    }

    // [lesson: one-write-under-way]
    /// Writes all that waits. What comes meanwhile waits for the next write:
    /// two at once would mix their bytes.
    void write() {
        writing_ = true;
        under_way_.swap(waiting_);
        buffers_.clear();
        for (const piece& one : under_way_)
            buffers_.push_back(net::buffer(one.bytes));
        net::async_write(
            socket_, buffers_,
            [self = shared_from_this()](std::error_code error, std::size_t n) {
                self->writing_ = false;
                self->backlog_ -= n;
                self->under_way_.clear();
                if (error) return self->close();
                if (!self->waiting_.empty()) return self->write();
                if (self->finishing_) self->close();
            });
    }
    // [end]

    /// The client will say no more. It gets what is still due, and the end.
    void finish() {
        room_.distribute();
        room_.leave(*this);
        finishing_ = true;
        if (!writing_) close();
    }

    void close() {
        room_.leave(*this);
        idle_.stop();
        std::error_code ignored;
        socket_.close(ignored); // handlers under way end with an error
    }

    static constexpr std::size_t largest_buffer = 64 * 1024; // bytes

    net::ip::tcp::socket socket_;
    net::idle_watch idle_;
    chat_room& room_;
    const std::size_t max_backlog_; // bytes
    std::vector<char> bytes_ = std::vector<char>(512);
    std::string inbox_;            // the beginning of a frame, or nothing
    std::vector<piece> waiting_;   // for the write after the one under way
    std::vector<piece> under_way_; // kept alive for it
    std::vector<net::const_buffer> buffers_; // of under_way_
    std::size_t backlog_ = 0;                // bytes in both
    bool writing_ = false;
    bool finishing_ = false;
};

std::size_t chat_room::say(std::string_view bytes, std::error_code& error) {
    const std::size_t taken = log_.append_frames(bytes, error);
    if (taken > 0 && !distribution_posted_) {
        distribution_posted_ = true;
        distribute_soon();
    }
    return taken;
}

// [lesson: twice-round]
void chat_room::distribute_soon() {
    // What is said at about the same time shall leave in the same writes. The
    // first round of the queue ends behind the handlers that wait there now,
    // the second behind those for whom the reactor finds bytes meanwhile.
    net::post(executor_,
              [this] { net::post(executor_, [this] { distribute(); }); });
}
// [end]

void chat_room::distribute() {
    distribution_posted_ = false;
    const net::shared_bytes news = log_.take_news();
    if (!news) return;
    // A member that is too slow leaves while we look at all of them.
    const std::vector<chat_session*> all(members_.begin(), members_.end());
    for (chat_session* each : all) each->deliver(news);
}

} // namespace

int main(int argc, char** argv) {
    net::engine_choice engine;
    const net::server_options options = net::parse_server_options(
        argc, argv, {.port = 7002}, {&engine.option, 1});
    return net::run_server(argv[0], [&] {
        net::proactor_server server(options, engine);
        server.share_executor(net::make_strand(server.loop()));
        chat_room room(server.make_session_executor());
        server.run([&](net::ip::tcp::socket client) {
            const auto session = std::make_shared<chat_session>(
                std::move(client), room, options);
            net::dispatch(room.executor(), [session] { session->start(); });
        });
    });
}
