#include "03-epoll-reactor/survival/steady_chat.h"

namespace net {

using enum chat_frame_view::state;

void steady_chat::on_bytes(std::string_view bytes) {
    if (!in_the_room_) {
        bytes = find_marker(bytes);
        if (!in_the_room_ || !is_open()) return;
        steady_client::begin();
    }
    const std::string problem = room_.check(position_, bytes);
    if (!problem.empty()) return complain("heard " + problem);
    position_ += bytes.size();
    const bool has_come_back = room_.count_of(index_) == said_ &&
                               room_.last_end_of(index_) <= position_;
    if (is_waiting() && has_come_back) note_answer();
}

/// Skips the history.
/// Shape:    returns what came behind the marker
std::string_view steady_chat::find_marker(std::string_view bytes) {
    history_ += bytes;
    std::string_view rest = history_;
    chat_frame_view front = front_chat_frame(rest);
    while (front.is == complete && !in_the_room_) {
        in_the_room_ = front.frame == marker_;
        rest.remove_prefix(front.frame.size());
        front = front_chat_frame(rest);
    }
    if (in_the_room_) return bytes.substr(bytes.size() - rest.size());
    if (front.is == bad) complain("heard what is no frame");
    history_ = std::string(rest);
    return {};
}

void chat_newcomer::on_bytes(std::string_view bytes) {
    heard_ += bytes;
    std::string_view rest = heard_;
    chat_frame_view front = front_chat_frame(rest);
    while (front.is == complete) {
        if (front.frame == word_) return note_answer();
        rest.remove_prefix(front.frame.size());
        front = front_chat_frame(rest);
    }
    if (front.is == bad) return complain("heard what is no frame");
    heard_ = std::string(rest);
}

} // namespace net
