// The well-behaved members of a chat room.
#pragma once

#include <string>

#include "01-blocking/chat_message.h"
#include "03-epoll-reactor/survival/room_record.h"
#include "03-epoll-reactor/survival/steady_client.h"

namespace net {

/// One who stays: from the marker on he hears what all others hear, and
/// waits for each of his own messages.
class steady_chat final : public steady_client {
public:
    /// Shape:    the first member says the marker
    /// Lifetime: `room` must outlive it
    steady_chat(arena& place, unique_fd socket, reactor::time_point since,
                room_record& room, const std::string& marker, std::size_t index)
        : steady_client(place, std::move(socket), standing::connected, since),
          room_(room),
          marker_(marker),
          index_(index) {}

    void begin() override {
        if (index_ == 0) send(marker_);
    }

    std::uint64_t position() const { return position_; }

private:
    std::string next_question() override {
        return room_.message(index_, said_++);
    }
    void on_bytes(std::string_view bytes) override;
    std::string_view find_marker(std::string_view bytes);

    room_record& room_;
    const std::string marker_; // a frame
    const std::size_t index_;
    bool in_the_room_ = false;   // has heard the marker
    std::string history_;        // what came before, and is not yet a frame
    std::uint64_t position_ = 0; // bytes heard since the marker
    std::uint64_t said_ = 0;     // messages
};

/// One who comes, hears the history, says a word, hears it, and goes.
class chat_newcomer final : public steady_client {
public:
    /// Shape:    `word` is a frame that nobody else says
    chat_newcomer(arena& place, unique_fd socket, reactor::time_point since,
                  std::string word)
        : steady_client(place, std::move(socket), standing::newcomer, since),
          word_(std::move(word)) {}

private:
    std::string next_question() override { return word_; }
    void on_bytes(std::string_view bytes) override;

    const std::string word_;
    std::string heard_; // and not yet a frame
};

} // namespace net
