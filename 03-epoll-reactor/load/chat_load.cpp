#include "03-epoll-reactor/load/chat_load.h"

#include <unistd.h>

#include <algorithm>

#include "01-blocking/chat_message.h"
#include "03-epoll-reactor/load/text.h"

namespace net {

class chat_load::client final : public load_client {
public:
    client(chat_load& run, unique_fd socket, std::size_t index)
        : load_client(run, std::move(socket)),
          run_(run),
          index_(index),
          is_sender_(index < run.options().senders),
          started_(is_sender_ ? run.options().pipeline : 0) {}

    void prepare() override {
        if (index_ == 0) send(run_.marker_);
    }

    void measure() override {
        if (is_sender_) talk(run_.options().pipeline);
    }

    void time_is_over() override { arrive_at_the_end(); }

    std::uint64_t position() const { return position_; }

private:
    void on_bytes(std::string_view bytes) override {
        note_heard(loop().now());
        if (!in_the_room_) bytes = find_marker(bytes);
        if (bytes.empty() || !is_open()) return;
        const std::string problem = run_.stream_.check(position_, bytes);
        if (!problem.empty()) return fail(problem);
        position_ += bytes.size();
        run_.note_done(bytes.size());
        if (is_sender_) take_back_own();
        if (run_.is_draining()) arrive_at_the_end();
    }

    /// Skips the history.
    /// Shape:    returns what came behind the marker
    std::string_view find_marker(std::string_view bytes) {
        using enum chat_frame_view::state;
        history_ += bytes;
        std::string_view rest = history_;
        chat_frame_view front = front_chat_frame(rest);
        while (front.is == complete && !in_the_room_) {
            in_the_room_ = front.frame == run_.marker_;
            rest.remove_prefix(front.frame.size());
            front = front_chat_frame(rest);
        }
        if (in_the_room_) {
            arrive();
            return bytes.substr(bytes.size() - rest.size());
        }
        if (front.is == bad) fail("malformed message");
        history_ = std::string(rest);
        return {};
    }

    /// Sends so many messages.
    void talk(std::size_t count) {
        const auto now = loop().now();
        run_.batch_.clear();
        for (std::size_t i = 0; i < count; ++i) {
            started_[said_ % started_.size()] = now;
            run_.batch_ += run_.stream_.make_frame(index_, said_++);
        }
        run_.sent_ += run_.batch_.size();
        send(run_.batch_);
    }

    /// For each message of ours that has come back, another one may leave.
    void take_back_own() {
        chat_stream& stream = run_.stream_;
        std::size_t back = 0;
        while (heard_ < stream.count_of(index_) &&
               stream.end_of(index_, heard_) <= position_) {
            run_.note_latency(last_heard() -
                              started_[heard_++ % started_.size()]);
            ++back;
        }
        if (back > 0 && run_.is_measuring()) talk(back);
    }

    void arrive_at_the_end() {
        // If a client was lost, so may be some of what it said: nobody needs
        // to wait for that.
        if (position_ == run_.sent_ || run_.errors().total() > 0) arrive();
    }

    chat_load& run_;
    const std::size_t index_;
    const bool is_sender_;
    bool in_the_room_ = false;   // has heard the marker
    std::string history_;        // the beginning of a frame, before the marker
    std::uint64_t position_ = 0; // in the stream: bytes since the marker
    std::uint64_t said_ = 0;     // messages
    std::uint64_t heard_ = 0;    // of them
    std::vector<reactor::time_point> started_; // message n at n % size()
};

chat_load::chat_load(const load_options& options, load_observer observer)
    : load_run(options, std::move(observer)),
      marker_(encode_chat_message(
          "load " + std::to_string(::getpid()) + " begins at " +
          std::to_string(reactor::clock::now().time_since_epoch().count()))),
      stream_(options.senders, options.pipeline, options.size) {}

std::shared_ptr<load_client> chat_load::make_client(std::size_t index,
                                                    unique_fd socket) {
    return std::make_shared<client>(*this, std::move(socket), index);
}

void chat_load::on_tick() {
    std::uint64_t slowest = sent_;
    for (const auto& each : clients()) {
        if (!each->is_open()) continue;
        slowest =
            std::min(slowest, static_cast<const client&>(*each).position());
    }
    stream_.forget_before(slowest);
}

void chat_load::describe(load_report& report) {
    report.count /= stream_.frame_size(); // was in bytes
    report.unit = "messages delivered";
    report.title = "chat: " + with_commas(options().connections) +
                   " in the room, " + with_commas(options().senders) +
                   " talk, " + with_commas(options().size) + " bytes, up to " +
                   with_commas(options().pipeline) + " under way for each";
}

} // namespace net
