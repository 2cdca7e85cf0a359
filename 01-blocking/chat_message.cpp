#include "01-blocking/chat_message.h"

#include <charconv>
#include <stdexcept>

namespace net {

std::string encode_chat_message(std::string_view body) {
    if (body.size() > chat_max_body_length) {
        throw std::length_error("a chat message has at most 512 bytes");
    }
    std::string frame = std::to_string(body.size());
    frame.insert(0, chat_header_length - frame.size(), ' ');
    frame += body;
    return frame;
}

std::optional<std::size_t> decode_chat_header(std::string_view header) {
    const std::size_t start = header.find_first_not_of(' ');
    if (start == header.npos) return std::nullopt;
    // An unsigned number: from_chars then takes no sign.
    std::size_t length = 0;
    const char* const end = header.data() + header.size();
    const auto [stopped, failure] =
        std::from_chars(header.data() + start, end, length);
    if (failure != std::errc{} || stopped != end) return std::nullopt;
    if (length > chat_max_body_length) return std::nullopt;
    return length;
}

chat_frame_view front_chat_frame(std::string_view bytes) {
    using enum chat_frame_view::state;
    if (bytes.size() < chat_header_length) return {incomplete, {}};
    const auto body = decode_chat_header(bytes.substr(0, chat_header_length));
    if (!body) return {bad, {}};
    const std::size_t length = chat_header_length + *body;
    if (bytes.size() < length) return {incomplete, {}};
    return {complete, bytes.substr(0, length)};
}

} // namespace net
