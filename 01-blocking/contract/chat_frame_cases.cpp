// What a chat server promises about frames: it takes every good one in any
// portions, and a bad one ends its sender alone.
#include <random>

#include "01-blocking/chat_message.h"
#include "01-blocking/contract/cases.h"

namespace net {
namespace {

void takes_split_frames(contract& server) {
    server.start();
    client slow = server.connect("who sends slowly");
    client other = server.connect("another member");
    const std::string frame = encode_chat_message("split");
    for (std::size_t at = 1; at < frame.size(); ++at) {
        slow.send(frame.substr(0, at));
        // Whoever has heard the other has had time to read the first part.
        const std::string between = "split at " + std::to_string(at);
        say(other, between);
        expect_message(other, between);
        expect_message(slow, between);
        slow.send(frame.substr(at));
        expect_message(slow, "split");
        expect_message(other, "split");
    }
}

void takes_many_frames_at_once(contract& server) {
    server.start();
    client member = server.connect("the member");
    std::string frames;
    for (int i = 0; i < 500; ++i) {
        frames += encode_chat_message("message " + std::to_string(i));
    }
    member.send(frames);
    for (int i = 0; i < 500; ++i) {
        expect_message(member, "message " + std::to_string(i));
    }
}

void takes_bodies_of_0_and_512_bytes(contract& server) {
    server.start();
    client member = server.connect("the member");
    for (const std::size_t length : {0u, 512u, 0u, 511u}) {
        say(member, std::string(length, 'x'));
        expect_message(member, std::string(length, 'x'));
    }
}

/// Sends `header`, and is ended for it; the others do not notice.
void ends_who_sends(contract& server, const std::vector<std::string>& headers) {
    server.start();
    client other = server.connect("another member");
    server.serves(other, server.allowed().step);
    for (const std::string& header : headers) {
        client wrong = server.connect("who sends a bad header");
        say(wrong, "so far all is well");
        expect_message(other, "so far all is well");
        wrong.send(header + std::string(600, '.'));
        wrong.expect_any_end(server.allowed().step);
        say(other, "what next?");
        expect_message(other, "what next?");
    }
    server.serves_a_new_client(server.allowed().step);
}

void ends_who_sends_no_number(contract& server) {
    ends_who_sends(server, {"abcd", "    ", "12ab"});
}

void ends_who_sends_a_negative_length(contract& server) {
    ends_who_sends(server, {"  -5", "-512"});
}

void ends_who_sends_over_512(contract& server) {
    ends_who_sends(server, {" 513", "9999"});
}

/// Chat and gateway: sends a mebibyte of anything, and reads nothing.
void survives_garbage(contract& server) {
    server.start();
    client bystander = server.connect("a bystander");
    server.serves(bystander, server.allowed().step);
    std::mt19937 random(2); // the same garbage in every run
    std::string garbage(1 << 20, '\0');
    for (char& byte : garbage) byte = static_cast<char>(random());

    client mad = server.connect("who sends garbage");
    mad.jam(garbage, garbage.size(), limits::milliseconds(100));

    server.serves(bystander, server.allowed().soon);
    mad.leave();
    server.serves(bystander, server.allowed().soon);
    server.serves_a_new_client(server.allowed().step);
}

} // namespace

std::span<const case_function> chat_frame_cases() {
    static constexpr case_function cases[] = {
        {"takes_split_frames", takes_split_frames},
        {"takes_many_frames_at_once", takes_many_frames_at_once},
        {"takes_bodies_of_0_and_512_bytes", takes_bodies_of_0_and_512_bytes},
        {"ends_who_sends_no_number", ends_who_sends_no_number},
        {"ends_who_sends_a_negative_length", ends_who_sends_a_negative_length},
        {"ends_who_sends_over_512", ends_who_sends_over_512},
        {"survives_garbage", survives_garbage},
    };
    return cases;
}

} // namespace net
