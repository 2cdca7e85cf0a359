#include "04-proactor/consuming_buffers.h"

#include <gtest/gtest.h>

#include <array>
#include <list>
#include <numeric>
#include <string>
#include <vector>

#include "04-proactor/buffers_iterator.h"

namespace consuming_buffers_test {

using net::buffer;
using net::buffers_begin;
using net::buffers_end;

template <typename Buffers>
net::detail::consuming_buffers<net::const_buffer, Buffers> consuming(
    const Buffers& buffers) {
    return net::detail::consuming_buffers<net::const_buffer, Buffers>(buffers);
}

template <typename Buffers>
std::string text_of(const Buffers& buffers) {
    return {buffers_begin(buffers), buffers_end(buffers)};
}

template <typename Buffers>
std::ptrdiff_t count_of(const Buffers& buffers) {
    return buffers.end() - buffers.begin();
}

/// "abcdef" in pieces, with empty ones at both ends and between.
std::list<net::const_buffer> pieces() {
    const net::const_buffer none;
    return {none,           buffer("ab", 2),  none,
            buffer("c", 1), buffer("def", 3), none};
}

TEST(consuming_buffers, start_with_all_of_the_sequence) {
    const auto left = consuming(pieces());

    EXPECT_FALSE(left.empty());
    EXPECT_EQ(left.total_consumed(), 0u);
    EXPECT_EQ(text_of(left.prepare(100)), "abcdef");
    EXPECT_EQ(count_of(left.prepare(100)), 3);
}

TEST(consuming_buffers, prepare_no_more_than_asked_for) {
    const auto left = consuming(pieces());

    EXPECT_EQ(text_of(left.prepare(4)), "abcd");
    EXPECT_EQ(count_of(left.prepare(3)), 2);
    EXPECT_EQ(count_of(left.prepare(0)), 0);
}

TEST(consuming_buffers, agree_with_a_string_whatever_the_steps) {
    for (std::size_t first = 0; first <= 6; ++first) {
        for (std::size_t second = 0; first + second <= 6; ++second) {
            auto left = consuming(pieces());
            left.consume(first);
            left.consume(second);

            const std::size_t consumed = first + second;
            const std::string rest = std::string("abcdef").substr(consumed);
            ASSERT_EQ(left.total_consumed(), consumed);
            ASSERT_EQ(left.empty(), consumed == 6);
            ASSERT_EQ(text_of(left.prepare(100)), rest);
            ASSERT_EQ(text_of(left.prepare(2)), rest.substr(0, 2));
        }
    }
}

TEST(consuming_buffers, are_empty_where_there_is_nothing) {
    const std::vector<net::const_buffer> none;
    const std::vector<net::const_buffer> empty_ones(5);

    EXPECT_TRUE(consuming(none).empty());
    EXPECT_TRUE(consuming(empty_ones).empty());
    EXPECT_EQ(count_of(consuming(empty_ones).prepare(100)), 0);
    EXPECT_TRUE(consuming(net::const_buffer()).empty());
    EXPECT_TRUE(consuming(std::array<net::const_buffer, 0>()).empty());
}

TEST(consuming_buffers, prepare_a_limited_number_of_buffers) {
    constexpr std::size_t limit = net::detail::max_prepared_buffers;
    auto left = consuming(std::vector<net::const_buffer>(40, buffer("ab", 2)));

    EXPECT_EQ(net::buffer_size(left.prepare(1000)), 2 * limit);
    left.consume(2 * limit);
    EXPECT_EQ(net::buffer_size(left.prepare(1000)), 2 * limit);
    left.consume(2 * limit);
    EXPECT_EQ(net::buffer_size(left.prepare(1000)), 80 - 4 * limit);
}

TEST(consuming_buffers, take_no_more_memory_than_an_array_needs) {
    using pair = std::array<net::const_buffer, 2>;
    const auto left = consuming(pair{buffer("ab", 2), buffer("cd", 2)});

    EXPECT_EQ(text_of(left.prepare(100)), "abcd");
    EXPECT_LT(sizeof(left.prepare(100)), 4 * sizeof(net::const_buffer));
}

TEST(consuming_buffers, keep_their_place_when_copied) {
    std::vector<net::const_buffer> sequence = {buffer("ab", 2),
                                               buffer("cd", 2)};
    auto original = consuming(sequence);
    original.consume(3);

    auto copy = original;
    sequence.clear();
    original.consume(1);

    EXPECT_TRUE(original.empty());
    EXPECT_EQ(text_of(copy.prepare(100)), "d");
    const auto moved = std::move(copy);
    EXPECT_EQ(text_of(moved.prepare(100)), "d");
}

TEST(consuming_buffers, of_a_single_buffer_are_a_buffer_and_a_number) {
    const std::string text = "abcdef";
    auto left = consuming(buffer(text));
    EXPECT_EQ(text_of(left.prepare(4)), "abcd");
    EXPECT_EQ(text_of(left.prepare(100)), "abcdef");

    left.consume(4);
    EXPECT_EQ(text_of(left.prepare(100)), "ef");
    EXPECT_EQ(text_of(left.prepare(0)), "");
    EXPECT_FALSE(left.empty());
    left.consume(2);

    EXPECT_TRUE(left.empty());
    EXPECT_EQ(left.total_consumed(), 6u);
    EXPECT_LE(sizeof(left), 3 * sizeof(void*));
}

TEST(consuming_buffers, let_mutable_buffers_be_written_to) {
    std::string first = "..", second = "..";
    const std::array<net::mutable_buffer, 2> sequence = {buffer(first),
                                                         buffer(second)};
    net::detail::consuming_buffers<net::mutable_buffer,
                                   std::array<net::mutable_buffer, 2>>
        left(sequence);
    left.consume(1);

    net::buffer_copy(left.prepare(2), buffer("xyz", 3));

    EXPECT_EQ(first + second, ".xy.");
}

TEST(consuming_buffers, of_mutable_buffers_may_be_read_from) {
    std::string text = "abc";
    const std::vector<net::mutable_buffer> several = {buffer(text)};

    EXPECT_EQ(text_of(consuming(several).prepare(2)), "ab");
    EXPECT_EQ(text_of(consuming(buffer(text)).prepare(2)), "ab");
}

} // namespace consuming_buffers_test
