// A small server that is right, or wrong in one way that it is told: the
// contract's own tests prove by it that every broken promise is caught.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <string>
#include <string_view>

#include "01-blocking/socket.h"
#include "01-blocking/unique_fd.h"

namespace net {

using wrong_clock = std::chrono::steady_clock;

/// What the command line says.
struct wrong_settings {
    host_port address;
    std::string kind;  // "echo", "chat" or "gateway"
    std::string fault; // what it does wrong; empty: nothing
    std::chrono::milliseconds idle_timeout{0};
    std::size_t max_backlog = 1 << 20;
    host_port backend{"127.0.0.1", 7010};
    std::chrono::milliseconds rpc_timeout{1000};

    bool has(std::string_view name) const { return fault == name; }
};

/// One client.
struct wrong_session {
    unique_fd socket;
    std::string in{};            // has come, and is not yet understood
    std::string out{};           // is not yet sent
    std::size_t heard = 0;       // bytes that have come in all
    bool has_said_all = false;   // the client has half-closed
    bool ends_when_sent = false; // once `out` is empty
    bool has_ended = false;      // forget it
    wrong_clock::time_point last_heard = wrong_clock::now();

    // A gateway's.
    int call = 0;        // 1 to 3 while one is under way, otherwise 0
    std::string name{};  // whom it is about
    std::string city{};  // where that one lives
    unique_fd backend{}; // kept from call to call
    std::string reply{}; // what has come of the answer
    bool has_lost_its_backend = false;
    wrong_clock::time_point reply_due{};
};

using wrong_sessions = std::list<wrong_session>;

/// Takes from `in` what can be understood, and puts the answers into `out`.
void understand_echo(wrong_session& speaker, const wrong_settings& settings);
void understand_chat(wrong_session& speaker, wrong_sessions& room,
                     const wrong_settings& settings);
void understand_gateway(wrong_session& speaker, const wrong_sessions& all,
                        const wrong_settings& settings);

/// What a chat has to say to somebody who has just come: its history.
std::string greeting(const wrong_settings& settings);

/// Something has come from the backend; or its time may be up.
void hear_backend(wrong_session& asking, const wrong_settings& settings);
void watch_the_clock(wrong_session& asking, const wrong_settings& settings);

} // namespace net
