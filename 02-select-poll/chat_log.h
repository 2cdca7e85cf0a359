// What has been said in a chat room: the news of this turn of the loop, and
// the last hundred messages before it.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "02-select-poll/outbox.h"

namespace net {

/// Collects frames and hands them out as one block a turn, so that each client
/// gets one piece to write however many messages there were.
/// Threads:  one
class chat_log {
public:
    /// Takes all whole frames off the front of `bytes`.
    /// Shape:    returns the bytes taken, in whole frames
    /// Errors:   std::errc::bad_message at a header that makes no sense; the
    ///           frames before it have been taken
    std::size_t append_frames(std::string_view bytes, std::error_code& error);

    /// All that was appended since the last time; null if nothing was. From
    /// now on it is history.
    shared_bytes take_news();

    /// Gives a newcomer what was said before this turn.
    void copy_history(outbox& newcomer) const;

    /// Calls give(owner, frame) for each message of the history, the oldest
    /// first: `owner` keeps `frame` alive.
    template <class Give>
    void for_each_past(Give give) const {
        for (const past_frame& each : history_) give(each.owner, each.frame);
    }

private:
    struct past_frame {
        shared_bytes owner;
        std::string_view frame;
    };

    std::string news_;                      // frames, one behind the other
    std::vector<std::size_t> news_lengths_; // of each, in bytes
    std::deque<past_frame> history_;        // the oldest first
};

} // namespace net
