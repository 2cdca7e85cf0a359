#include "03-epoll-reactor/load/load_options.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace load_options_test {

net::load_options parse(std::vector<std::string> words) {
    words.insert(words.begin(), "load");
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return net::parse_load_options(static_cast<int>(words.size()),
                                   pointers.data());
}

/// What is said of a command line that makes no sense.
std::string complaint(const std::vector<std::string>& words) {
    try {
        parse(words);
        return "none";
    } catch (const net::usage_error& bad) {
        return bad.what();
    }
}

TEST(load_options, has_defaults_for_all_but_kind_and_address) {
    const net::load_options options = parse({"echo", "127.0.0.1:7001"});

    EXPECT_EQ(options.kind, net::load_kind::echo);
    EXPECT_EQ(net::to_string(options.server), "127.0.0.1:7001");
    EXPECT_EQ(options.connections, 100u);
    EXPECT_EQ(options.duration, std::chrono::seconds(5));
    EXPECT_EQ(options.size, 64u);
    EXPECT_EQ(options.pipeline, 1u);
    EXPECT_FALSE(options.json);
}

TEST(load_options, takes_options_before_and_behind_the_words) {
    const net::load_options options = parse(
        {"--connections", "3", "echo", "[::1]:9", "--seconds", "0.25", "--size",
         "1000", "--pipeline=4", "--idle-connections", "7", "--json"});

    EXPECT_EQ(net::to_string(options.server), "[::1]:9");
    EXPECT_EQ(options.connections, 3u);
    EXPECT_EQ(options.duration, std::chrono::milliseconds(250));
    EXPECT_EQ(options.size, 1000u);
    EXPECT_EQ(options.pipeline, 4u);
    EXPECT_EQ(options.idle_connections, 7u);
    EXPECT_TRUE(options.json);
}

TEST(load_options, gives_chat_senders_a_window) {
    EXPECT_EQ(parse({"chat", "h:1"}).pipeline, net::default_chat_window);
    EXPECT_EQ(parse({"chat", "h:1", "--pipeline", "2"}).pipeline, 2u);
}

TEST(load_options, has_no_more_senders_than_clients) {
    EXPECT_EQ(parse({"chat", "h:1", "--connections", "4"}).senders, 4u);
    EXPECT_EQ(parse({"chat", "h:1", "--senders", "4"}).senders, 4u);
}

TEST(load_options, knows_every_kind) {
    EXPECT_EQ(parse({"chat", "h:1"}).kind, net::load_kind::chat);
    EXPECT_EQ(parse({"gateway", "h:1"}).kind, net::load_kind::gateway);
    EXPECT_EQ(parse({"idle", "h:1"}).kind, net::load_kind::idle);
    EXPECT_EQ(parse({"storm", "h:1"}).kind, net::load_kind::storm);
}

TEST(load_options, asks_for_nothing_else_after_help) {
    EXPECT_TRUE(parse({"--help"}).help);
}

TEST(load_options, names_what_it_does_not_understand) {
    EXPECT_EQ(complaint({}), "say echo|chat|gateway|idle|storm and HOST:PORT");
    EXPECT_EQ(complaint({"ping", "h:1"}),
              "'ping' is none of echo|chat|gateway|idle|storm");
    EXPECT_EQ(complaint({"echo", "h"}), "not HOST:PORT: 'h'");
    EXPECT_EQ(complaint({"echo", "h:1", "more"}), "more: one too many");
    EXPECT_EQ(complaint({"echo", "h:1", "--speed", "1"}),
              "--speed: no such option");
    EXPECT_EQ(complaint({"echo", "h:1", "--size"}), "--size: no value");
    EXPECT_EQ(complaint({"echo", "h:1", "--connections", "0"}),
              "--connections 0: not a number from 1 to 1000000");
    EXPECT_EQ(complaint({"echo", "h:1", "--size", "-1"}),
              "--size -1: not a number from 1 to 1048576");
    EXPECT_EQ(complaint({"echo", "h:1", "--size", "12x"}),
              "--size 12x: not a number from 1 to 1048576");
    EXPECT_EQ(complaint({"echo", "h:1", "--seconds", "soon"}),
              "--seconds soon: not a number of seconds");
}

TEST(load_options, refuses_options_of_another_kind) {
    EXPECT_EQ(complaint({"echo", "h:1", "--senders", "3"}),
              "--senders: not with echo");
    EXPECT_EQ(complaint({"gateway", "h:1", "--size", "3"}),
              "--size: not with gateway");
    EXPECT_EQ(complaint({"chat", "h:1", "--requests", "3"}),
              "--requests: not with chat");
    EXPECT_EQ(complaint({"storm", "h:1", "--seconds", "3"}),
              "--seconds: not with storm");
    EXPECT_EQ(complaint({"echo", "h:1", "--at-once", "3"}),
              "--at-once: not with echo");
    EXPECT_EQ(complaint({"echo", "h:1", "--echo-check"}),
              "--echo-check: not with echo");
}

TEST(load_options, refuses_chat_messages_that_no_frame_can_hold) {
    const std::string reason =
        "--size: a chat message has from 17 to 512 bytes here";

    EXPECT_EQ(complaint({"chat", "h:1", "--size", "16"}), reason);
    EXPECT_EQ(complaint({"chat", "h:1", "--size", "513"}), reason);
    EXPECT_EQ(complaint({"chat", "h:1", "--size", "512"}), "none");
}

} // namespace load_options_test
