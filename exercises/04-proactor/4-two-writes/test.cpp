// Proves the check against three writers, and then the writer.
#include ANSWER

#include <gtest/gtest.h>

#include <string>

#include "exercises/04-proactor/4-two-writes/reference.h"
#include "exercises/story.h"

namespace {

using net::shown;

TEST(check, catches_two_writes_at_once) {
    net::story story;
    story.step("your sends_whole_messages() is given a writer with the bug");

    EXPECT_FALSE(answer::sends_whole_messages<reference::two_at_once>())
        << "it has found nothing wrong" << story.hint(1);
}

TEST(check, catches_messages_in_the_wrong_order) {
    net::story story;
    story.step(
        "your sends_whole_messages() is given a writer that sends whole "
        "messages, but the newest of those that wait first");

    EXPECT_FALSE(answer::sends_whole_messages<reference::newest_first>())
        << "it has found nothing wrong" << story.hint(1);
}

TEST(check, passes_a_writer_that_is_right) {
    net::story story;
    story.step(
        "your sends_whole_messages() is given a writer without a bug; "
        "it sends what waits in one write");

    EXPECT_TRUE(answer::sends_whole_messages<reference::right>())
        << "it blames the innocent" << story.hint(1);
}

struct chat_writer : testing::Test {
    net::io_context loop;
    net::narrow_stream server{loop};
    answer::chat_writer<net::narrow_stream> writer{server};
};

TEST_F(chat_writer, sends_a_message) {
    net::story story;
    story.step("the kernel takes 5 bytes at a time");
    story.step("the user says \"hello\", which is a frame of 9");
    writer.say("hello");
    loop.run();

    EXPECT_EQ(shown(server.received), shown("   5hello")) << story.hint(2);
    EXPECT_EQ(writer.waiting(), 0u) << "wait still" << story.hint(2);
}

TEST_F(chat_writer, sends_messages_one_after_the_other) {
    net::story story;
    story.step("the kernel takes 5 bytes at a time", 2);
    story.step("the user says \"hello alice\" and \"hello bob\" at once", 2);
    writer.say("hello alice");
    writer.say("hello bob");
    loop.run();

    EXPECT_EQ(shown(server.received), shown("  11hello alice   9hello bob"))
        << story.hint(2);
    EXPECT_EQ(writer.waiting(), 0u) << "wait still" << story.hint(2);
}

TEST_F(chat_writer, begins_again_after_a_pause) {
    net::story story;
    story.step("the user says \"one\"; it is sent");
    writer.say("one");
    loop.run();
    story.step("later he says \"two\" and \"three\"");
    writer.say("two");
    writer.say("three");
    loop.restart();
    loop.run();

    EXPECT_EQ(shown(server.received), shown("   3one   3two   5three"))
        << story.hint(3);
}

TEST_F(chat_writer, sends_a_hundred_messages) {
    net::story story;
    story.step("the user pastes a hundred lines");
    std::string expected;
    for (int i = 0; i < 100; ++i) {
        writer.say("line " + std::to_string(i));
        expected += net::encode_chat_message("line " + std::to_string(i));
    }
    loop.run();

    EXPECT_EQ(server.received.size(), expected.size())
        << "bytes" << story.hint(2);
    EXPECT_TRUE(server.received == expected)
        << "the bytes are mixed" << story.hint(2);
}

TEST_F(chat_writer, sends_nothing_after_an_error) {
    net::story story;
    story.step("the connection breaks after 10 bytes");
    server.breaks_after = 10;
    story.step("the user says \"hello alice\" and \"hello bob\"");
    writer.say("hello alice");
    writer.say("hello bob");
    loop.run();
    EXPECT_EQ(writer.error(), net::error::connection_reset) << story.hint(3);
    EXPECT_EQ(server.writes, 3) << "writes were tried" << story.hint(3);
    story.step("he says \"anybody?\"");
    writer.say("anybody?");
    loop.restart();
    loop.run();

    EXPECT_EQ(server.writes, 3) << "writes were tried" << story.hint(3);
}

} // namespace
