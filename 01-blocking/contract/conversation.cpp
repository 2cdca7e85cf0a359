#include "01-blocking/contract/conversation.h"

#include <cstdlib>

#include "01-blocking/chat_message.h"
#include "01-blocking/contract/waiting.h"

namespace net {

question question_for(server_kind kind, int number) {
    const std::string n = std::to_string(number);
    switch (kind) {
        case server_kind::echo: {
            const std::string line = "number " + n + "\n";
            return {line, line};
        }
        case server_kind::chat: {
            const std::string frame = encode_chat_message("number " + n + ".");
            return {frame, frame};
        }
        case server_kind::gateway:
            return {"user" + n + "\n",
                    "user" + n + " is in City" + n + ": sunny, 21 C\n"};
    }
    std::abort();
}

void converse(client& visitor, const question& asked,
              std::chrono::milliseconds within) {
    visitor.send(asked.bytes);
    visitor.expect_among_others(asked.answer, within);
}

void say(client& member, std::string_view body) {
    member.send(encode_chat_message(body));
}

std::string hear(client& member) {
    using enum chat_frame_view::state;
    const deadline end = deadline_after(member.step());
    for (;;) {
        const chat_frame_view next = front_chat_frame(member.inbox());
        if (next.is == bad) member.fail("a well-formed message");
        if (next.is == complete) {
            const std::string body(next.frame.substr(chat_header_length));
            member.drop(next.frame.size());
            member.tell("hears " + in_quotes(body));
            return body;
        }
        if (member.read_more(time_left(end)) != client::arrival::bytes) {
            member.fail("a message");
        }
    }
}

void expect_message(client& member, std::string_view body) {
    member.expect(encode_chat_message(body));
}

void ask(client& visitor, std::string_view line) {
    visitor.send(std::string(line) + "\n");
}

void expect_answer(client& visitor, std::string_view answer) {
    visitor.expect(std::string(answer) + "\n");
}

} // namespace net
