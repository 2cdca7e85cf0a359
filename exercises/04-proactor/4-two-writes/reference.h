// Three writers for the check to be checked with. Look away until you are
// done: one of them is right.
#pragma once

#include <string>
#include <system_error>

#include "01-blocking/chat_message.h"
#include "04-proactor/async_write.h"
#include "04-proactor/post.h"

namespace reference {

/// Starts a write for each message, also while another one is under way.
template <class Stream>
class two_at_once {
public:
    explicit two_at_once(Stream& server) : server_(server) {}

    void say(const std::string& body) {
        net::post(server_.get_executor(), [this, body] {
            auto* const frame = new std::string(net::encode_chat_message(body));
            net::async_write(
                server_, net::buffer(*frame),
                [frame](std::error_code, std::size_t) { delete frame; });
        });
    }

private:
    Stream& server_;
};

/// Collects what is said during a write, and then sends it; `NewestFirst` puts
/// each message in front of the others that wait.
template <class Stream, bool NewestFirst>
class one_at_a_time {
public:
    explicit one_at_a_time(Stream& server) : server_(server) {}

    void say(const std::string& body) {
        net::post(server_.get_executor(), [this, body] {
            const std::string frame = net::encode_chat_message(body);
            waiting_ = NewestFirst ? frame + waiting_ : waiting_ + frame;
            if (under_way_.empty()) write();
        });
    }

private:
    void write() {
        under_way_.swap(waiting_);
        net::async_write(server_, net::buffer(under_way_),
                         [this](std::error_code, std::size_t) {
                             under_way_.clear();
                             if (!waiting_.empty()) write();
                         });
    }

    Stream& server_;
    std::string under_way_; // empty: no write is
    std::string waiting_;
};

template <class Stream>
using newest_first = one_at_a_time<Stream, true>;
template <class Stream>
using right = one_at_a_time<Stream, false>;

} // namespace reference
