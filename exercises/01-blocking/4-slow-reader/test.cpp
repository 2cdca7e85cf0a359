// Proves that a chat room gives everybody everything, and waits for nobody.
#include ANSWER

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <string>
#include <utility>

#include "01-blocking/socket.h"
#include "01-blocking/stream.h"
#include "01-blocking/unique_fd.h"
#include "exercises/slow_peer.h"
#include "exercises/story.h"

namespace {

constexpr std::size_t much = 64 * 1024 * 1024; // more than any test says

/// Both ends of one client's connection: the room's and the client's own.
struct client {
    std::pair<net::unique_fd, net::unique_fd> ends = net::connected_pair();
    int in_room() const { return ends.first.get(); }
    int own() const { return ends.second.get(); }

    /// Reads `count` bytes, waiting for them; fewer if the stream ends.
    std::string read(std::size_t count) const {
        std::string bytes(count, '\0');
        std::error_code error;
        bytes.resize(net::read_exactly(own(), bytes, error));
        return bytes;
    }
};

/// A message of 512 bytes that says which one it is.
std::string numbered(int number) {
    std::string text = "message " + std::to_string(number);
    text.resize(511, '.');
    return text + "\n";
}

/// All that deliver() has been told, in order.
std::string say(answer::chat_room& room, int messages) {
    std::string all;
    for (int i = 0; i < messages; ++i) {
        all += numbered(i);
        room.deliver(numbered(i));
    }
    return all;
}

TEST(chat_room, gives_everybody_everything_in_one_order) {
    net::story story;
    answer::chat_room room(much);
    const client alice, bob;
    room.join(alice.in_room());
    room.join(bob.in_room());

    story.step("100 messages are delivered to alice and bob", 1);
    const std::string said = say(room, 100);

    story.step("both read them", 2);
    EXPECT_TRUE(alice.read(said.size()) == said) << story.hint(2);
    EXPECT_TRUE(bob.read(said.size()) == said) << story.hint(2);
    room.leave(alice.in_room());
    room.leave(bob.in_room());
}

TEST(chat_room, is_not_stopped_by_one_who_does_not_read) {
    net::story story;
    answer::chat_room room(much);
    const client alice, bob;
    room.join(alice.in_room());
    room.join(bob.in_room());
    story.step("alice does not read, and bob reads all the time", 1);
    std::string came;
    {
        net::meanwhile reader(
            [&](net::meanwhile&) { came = bob.read(4000 * 512); });
        story.step("4,000 messages of 512 bytes are delivered", 1);
        const std::string said = say(room, 4000);
        story.step("bob has them all, though nobody has read alice's", 1);
    }
    EXPECT_EQ(came.size(), 4000u * 512u) << story.hint(1);
    room.leave(alice.in_room());
    room.leave(bob.in_room());
}

TEST(chat_room, keeps_everything_for_one_who_reads_late) {
    net::story story;
    answer::chat_room room(much);
    const client alice;
    room.join(alice.in_room());
    story.step("4,000 messages are delivered; alice reads none of them", 1);
    const std::string said = say(room, 4000);

    story.step("alice is back from lunch, and reads them all", 2);
    EXPECT_TRUE(alice.read(said.size()) == said)
        << "some are missing, or in another order" << story.hint(2);
    room.leave(alice.in_room());
}

TEST(chat_room, drops_one_who_has_too_much_to_read_yet) {
    net::story story;
    answer::chat_room room(64 * 1024);
    const client alice;
    room.join(alice.in_room());
    story.step(
        "64 KiB may wait for a client; alice does not read, and 2 MB "
        "are delivered",
        1);
    const std::string said = say(room, 4000);

    story.step("alice finds the end of the stream behind what she got", 3);
    const std::string came = alice.read(said.size());
    EXPECT_LT(came.size(), said.size()) << story.hint(3);
    EXPECT_TRUE(said.starts_with(came))
        << "what came is not the beginning of what was said" << story.hint(2);
    room.leave(alice.in_room());
}

TEST(chat_room, lets_one_leave_for_whom_a_write_is_waiting) {
    net::story story;
    answer::chat_room room(much);
    const client alice;
    room.join(alice.in_room());
    story.step("alice does not read, so a write to her socket waits", 1);
    say(room, 4000);
    story.step("alice's reader leaves the room for her", 3);
    room.leave(alice.in_room());
}

TEST(chat_room, writes_nothing_to_one_who_has_left) {
    net::story story;
    answer::chat_room room(much);
    const client alice, bob;
    story.step("alice joins, gets a message, and leaves");
    room.join(alice.in_room());
    room.join(bob.in_room());
    room.deliver("one\n");
    EXPECT_EQ(alice.read(4), "one\n") << story.hint(1);
    room.leave(alice.in_room());

    story.step("another message is delivered: bob gets it, and not alice", 2);
    room.deliver("two\n");
    EXPECT_EQ(bob.read(8), "one\ntwo\n") << story.hint(1);
    char byte = 0;
    EXPECT_LE(::recv(alice.own(), &byte, 1, MSG_DONTWAIT), 0) << story.hint(2);
    room.leave(bob.in_room());
}

} // namespace
