// The chat's frames, alone and in the log that a room keeps of them.
#include ".ci/fuzz/fuzz.h"
#include "01-blocking/chat_message.h"
#include "02-select-poll/chat_log.h"

namespace fuzz {
namespace {

struct told {
    std::string news;
    bool is_bad = false;
    friend bool operator==(const told&, const told&) = default;
};

/// What the room hears if `bytes` come in portions of `size`.
told tell_in_portions(std::string_view bytes, std::size_t size) {
    net::chat_log log;
    std::string inbox;
    std::error_code error;
    while (!bytes.empty() && !error) {
        inbox += bytes.substr(0, size);
        bytes.remove_prefix(std::min(size, bytes.size()));
        inbox.erase(0, log.append_frames(inbox, error));
    }
    const net::shared_bytes news = log.take_news();
    return {news ? *news : "", static_cast<bool>(error)};
}

} // namespace

void check_chat(std::string_view input) {
    using enum net::chat_frame_view::state;
    if (input.empty()) return;
    const std::size_t portion = static_cast<unsigned char>(input[0]) % 16 + 1;
    input.remove_prefix(1);

    const told at_once = tell_in_portions(input, input.size());
    expect(tell_in_portions(input, portion) == at_once,
           "frames do not depend on how their bytes come");
    std::string_view rest = at_once.news;
    while (!rest.empty()) {
        const net::chat_frame_view front = net::front_chat_frame(rest);
        expect(front.is == complete, "the news are whole frames");
        rest.remove_prefix(front.frame.size());
    }
    const auto body = input.substr(0, net::chat_max_body_length);
    const std::string frame = net::encode_chat_message(body);
    expect(net::front_chat_frame(frame).frame == frame &&
               frame.substr(net::chat_header_length) == body,
           "what is encoded is decoded");
}

} // namespace fuzz
