// The well-behaved client of a gateway.
#pragma once

#include <string>
#include <vector>

#include "01-blocking/backend_protocol.h"
#include "01-blocking/line_reader.h"
#include "03-epoll-reactor/survival/steady_client.h"

namespace net {

/// Asks for a user and compares the answer with what the backend itself has
/// said. While the backend is down, "error: ..." is an answer as well; while
/// the gateway has no descriptors, too.
class steady_gateway final : public steady_client {
public:
    /// Shape:    `right_answers`: of user0, user1, ...
    /// Lifetime: `right_answers` must outlive it
    steady_gateway(arena& place, unique_fd socket, standing who,
                   reactor::time_point since,
                   const std::vector<std::string>& right_answers)
        : steady_client(place, std::move(socket), who, since),
          right_answers_(right_answers) {}

private:
    std::string next_question() override {
        user_ = place().random(right_answers_.size());
        return "user" + std::to_string(user_) + "\n";
    }

    void on_bytes(std::string_view bytes) override {
        lines_.append(bytes);
        const auto answer = lines_.next();
        if (!answer && !lines_.too_long()) return;
        if (!answer || lines_.pending() > 0 || !is_waiting()) {
            return complain("got more than an answer");
        }
        const bool is_excused = place().want_of_a_backend.was_on(asked()) ||
                                place().want_of_descriptors.was_on(asked());
        const bool is_apology =
            *answer == gateway_failure(rpc_error::unavailable) ||
            *answer == gateway_failure(rpc_error::timed_out);
        if (*answer != right_answers_[user_] && !(is_excused && is_apology)) {
            return complain("got the answer '" + *answer + "' instead of '" +
                            right_answers_[user_] + "'");
        }
        if (is_apology) place().count("apologies for the backend");
        note_answer();
    }

    const std::vector<std::string>& right_answers_;
    std::size_t user_ = 0; // who has been asked for
    line_splitter lines_{max_line_length};
};

} // namespace net
