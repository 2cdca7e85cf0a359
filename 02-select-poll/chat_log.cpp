#include "02-select-poll/chat_log.h"

#include <algorithm>
#include <utility>

#include "01-blocking/chat_message.h"

namespace net {

std::size_t chat_log::append_frames(std::string_view bytes,
                                    std::error_code& error) {
    using enum chat_frame_view::state;
    std::size_t taken = 0;
    chat_frame_view front = front_chat_frame(bytes);
    while (front.is == complete) {
        news_lengths_.push_back(front.frame.size());
        taken += front.frame.size();
        front = front_chat_frame(bytes.substr(taken));
    }
    news_ += bytes.substr(0, taken);
    if (front.is == bad) error = std::make_error_code(std::errc::bad_message);
    return taken;
}

shared_bytes chat_log::take_news() {
    if (news_.empty()) return nullptr;
    const shared_bytes block =
        std::make_shared<const std::string>(std::exchange(news_, {}));
    const std::size_t keep =
        std::min(news_lengths_.size(), chat_history_length);
    std::string_view rest = *block;
    for (std::size_t i = 0; i < news_lengths_.size(); ++i) {
        if (i + keep >= news_lengths_.size()) {
            history_.push_back(
                past_frame{block, rest.substr(0, news_lengths_[i])});
        }
        rest.remove_prefix(news_lengths_[i]);
    }
    news_lengths_.clear();
    while (history_.size() > chat_history_length) history_.pop_front();
    return block;
}

void chat_log::copy_history(outbox& newcomer) const {
    for (const past_frame& past : history_) {
        newcomer.push(past.owner, past.frame);
    }
}

} // namespace net
