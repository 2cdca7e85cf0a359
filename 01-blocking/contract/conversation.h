// What clients of each kind of server say, and what they hear.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "01-blocking/contract/client.h"

namespace net {

enum class server_kind { echo, chat, gateway };

/// Something that a client may send to any server of a kind, and what comes
/// back for it.
struct question {
    std::string bytes;
    std::string answer;
};

/// A question of which no other has the answer, for every number.
question question_for(server_kind kind, int number);

/// Asks and gets the answer, among others' messages if it is in a chat.
void converse(client& visitor, const question& asked,
              std::chrono::milliseconds within);

/// Sends one message to the room.
void say(client& member, std::string_view body);

/// The body of the next message from the room.
std::string hear(client& member);

/// The next message from the room is this one.
void expect_message(client& member, std::string_view body);

/// Sends one line to the gateway; the next line from it must be `answer`.
void ask(client& visitor, std::string_view line);
void expect_answer(client& visitor, std::string_view answer);

} // namespace net
