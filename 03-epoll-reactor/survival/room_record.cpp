#include "03-epoll-reactor/survival/room_record.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "01-blocking/chat_message.h"

namespace net {

room_record::room_record(std::string name, std::size_t members)
    : name_(std::move(name)), members_(members) {}

std::string room_record::message(std::size_t member,
                                 std::uint64_t number) const {
    // The tail is long enough that messages end anywhere in a buffer.
    return encode_chat_message(name_ + std::to_string(member) + " says " +
                               std::to_string(number) + " " +
                               std::string(number * 7 % 200, 'x'));
}

std::string room_record::check(std::uint64_t position, std::string_view bytes) {
    const std::size_t at = position - start_;
    const std::size_t known = std::min(bytes.size(), bytes_.size() - at);
    if (std::string_view(bytes_).substr(at, known) != bytes.substr(0, known)) {
        return "something else than the others";
    }
    bytes_ += bytes.substr(known);
    for (;;) {
        const std::string_view rest =
            std::string_view(bytes_).substr(checked_ - start_);
        const chat_frame_view next = front_chat_frame(rest);
        if (next.is == chat_frame_view::state::bad) return "what is no frame";
        if (next.is == chat_frame_view::state::incomplete) return {};
        checked_ += next.frame.size();
        std::string problem = check_frame(next.frame, checked_);
        if (!problem.empty()) return problem;
    }
}

std::string room_record::check_frame(std::string_view frame,
                                     std::uint64_t end) {
    const std::string_view body = frame.substr(chat_header_length);
    if (!body.starts_with(name_)) return {}; // a stranger
    std::size_t member = members_.size();
    std::from_chars(body.data() + name_.size(), body.data() + body.size(),
                    member);
    if (member >= members_.size()) return "a message of nobody";
    member_state& from = members_[member];
    if (frame != message(member, from.count)) {
        return "a message lost, repeated, changed or out of order";
    }
    ++from.count;
    from.last_end = end;
    return {};
}

void room_record::forget_before(std::uint64_t position) {
    position = std::min(position, checked_);
    bytes_.erase(0, position - start_);
    start_ = position;
}

} // namespace net
