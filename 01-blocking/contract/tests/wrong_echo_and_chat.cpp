// What the server that is wrong on request understands of bytes and frames.
#include <algorithm>
#include <deque>

#include "01-blocking/chat_message.h"
#include "01-blocking/contract/tests/wrong_server.h"

namespace net {
namespace {

std::deque<std::string> history; // the room's latest messages, as frames

void deliver(const std::string& frame, const wrong_session& speaker,
             wrong_sessions& room, const wrong_settings& settings) {
    const std::size_t kept = settings.has("history_of_99")    ? 99
                             : settings.has("history_of_101") ? 101
                                                              : 100;
    const std::string previous = history.empty() ? frame : history.back();
    history.push_back(frame);
    if (history.size() > kept) history.pop_front();
    bool is_odd = false;
    for (wrong_session& member : room) {
        is_odd = !is_odd;
        if (settings.has("forgets_the_sender") && &member == &speaker) continue;
        if (settings.has("counts_listening")) {
            member.last_heard = wrong_clock::now();
        }
        if (settings.has("reorders") && is_odd &&
            member.out.ends_with(previous)) {
            member.out.insert(member.out.size() - previous.size(), frame);
            continue;
        }
        const bool is_full =
            member.out.size() + frame.size() > settings.max_backlog;
        if (is_full && settings.has("leaves_messages_out")) continue;
        if (is_full && !settings.has("buffers_without_bound")) {
            member.has_ended = true;
        }
        member.out += frame;
    }
}

/// How long a frame's body is, as those believe who do not look closely.
chat_frame_view lenient_frame(std::string_view bytes) {
    using enum chat_frame_view::state;
    if (bytes.size() < chat_header_length) return {incomplete, {}};
    const std::string header(bytes.substr(0, chat_header_length));
    const int announced = std::atoi(header.c_str());
    const auto body = static_cast<std::size_t>(std::clamp(announced, 0, 512));
    if (bytes.size() < chat_header_length + body) return {incomplete, {}};
    return {complete, bytes.substr(0, chat_header_length + body)};
}

} // namespace

void understand_echo(wrong_session& speaker, const wrong_settings& settings) {
    if (settings.has("drops_a_byte_above_64k") && speaker.heard > 64 * 1024) {
        speaker.in.pop_back();
        speaker.heard = 0;
    }
    for (char& byte : speaker.in) {
        if (settings.has("mangles_high_bytes")) byte &= 0x7f;
        if (settings.has("answers_in_capitals") && byte >= 'a' && byte <= 'z') {
            byte = static_cast<char>(byte - 'a' + 'A');
        }
    }
    speaker.out += speaker.in;
    speaker.in.clear();
}

void understand_chat(wrong_session& speaker, wrong_sessions& room,
                     const wrong_settings& settings) {
    using enum chat_frame_view::state;
    for (;;) {
        const chat_frame_view next = settings.has("takes_any_header")
                                         ? lenient_frame(speaker.in)
                                         : front_chat_frame(speaker.in);
        if (next.is == bad) {
            speaker.has_ended = true;
            for (wrong_session& member : room) {
                if (settings.has("ends_all_for_one")) member.has_ended = true;
            }
            speaker.in.clear();
        }
        if (next.is != complete) break;
        const std::string frame(next.frame);
        speaker.in.erase(0, frame.size());
        if (settings.has("drops_empty_bodies") && frame == "   0") continue;
        deliver(frame, speaker, room, settings);
        if (settings.has("takes_one_frame_a_read")) speaker.in.clear();
    }
    // Half a frame, thrown away.
    if (settings.has("takes_a_read_for_a_frame")) speaker.in.clear();
}

std::string greeting(const wrong_settings& settings) {
    const bool is_cut = settings.has("history_within_the_backlog");
    std::string all;
    for (const std::string& frame : history) {
        if (is_cut && all.size() + frame.size() > settings.max_backlog) break;
        all += frame;
    }
    return settings.has("forgets_the_history") ? "" : all;
}

} // namespace net
