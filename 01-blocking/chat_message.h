// The chat's wire format: four characters that say how long the body is, then
// the body. It is the format of Asio's chat example, whose client works here.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace net {

inline constexpr std::size_t chat_header_length = 4;     // ASCII characters
inline constexpr std::size_t chat_max_body_length = 512; // bytes
inline constexpr std::size_t chat_max_frame_length =
    chat_header_length + chat_max_body_length;
inline constexpr std::size_t chat_history_length = 100; // messages

/// A frame: "   5" and "hello" make "   5hello".
/// Errors:   std::length_error if `body` is longer than the format allows
std::string encode_chat_message(std::string_view body);

/// The length of the body that a header announces: a decimal number with
/// spaces in front.
/// Shape:    `header` has chat_header_length characters
/// Errors:   nothing if it is no number, negative, or too large
std::optional<std::size_t> decode_chat_header(std::string_view header);

/// What stands at the front of bytes that come in any portions.
struct chat_frame_view {
    enum class state { incomplete, complete, bad };
    state is = state::incomplete;
    std::string_view frame; // header and body, if complete
};
chat_frame_view front_chat_frame(std::string_view bytes);

} // namespace net
