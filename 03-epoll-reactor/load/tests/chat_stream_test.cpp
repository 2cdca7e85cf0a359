#include "03-epoll-reactor/load/chat_stream.h"

#include <gtest/gtest.h>

#include <string>

namespace chat_stream_test {

/// A room of three senders, and the messages that they may say.
class chat_stream : public testing::Test {
protected:
    std::string say(std::size_t sender, std::uint64_t number) {
        return std::string(stream_.make_frame(sender, number));
    }

    net::chat_stream stream_{3, 4, 20};
};

TEST_F(chat_stream, accepts_what_comes_in_each_senders_order) {
    const std::string said = say(0, 0) + say(2, 0) + say(0, 1) + say(1, 0);

    EXPECT_EQ(stream_.check(0, said), "");

    EXPECT_EQ(stream_.count_of(0), 2u);
    EXPECT_EQ(stream_.count_of(1), 1u);
    EXPECT_EQ(stream_.count_of(2), 1u);
}

TEST_F(chat_stream, makes_frames_of_the_rooms_format) {
    EXPECT_EQ(say(2, 17), "  2000002 0000000017 rst");
}

TEST_F(chat_stream, accepts_frames_cut_at_every_byte) {
    const std::string said = say(0, 0) + say(1, 0) + say(0, 1);

    for (std::size_t i = 0; i < said.size(); ++i) {
        EXPECT_EQ(stream_.check(i, said.substr(i, 1)), "") << i;
    }

    EXPECT_EQ(stream_.count_of(0), 2u);
}

TEST_F(chat_stream, accepts_the_same_from_all_whoever_is_ahead) {
    const std::string said = say(0, 0) + say(1, 0) + say(0, 1) + say(2, 0);

    EXPECT_EQ(stream_.check(0, said.substr(0, 30)), "");   // one client
    EXPECT_EQ(stream_.check(0, said.substr(0, 50)), "");   // another overtakes
    EXPECT_EQ(stream_.check(30, said.substr(30, 60)), ""); // and is overtaken
    EXPECT_EQ(stream_.check(50, said.substr(50, 7)), "");

    EXPECT_EQ(stream_.count_of(0), 2u);
}

TEST_F(chat_stream, knows_where_the_latest_messages_ended) {
    const std::size_t size = stream_.frame_size();
    stream_.check(0, say(0, 0) + say(1, 0) + say(0, 1));

    EXPECT_EQ(stream_.end_of(0, 0), size);
    EXPECT_EQ(stream_.end_of(1, 0), 2 * size);
    EXPECT_EQ(stream_.end_of(0, 1), 3 * size);
}

TEST_F(chat_stream, catches_a_lost_message) {
    EXPECT_EQ(stream_.check(0, say(0, 0) + say(0, 2)),
              "messages lost or out of order");
}

TEST_F(chat_stream, catches_a_lost_first_message) {
    EXPECT_EQ(stream_.check(0, say(1, 1)), "messages lost or out of order");
}

TEST_F(chat_stream, catches_a_repeated_message) {
    EXPECT_EQ(stream_.check(0, say(0, 0) + say(0, 0)),
              "messages repeated or out of order");
}

TEST_F(chat_stream, catches_two_messages_that_have_changed_places) {
    EXPECT_NE(stream_.check(0, say(0, 1) + say(0, 0)), "");
}

TEST_F(chat_stream, catches_a_client_that_hears_another_order) {
    EXPECT_EQ(stream_.check(0, say(0, 0) + say(1, 0)), "");

    EXPECT_EQ(stream_.check(0, say(1, 0) + say(0, 0)),
              "not what the others got");
}

TEST_F(chat_stream, catches_a_client_that_misses_a_message) {
    EXPECT_EQ(stream_.check(0, say(0, 0) + say(1, 0) + say(2, 0)), "");

    EXPECT_EQ(stream_.check(0, say(0, 0) + say(2, 0)),
              "not what the others got");
}

TEST_F(chat_stream, catches_one_wrong_byte_anywhere) {
    for (std::size_t at = 0; at < stream_.frame_size(); ++at) {
        net::chat_stream fresh(3, 4, 20);
        std::string wrong = say(0, 0);
        wrong[at] = static_cast<char>(wrong[at] ^ 4);

        EXPECT_NE(fresh.check(0, wrong), "") << at;
    }
}

TEST_F(chat_stream, catches_a_frame_of_somebody_else) {
    EXPECT_EQ(stream_.check(0, "  20hello, is this a chat room?"),
              "not a message of this run");
}

TEST_F(chat_stream, catches_a_sender_that_does_not_exist) {
    EXPECT_EQ(stream_.check(0, "  2000003 0000000000 rst"),
              "not a message of this run");
}

TEST_F(chat_stream, goes_on_for_the_others_when_one_was_told_nonsense) {
    const std::string said = say(0, 0) + say(1, 0);
    EXPECT_NE(stream_.check(0, say(0, 0) + std::string(40, '?')), "");

    EXPECT_EQ(stream_.check(0, said), "");

    EXPECT_EQ(stream_.count_of(1), 1u);
}

TEST_F(chat_stream, forgets_what_everybody_has_got) {
    const std::string said = say(0, 0) + say(1, 0) + say(2, 0);
    const std::size_t size = stream_.frame_size();
    stream_.check(0, said);

    stream_.forget_before(2 * size);

    EXPECT_EQ(stream_.size(), size);
    EXPECT_EQ(stream_.check(2 * size, said.substr(2 * size)), "");
    EXPECT_EQ(stream_.check(3 * size, say(0, 1)), "");
    EXPECT_EQ(stream_.check(0, said), "lost its place");
}

} // namespace chat_stream_test
