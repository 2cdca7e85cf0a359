#include <gtest/gtest.h>

#include <string>

#include "01-blocking/chat_message.h"
#include "03-epoll-reactor/survival/room_record.h"

namespace room_record_test {

struct room_record : testing::Test {
    net::room_record room{"member ", 2};
    const std::string noise = net::encode_chat_message("who are you?");
};

TEST_F(room_record, is_content_with_members_in_their_order_among_strangers) {
    const std::string all =
        room.message(1, 0) + noise + room.message(0, 0) + room.message(1, 1);

    EXPECT_EQ(room.check(0, all), "");
    EXPECT_EQ(room.count_of(0), 1u);
    EXPECT_EQ(room.count_of(1), 2u);
    EXPECT_EQ(room.last_end_of(1), all.size());
}

TEST_F(room_record, takes_a_frame_in_two_parts) {
    const std::string one = room.message(0, 0);

    EXPECT_EQ(room.check(0, one.substr(0, 6)), "");
    EXPECT_EQ(room.count_of(0), 0u);
    EXPECT_EQ(room.check(6, one.substr(6)), "");
    EXPECT_EQ(room.count_of(0), 1u);
}

TEST_F(room_record, misses_a_lost_message) {
    EXPECT_EQ(room.check(0, room.message(0, 1)),
              "a message lost, repeated, changed or out of order");
}

TEST_F(room_record, sees_a_message_twice) {
    const std::string one = room.message(0, 0);

    EXPECT_NE(room.check(0, one + one), "");
}

TEST_F(room_record, sees_a_changed_byte) {
    std::string one = room.message(0, 0) + room.message(0, 1);
    one.back() = 'X';

    EXPECT_NE(room.check(0, one), "");
}

TEST_F(room_record, sees_that_one_hears_another_order) {
    ASSERT_EQ(room.check(0, room.message(0, 0) + room.message(1, 0)), "");

    EXPECT_EQ(room.check(0, room.message(1, 0) + room.message(0, 0)),
              "something else than the others");
}

TEST_F(room_record, sees_what_is_no_frame) {
    EXPECT_EQ(room.check(0, noise + "oops"), "what is no frame");
}

TEST_F(room_record, forgets_what_all_have_heard) {
    const std::string first = noise + room.message(0, 0);
    ASSERT_EQ(room.check(0, first), "");

    room.forget_before(first.size());

    EXPECT_EQ(room.check(first.size(), room.message(0, 1)), "");
    EXPECT_EQ(room.count_of(0), 2u);
}

} // namespace room_record_test
