// The half of a chat client that writes, and the check of it.
#pragma once

#include <deque>
#include <string>
#include <system_error>
#include <utility>

#include "01-blocking/chat_message.h"
#include "04-proactor/async_write.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"
#include "exercises/04-proactor/4-two-writes/narrow_stream.h"

namespace answer {

/// Sends messages to a chat server.
/// Shape:    Stream is a socket, or what can be written to like one
/// Lifetime: the stream and its context must outlive it, and it must live
///           until no write is under way
template <class Stream>
class chat_writer {
public:
    explicit chat_writer(Stream& server) : server_(server) {}

    /// Sends `body` when all before it has been sent.
    /// Threads:  any
    void say(const std::string& body) {
        net::post(server_.get_executor(),
                  [this, frame = net::encode_chat_message(body)] {
                      if (error_) return;
                      to_write_.push_back(frame);
                      if (to_write_.size() == 1) write();
                  });
    }

    /// What has gone wrong. Nothing is sent from then on.
    std::error_code error() const { return error_; }

    /// Messages that are not wholly written.
    std::size_t waiting() const { return to_write_.size(); }

private:
    void write() {
        net::async_write(server_, net::buffer(to_write_.front()),
                         [this](std::error_code error, std::size_t) {
                             error_ = error;
                             if (error) return to_write_.clear();
                             to_write_.pop_front();
                             if (!to_write_.empty()) write();
                         });
    }

    Stream& server_;
    std::deque<std::string> to_write_; // frames; they must not move
    std::error_code error_;
};

/// Whether a writer of this kind sends each message whole and in order,
/// although the kernel takes a few bytes at a time.
template <template <class> class Writer>
bool sends_whole_messages() {
    net::io_context loop;
    net::narrow_stream server{loop};
    Writer<net::narrow_stream> writer(server);
    std::string expected;
    for (const std::string body : {"hello alice", "hello bob", "bye"}) {
        writer.say(body);
        expected += net::encode_chat_message(body);
    }
    loop.run();
    return server.received == expected;
}

} // namespace answer
