// What the server that is wrong on request does for a line: three calls.
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "01-blocking/contract/tests/wrong_server.h"
#include "01-blocking/error.h"
#include "01-blocking/stream.h"

namespace net {
namespace {

void finish(wrong_session& asking, const std::string& answer) {
    asking.call = 0;
    asking.last_heard = wrong_clock::now(); // till now, it waited for us
    asking.out += answer + "\n";
}

void fail(wrong_session& asking, const std::string& reason,
          const wrong_settings& settings) {
    asking.has_lost_its_backend = true;
    // A late answer must not be taken for that of the next question.
    if (!settings.has("takes_late_answers")) asking.backend.reset();
    finish(asking, reason);
}

/// Puts a call under way, on the connection that is kept or on a new one.
void call(wrong_session& asking, const std::string& request,
          const wrong_settings& settings) {
    ++asking.call;
    asking.reply.clear();
    asking.reply_due = wrong_clock::now() + settings.rpc_timeout;
    std::error_code error;
    if (asking.backend && is_stale(asking.backend.get()) &&
        !settings.has("notices_a_restart_late") &&
        !settings.has("takes_late_answers")) {
        asking.backend.reset();
    }
    if (asking.has_lost_its_backend && settings.has("never_connects_again")) {
        error = std::make_error_code(std::errc::not_connected);
    } else if (!asking.backend) {
        // A simplification: on the loopback, this is as good as immediate.
        asking.backend =
            connect_to(settings.backend, settings.rpc_timeout, error);
    }
    const std::string line = request + "\n";
    if (!error && ::send(asking.backend.get(), line.data(), line.size(),
                         MSG_NOSIGNAL) == -1) {
        error = last_error();
    }
    if (error) fail(asking, "error: backend unavailable", settings);
}

void take_reply(wrong_session& asking, const std::string& reply,
                const wrong_settings& settings) {
    if (reply.starts_with("error ")) {
        if (settings.has("ends_at_an_unknown_user")) {
            asking.ends_when_sent = true;
        }
        return finish(asking, "error: " + reply.substr(6));
    }
    const bool is_good =
        reply.starts_with("ok ") || settings.has("believes_all_it_hears");
    if (!is_good) return fail(asking, "error: backend unavailable", settings);
    const std::string value = reply.substr(3);
    if (asking.call == 1) return call(asking, "city " + value, settings);
    if (asking.call == 2) {
        asking.city = value;
        return call(asking, "weather " + value, settings);
    }
    finish(asking, asking.name +
                       (settings.has("speaks_french") ? " est a " : " is in ") +
                       asking.city + ": " + value);
}

/// Cuts the next line off `in`; true if there is one.
bool take_line(wrong_session& speaker, const wrong_settings& settings) {
    if (settings.has("buffers_without_bound") && !speaker.in.ends_with('\n')) {
        return false;
    }
    std::size_t end = speaker.in.find('\n');
    if (end == std::string::npos && settings.has("takes_a_read_for_a_line")) {
        end = speaker.in.size();
    }
    const std::size_t limit =
        settings.has("limits_lines_to_1000") ? 1000 : 1024;
    const bool is_whole = end != std::string::npos;
    if (std::min(end, speaker.in.size()) > limit &&
        !settings.has("has_no_line_limit")) {
        speaker.out += "error: line too long\n";
        speaker.ends_when_sent = true;
        speaker.in.clear();
        return false;
    }
    if (!is_whole || speaker.in.empty()) return false;
    if (settings.has("takes_the_last_line_first")) {
        const std::size_t last = speaker.in.rfind('\n', speaker.in.size() - 2);
        if (last != std::string::npos) {
            std::rotate(speaker.in.begin(),
                        speaker.in.begin() + static_cast<long>(last) + 1,
                        speaker.in.end());
        }
        end = speaker.in.find('\n');
    }
    speaker.name = speaker.in.substr(0, end);
    if (settings.has("dies_of_garbage") &&
        speaker.name.find('\xff') != std::string::npos) {
        throw std::invalid_argument("what is that?");
    }
    speaker.in.erase(0, end + 1);
    if (speaker.name.ends_with('\r') && !settings.has("keeps_the_return")) {
        speaker.name.pop_back();
    }
    return true;
}

} // namespace

void understand_gateway(wrong_session& speaker, const wrong_sessions& all,
                        const wrong_settings& settings) {
    const bool is_taken =
        std::any_of(all.begin(), all.end(),
                    [](const wrong_session& each) { return each.call > 0; });
    if (settings.has("makes_one_call_at_a_time") && is_taken) return;
    while (speaker.call == 0 && !speaker.ends_when_sent &&
           take_line(speaker, settings)) {
        call(speaker, "user " + speaker.name, settings);
    }
}

void hear_backend(wrong_session& asking, const wrong_settings& settings) {
    std::array<char, 4096> bytes;
    std::error_code error;
    const std::size_t n = read_some(asking.backend.get(), bytes, error);
    if (error) {
        if (settings.has("hangs_with_its_backend")) {
            asking.backend.reset();
            asking.reply_due = wrong_clock::time_point::max();
            return;
        }
        return fail(asking, "error: backend unavailable", settings);
    }
    asking.reply.append(bytes.data(), n);
    if (settings.has("counts_from_the_last_byte")) {
        asking.reply_due = wrong_clock::now() + settings.rpc_timeout;
    }
    const std::size_t end = asking.reply.find('\n');
    if (end == std::string::npos) return;
    take_reply(asking, asking.reply.substr(0, end), settings);
}

void watch_the_clock(wrong_session& asking, const wrong_settings& settings) {
    if (asking.call > 0 && wrong_clock::now() >= asking.reply_due &&
        !settings.has("has_no_clock")) {
        fail(asking, "error: backend timed out", settings);
    }
}

} // namespace net
