// Proves the check against a wrong and a right server, and then the server.
#include ANSWER

#include <gtest/gtest.h>

#include <string>

#include "exercises/03-epoll-reactor/4-stale-event/reference.h"
#include "exercises/03-epoll-reactor/4-stale-event/visitor.h"
#include "exercises/story.h"

namespace {

using net::visitor;

TEST(check, catches_a_server_that_closes_the_newcomer) {
    net::story story;
    story.step("your keeps_newcomers() is given a server with the bug");

    EXPECT_FALSE(answer::keeps_newcomers<reference::wrong_server>())
        << "it has found nothing wrong" << story.hint(1);
}

TEST(check, passes_a_server_that_is_right) {
    net::story story;
    story.step("your keeps_newcomers() is given a server without the bug");

    EXPECT_TRUE(answer::keeps_newcomers<reference::right_server>())
        << "it blames the innocent" << story.hint(1);
}

/// A server to which each test sends its visitors.
struct presence_server : testing::Test {
    net::door entrance;
    answer::presence_server server{entrance.take_listener()};
};

TEST_F(presence_server, knows_who_is_online) {
    net::story story;
    story.step("bob and carol come and say their names");
    visitor bob(entrance), carol(entrance);
    server.run_until_quiet();
    bob.say("bob");
    carol.say("carol");
    server.run_until_quiet();
    EXPECT_EQ(server.who(), "bob carol ") << story.hint(2);
    story.step("bob hangs up");
    bob.hang_up();
    server.run_until_quiet();

    EXPECT_EQ(server.who(), "carol ") << story.hint(2);
    EXPECT_TRUE(carol.is_connected()) << story.hint(2);
}

TEST_F(presence_server, closes_the_old_connection_of_who_comes_again) {
    net::story story;
    story.step("bob is online, and comes a second time");
    visitor old_bob(entrance), new_bob(entrance);
    server.run_until_quiet();
    old_bob.say("bob");
    server.run_until_quiet();
    new_bob.say("bob");
    server.run_until_quiet();

    EXPECT_FALSE(old_bob.is_connected())
        << "the old connection is open" << story.hint(3);
    EXPECT_TRUE(new_bob.is_connected()) << story.hint(3);
    EXPECT_EQ(server.who(), "bob ") << story.hint(3);
}

TEST_F(presence_server, keeps_a_newcomer_who_got_the_number_of_a_leaver) {
    net::story story;
    visitor old_bob(entrance), new_bob(entrance);
    server.run_until_quiet();
    old_bob.say("bob");
    server.run_until_quiet();
    story.step("in one turn: bob says his name on a new connection,");
    new_bob.say("bob");
    story.step("carol comes,");
    visitor carol(entrance);
    story.step("and bob's old connection is hung up");
    old_bob.hang_up();
    server.run_until_quiet();

    EXPECT_TRUE(carol.is_connected())
        << "carol was thrown out" << story.hint(2);
    story.step("carol says her name");
    carol.say("carol");
    server.run_until_quiet();
    EXPECT_EQ(server.who(), "bob carol ") << story.hint(2);
}

TEST_F(presence_server, takes_no_name_from_a_newcomer_before_he_says_it) {
    net::story story;
    visitor old_bob(entrance), new_bob(entrance);
    server.run_until_quiet();
    old_bob.say("bob");
    server.run_until_quiet();
    story.step("in one turn: bob says his name on a new connection,");
    new_bob.say("bob");
    story.step("carol comes,");
    visitor carol(entrance);
    story.step("and bob says something on his old connection");
    old_bob.say("hello?");
    server.run_until_quiet();

    EXPECT_TRUE(carol.is_connected())
        << "carol was thrown out" << story.hint(2);
    EXPECT_EQ(server.who(), "bob ") << story.hint(3);
}

} // namespace
