#include "01-blocking/chat_message.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace chat_message_test {

using state = net::chat_frame_view::state;

TEST(chat_message, has_a_header_of_four_characters_padded_with_spaces) {
    EXPECT_EQ(net::encode_chat_message(""), "   0");
    EXPECT_EQ(net::encode_chat_message("hello"), "   5hello");
    EXPECT_EQ(net::encode_chat_message(std::string(512, 'x')),
              " 512" + std::string(512, 'x'));
}

TEST(chat_message, has_at_most_512_bytes) {
    EXPECT_THROW(net::encode_chat_message(std::string(513, 'x')),
                 std::length_error);
}

TEST(chat_message, is_decoded_as_it_was_encoded_whatever_its_length) {
    for (std::size_t length = 0; length <= 512; ++length) {
        const std::string frame =
            net::encode_chat_message(std::string(length, 'x'));

        EXPECT_EQ(net::decode_chat_header(frame.substr(0, 4)), length);
        EXPECT_EQ(frame.size(), net::chat_header_length + length);
    }
}

TEST(chat_header, is_a_decimal_number_with_spaces_in_front) {
    EXPECT_EQ(net::decode_chat_header("   7"), 7u);
    EXPECT_EQ(net::decode_chat_header("  42"), 42u);
    EXPECT_EQ(net::decode_chat_header(" 512"), 512u);
    EXPECT_EQ(net::decode_chat_header("0042"), 42u);
}

TEST(chat_header, is_nothing_else) {
    using namespace std::string_view_literals;
    for (const auto bad :
         {"    "sv, "abcd"sv, "  -1"sv, "  +1"sv, " 513"sv, "9999"sv, "1   "sv,
          " 1 2"sv, "12 3"sv, "0x10"sv, " 1.5"sv, "  5h"sv, "\t  5"sv,
          "   \n"sv, "\0\0\0\0"sv, "  5\0"sv, "\xff\xff\xff\xff"sv}) {
        EXPECT_EQ(net::decode_chat_header(bad), std::nullopt)
            << "'" << bad << "'";
    }
}

TEST(front_chat_frame, waits_until_a_frame_has_come_whole) {
    const std::string frame = net::encode_chat_message("hello");
    for (std::size_t part = 0; part < frame.size(); ++part) {
        const auto front = net::front_chat_frame({frame.data(), part});

        EXPECT_EQ(front.is, state::incomplete) << part << " bytes";
        EXPECT_TRUE(front.frame.empty());
    }
    EXPECT_EQ(net::front_chat_frame(frame).is, state::complete);
}

TEST(front_chat_frame, finds_the_first_of_several) {
    const std::string bytes = net::encode_chat_message("one") +
                              net::encode_chat_message("") +
                              net::encode_chat_message("three").substr(0, 6);

    const auto first = net::front_chat_frame(bytes);
    const auto second = net::front_chat_frame(bytes.substr(7));
    const auto third = net::front_chat_frame(bytes.substr(11));

    EXPECT_EQ(first.is, state::complete);
    EXPECT_EQ(first.frame, "   3one");
    EXPECT_EQ(first.frame.data(), bytes.data()); // a view, not a copy
    EXPECT_EQ(second.is, state::complete);
    EXPECT_EQ(second.frame.size(), net::chat_header_length);
    EXPECT_EQ(third.is, state::incomplete);
}

TEST(front_chat_frame, sees_a_bad_header_before_the_body_has_come) {
    EXPECT_EQ(net::front_chat_frame("oops").is, state::bad);
    EXPECT_EQ(net::front_chat_frame(" 513").is, state::bad);
    EXPECT_EQ(net::front_chat_frame("oop").is, state::incomplete);
}

} // namespace chat_message_test
