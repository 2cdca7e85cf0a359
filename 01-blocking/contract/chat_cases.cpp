// What a chat server promises to a room: all hear the same, and nobody waits
// for anybody.
#include <sys/socket.h>

#include <algorithm>

#include "01-blocking/chat_message.h"
#include "01-blocking/contract/cases.h"
#include "01-blocking/contract/process_stats.h"

namespace net {
namespace {

/// A member who has heard his own first message, and so is in the room.
client join(contract& server, const std::string& name) {
    client member = server.connect(name);
    say(member, name + " is here");
    member.expect_among_others(encode_chat_message(name + " is here"),
                               member.step());
    return member;
}

void delivers_to_all(contract& server) {
    server.start();
    client alice = join(server, "alice");
    client bob = join(server, "bob");
    client carol = join(server, "carol");
    expect_message(alice, "bob is here");
    expect_message(alice, "carol is here");
    expect_message(bob, "carol is here");

    say(alice, "good morning");

    for (client* member : {&alice, &bob, &carol}) {
        expect_message(*member, "good morning");
    }
}

/// All that a member hears of `count` messages, once the greetings are over.
std::vector<std::string> hear_all(client& member, std::size_t count) {
    std::vector<std::string> heard;
    while (heard.size() < count) {
        const std::string body = hear(member);
        if (!body.ends_with("is here")) heard.push_back(body);
    }
    return heard;
}

/// What one member said, he said in an order, too.
void kept_the_order_of(const client& member,
                       const std::vector<std::string>& heard) {
    int number = 0; // of the member's next message
    for (const std::string& body : heard) {
        if (!body.starts_with(member.name() + " ")) continue;
        const std::string next =
            member.name() + " says " + std::to_string(number++);
        if (body != next)
            throw broken_promise(in_quotes(next), in_quotes(body));
    }
}

void keeps_one_order(contract& server) {
    server.start();
    std::vector<client> room;
    for (int i = 0; i < 10; ++i) {
        room.push_back(join(server, "member " + std::to_string(i)));
    }
    for (int number = 0; number < 100; ++number) {
        for (client& member : room) {
            say(member, member.name() + " says " + std::to_string(number));
        }
    }
    const std::vector<std::string> first = hear_all(room.front(), 1000);
    kept_the_order_of(room.front(), first);
    for (client& member : room) {
        if (&member == &room.front()) continue;
        kept_the_order_of(member, first);
        const std::vector<std::string> other = hear_all(member, 1000);
        const auto [here, there] =
            std::mismatch(first.begin(), first.end(), other.begin());
        if (here == first.end()) continue;
        throw broken_promise(member.name() + " hears " + in_quotes(*here) +
                                 ", as " + room.front().name() + " did",
                             in_quotes(*there));
    }
}

void tells_the_last_100(contract& server) {
    // The history is longer than that; but who comes late is not yet slow.
    server.start({.options = {"--max-backlog", "1000"}});
    client early = join(server, "the first to come");
    for (int i = 1; i <= 150; ++i) {
        say(early, "message " + std::to_string(i));
        expect_message(early, "message " + std::to_string(i));
    }
    client late = server.connect("who comes late");
    for (int i = 51; i <= 150; ++i) {
        expect_message(late, "message " + std::to_string(i));
    }
    say(late, "hello"); // and this is what comes next
    expect_message(late, "hello");
    expect_message(early, "hello");
}

/// Talks 32 MiB to the room, with never more than 32 KiB on the way, half of
/// what may wait for anybody; and each time it must all have come back soon.
void talk_at_length(contract& server, client& talker) {
    constexpr std::size_t total = 32 << 20;
    constexpr std::size_t on_the_way = 32 << 10;
    const std::string frame =
        encode_chat_message(std::string(chat_max_body_length, 'x'));
    std::string frames;
    while (frames.size() + frame.size() <= on_the_way) frames += frame;
    for (std::size_t said = 0; said < total; said += frames.size()) {
        talker.send(frames);
        talker.expect(frames, server.allowed().soon);
    }
}

void drops_a_stopped_reader(contract& server) {
    server.start({.options = {"--max-backlog", "65536"}});
    client talker = join(server, "the talker");
    client stopped =
        server.connect("the stopped reader", {.receive_buffer = 4096});
    say(stopped, "I am here, and then stop");
    expect_message(talker, "I am here, and then stop");
    const std::size_t before = memory_in_use(server.process().group());

    talk_at_length(server, talker);

    server.has_not_grown(before, server.allowed().slow_reader_cost);
    // What the kernel still holds for him comes first, by larger portions.
    const int larger = 1 << 20;
    ::setsockopt(stopped.fd(), SOL_SOCKET, SO_RCVBUF, &larger, sizeof larger);
    stopped.tell("reads again");
    stopped.expect_any_end(server.allowed().step);
    say(talker, "still here");
    expect_message(talker, "still here");
}

void delivers_after_half_close(contract& server) {
    server.start();
    client member = server.connect("the member");
    member.send_last(encode_chat_message("goodbye"));
    expect_message(member, "goodbye");
    member.expect_end();
}

} // namespace

std::span<const case_function> chat_cases() {
    static constexpr case_function cases[] = {
        {"delivers_to_all", delivers_to_all},
        {"keeps_one_order", keeps_one_order},
        {"tells_the_last_100", tells_the_last_100},
        {"drops_a_stopped_reader", drops_a_stopped_reader},
        {"delivers_after_half_close", delivers_after_half_close},
    };
    return cases;
}

} // namespace net
