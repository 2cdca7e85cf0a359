#include <gtest/gtest.h>

#include <string>

#include "01-blocking/chat_message.h"
#include "03-epoll-reactor/survival/hostile_words.h"

namespace hostile_words_test {

using net::load_kind;

TEST(hostile_words, are_requests_that_a_server_understands) {
    std::string rest = net::requests(load_kind::chat, 3);
    int frames = 0;
    for (auto front = net::front_chat_frame(rest);
         front.is == net::chat_frame_view::state::complete;
         front = net::front_chat_frame(rest)) {
        rest.erase(0, front.frame.size());
        ++frames;
    }

    EXPECT_EQ(frames, 3);
    EXPECT_EQ(rest, "");
    EXPECT_EQ(net::requests(load_kind::gateway, 2), "alice\nalice\n");
}

TEST(hostile_words, know_their_answers) {
    EXPECT_TRUE(net::is_answered(load_kind::echo, "ab", "ab"));
    EXPECT_FALSE(net::is_answered(load_kind::echo, "ab", "aB"));
    EXPECT_FALSE(net::is_answered(load_kind::echo, "ab", "a"));
    EXPECT_TRUE(net::is_answered(load_kind::chat, "me", "you me they"));
    EXPECT_FALSE(net::is_answered(load_kind::chat, "me", "you they"));
    EXPECT_TRUE(net::is_answered(load_kind::gateway, "a\nb\n", "c\nd\n"));
    EXPECT_FALSE(net::is_answered(load_kind::gateway, "a\nb\n", "c\nd"));
}

TEST(hostile_words, are_told_apart_by_their_answers) {
    net::arena place(load_kind::chat, {"127.0.0.1", 1},
                     net::arena::milliseconds(1));

    const std::string one = net::unique_requests(place);
    const std::string other = net::unique_requests(place);

    EXPECT_NE(one, other);
    EXPECT_FALSE(net::is_answered(load_kind::chat, one, other));
}

/// Shape:    how many of a hundred pieces of nonsense must end a client; `bad`
///           says whether a piece deserves that
template <class Bad>
int deadly_nonsense(load_kind kind, Bad bad) {
    net::arena place(kind, {"127.0.0.1", 1}, net::arena::milliseconds(1));
    int deadly = 0;
    for (int i = 0; i < 100; ++i) {
        const net::nonsense said = net::any_nonsense(place);
        if (!said.is_the_end) continue;
        ++deadly;
        EXPECT_TRUE(bad(said.bytes)) << said.bytes.substr(0, 40);
    }
    return deadly;
}

TEST(hostile_words, end_with_a_bad_frame_where_they_must_end_a_client) {
    const int deadly = deadly_nonsense(load_kind::chat, [](std::string rest) {
        auto front = net::front_chat_frame(rest);
        while (front.is == net::chat_frame_view::state::complete) {
            rest.erase(0, front.frame.size());
            front = net::front_chat_frame(rest);
        }
        return front.is == net::chat_frame_view::state::bad;
    });

    EXPECT_GT(deadly, 20);
}

TEST(hostile_words, have_no_line_end_where_they_must_end_a_client) {
    const int deadly =
        deadly_nonsense(load_kind::gateway, [](const std::string& line) {
            return line.size() > 1024 && line.find('\n') == line.npos;
        });

    EXPECT_GT(deadly, 20);
}

} // namespace hostile_words_test
