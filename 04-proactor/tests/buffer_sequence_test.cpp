#include "04-proactor/buffer_sequence.h"

#include <gtest/gtest.h>

#include <array>
#include <list>
#include <string>
#include <utility>
#include <vector>

#include "04-proactor/buffer.h"
#include "04-proactor/iovecs.h"

namespace buffer_sequence_test {

using net::buffer;

TEST(buffer_sequence, is_a_buffer_or_a_container_of_buffers) {
    using net::is_const_buffer_sequence;
    using net::is_mutable_buffer_sequence;

    EXPECT_TRUE(is_const_buffer_sequence<net::const_buffer>::value);
    EXPECT_TRUE(is_const_buffer_sequence<net::mutable_buffer>::value);
    EXPECT_TRUE(is_const_buffer_sequence<net::const_buffers_1>::value);
    EXPECT_TRUE(is_const_buffer_sequence<std::list<net::const_buffer>>::value);
    EXPECT_TRUE(is_mutable_buffer_sequence<net::mutable_buffer>::value);
    EXPECT_TRUE(is_mutable_buffer_sequence<net::mutable_buffers_1>::value);
    EXPECT_TRUE((
        is_mutable_buffer_sequence<std::array<net::mutable_buffer, 2>>::value));
    EXPECT_FALSE(is_mutable_buffer_sequence<net::const_buffer>::value);
    EXPECT_FALSE(
        is_mutable_buffer_sequence<std::vector<net::const_buffer>>::value);
    EXPECT_FALSE(is_const_buffer_sequence<std::string>::value);
    EXPECT_FALSE(is_const_buffer_sequence<int>::value);
}

TEST(buffer_sequence, goes_from_begin_to_end) {
    const net::const_buffer one = buffer("one");
    std::vector<net::const_buffer> two = {one, one};

    EXPECT_EQ(net::buffer_sequence_begin(one), &one);
    EXPECT_EQ(net::buffer_sequence_end(one), &one + 1);
    EXPECT_EQ(net::buffer_sequence_begin(two), two.begin());
    EXPECT_EQ(net::buffer_sequence_end(std::as_const(two)), two.cend());

    const net::const_buffers_1 sequence_of_one = buffer("one");
    EXPECT_EQ(sequence_of_one.end() - sequence_of_one.begin(), 1);
    EXPECT_EQ(sequence_of_one.begin()->data(), sequence_of_one.data());
}

TEST(buffer_size, is_the_sum_of_all_sizes) {
    const std::vector<net::const_buffer> several = {
        buffer("abc", 3), net::const_buffer(), buffer("de", 2)};

    EXPECT_EQ(net::buffer_size(several), 5u);
    EXPECT_EQ(net::buffer_size(buffer("abc")), 4u);
    EXPECT_EQ(net::buffer_size(std::vector<net::const_buffer>()), 0u);
}

TEST(buffer_copy, stops_at_the_end_of_the_shorter_one) {
    std::string target = "......";

    EXPECT_EQ(net::buffer_copy(buffer(target), buffer("abc", 3)), 3u);
    EXPECT_EQ(target, "abc...");
    EXPECT_EQ(net::buffer_copy(buffer(target, 2), buffer("xyz", 3)), 2u);
    EXPECT_EQ(target, "xyc...");
}

TEST(buffer_copy, goes_across_the_borders_of_both_sequences) {
    std::string first = "..", second = ".....";
    const std::array<net::mutable_buffer, 3> target = {
        buffer(first), net::mutable_buffer(), buffer(second)};
    const std::list<net::const_buffer> source = {
        buffer("a", 1), net::const_buffer(), buffer("bcd", 3), buffer("ef", 2)};

    const std::size_t n = net::buffer_copy(target, source);

    EXPECT_EQ(n, 6u);
    EXPECT_EQ(first, "ab");
    EXPECT_EQ(second, "cdef.");
}

TEST(buffer_copy, copies_no_more_than_it_may) {
    std::string first = "..", second = "..";
    const std::array<net::mutable_buffer, 2> target = {buffer(first),
                                                       buffer(second)};

    EXPECT_EQ(net::buffer_copy(target, buffer("abcd"), 3), 3u);
    EXPECT_EQ(first + second, "abc.");
    EXPECT_EQ(net::buffer_copy(target, buffer("xyz"), 0), 0u);
    EXPECT_EQ(first + second, "abc.");
}

TEST(buffer_copy, copies_nothing_from_or_to_an_empty_sequence) {
    std::string text = "..";
    const std::vector<net::mutable_buffer> none;

    EXPECT_EQ(net::buffer_copy(none, buffer(text)), 0u);
    EXPECT_EQ(net::buffer_copy(buffer(text), none), 0u);
    EXPECT_EQ(net::buffer_copy(net::mutable_buffer(), buffer(text)), 0u);
}

TEST(iovecs, leave_out_empty_buffers) {
    std::string first = "ab", second = "cde";
    const std::vector<net::mutable_buffer> several = {
        net::mutable_buffer(), buffer(first), net::mutable_buffer(),
        buffer(second)};

    net::detail::iovecs vectors(several);

    ASSERT_EQ(vectors.count(), 2u);
    EXPECT_EQ(vectors.data()[0].iov_base, first.data());
    EXPECT_EQ(vectors.data()[1].iov_len, 3u);
    EXPECT_EQ(vectors.total(), 5u);
    EXPECT_FALSE(vectors.all_empty());
}

TEST(iovecs, say_if_there_is_nothing_to_do) {
    const std::vector<net::const_buffer> empty_ones(100);

    EXPECT_TRUE(net::detail::iovecs(net::const_buffer()).all_empty());
    EXPECT_TRUE(net::detail::iovecs(empty_ones).all_empty());
    EXPECT_EQ(net::detail::iovecs(empty_ones).total(), 0u);
}

TEST(iovecs, take_the_first_sixty_four_buffers) {
    std::vector<net::const_buffer> several(100);
    several.insert(several.end(), 100, buffer("ab", 2));

    net::detail::iovecs vectors(several);

    EXPECT_EQ(vectors.count(), 64u);
    EXPECT_EQ(vectors.total(), 128u);
}

} // namespace buffer_sequence_test
