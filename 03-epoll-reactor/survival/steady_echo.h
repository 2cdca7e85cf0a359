// The well-behaved client of an echo server.
#pragma once

#include "03-epoll-reactor/survival/steady_client.h"

namespace net {

/// Sends pieces of its own part of the pattern, of sizes from 1 byte to
/// 32 KiB, and compares every byte that comes back.
class steady_echo final : public steady_client {
public:
    /// Shape:    clients with different indices send different bytes
    steady_echo(arena& place, unique_fd socket, standing who,
                reactor::time_point since, std::size_t index)
        : steady_client(place, std::move(socket), who, since), index_(index) {}

private:
    std::string next_question() override {
        constexpr std::size_t largest = 32 * 1024;
        const std::size_t size = 1 + place().random(largest);
        sent_ += size;
        return std::string(place().bytes().piece(index_, received_, size));
    }

    void on_bytes(std::string_view bytes) override {
        if (received_ + bytes.size() > sent_) {
            return complain("got more bytes than it had sent");
        }
        if (!place().bytes().matches(index_, received_, bytes)) {
            return complain("got wrong bytes");
        }
        received_ += bytes.size();
        if (received_ == sent_) note_answer();
    }

    const std::size_t index_;
    std::uint64_t sent_ = 0;     // bytes
    std::uint64_t received_ = 0; // bytes, <= sent_
};

} // namespace net
