#include "04-proactor/buffers_iterator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <list>
#include <string>
#include <vector>

#include "04-proactor/streambuf.h"

namespace buffers_iterator_test {

using net::buffer;
using net::buffers_begin;
using net::buffers_end;

using sequence = std::list<net::const_buffer>;

/// "abcdef" in pieces, with empty ones at both ends and between.
sequence pieces() {
    const net::const_buffer none;
    return {none,           buffer("ab", 2),  none,
            buffer("c", 1), buffer("def", 3), none};
}

TEST(buffers_iterator, is_a_random_access_iterator) {
    EXPECT_TRUE(std::random_access_iterator<net::buffers_iterator<sequence>>);
    EXPECT_TRUE(std::random_access_iterator<
                net::buffers_iterator<net::mutable_buffers_1>>);
}

TEST(buffers_iterator, reads_across_the_borders_of_buffers) {
    const sequence buffers = pieces();

    const std::string text(buffers_begin(buffers), buffers_end(buffers));

    EXPECT_EQ(text, "abcdef");
}

TEST(buffers_iterator, makes_a_string_of_the_start_of_a_streambuf) {
    net::streambuf buffer_of_stream;
    buffer_of_stream.sputn("line\nrest", 9);

    const auto data = buffer_of_stream.data();
    const std::string line(buffers_begin(data), buffers_begin(data) + 4);

    EXPECT_EQ(line, "line");
}

TEST(buffers_iterator, reads_backwards) {
    const sequence buffers = pieces();
    std::string text;

    for (auto it = buffers_end(buffers); it != buffers_begin(buffers);) {
        text += *--it;
    }

    EXPECT_EQ(text, "fedcba");
}

TEST(buffers_iterator, jumps_from_any_place_to_any_other) {
    const sequence buffers = pieces();
    const std::string text = "abcdef";
    const auto begin = buffers_begin(buffers);

    for (std::ptrdiff_t from = 0; from <= 6; ++from) {
        for (std::ptrdiff_t to = 0; to <= 6; ++to) {
            auto it = begin + from;
            it += to - from;
            ASSERT_EQ(it - begin, to);
            ASSERT_EQ((begin + to) - (begin + from), to - from);
            ASSERT_EQ(it == buffers_end(buffers), to == 6);
            ASSERT_EQ(begin + from < begin + to, from < to);
            if (to < 6) {
                ASSERT_EQ(*it, text[static_cast<std::size_t>(to)]);
                ASSERT_EQ(begin[to], *it);
            }
        }
    }
}

TEST(buffers_iterator, steps_before_and_after_it_is_looked_at) {
    const sequence buffers = pieces();
    auto it = buffers_begin(buffers);

    EXPECT_EQ(*it++, 'a');
    EXPECT_EQ(*++it, 'c');
    EXPECT_EQ(*it--, 'c');
    EXPECT_EQ(*--it, 'a');
    EXPECT_EQ(*(1 + it), 'b');
    EXPECT_EQ(*((it + 2) - 1), 'b');
    it -= -1;
    EXPECT_EQ(*it.operator->(), 'b');
}

TEST(buffers_iterator, writes_where_the_buffers_are_mutable) {
    std::string first = "..", second = "...";
    const std::array<net::mutable_buffer, 2> buffers = {buffer(first),
                                                        buffer(second)};
    const std::string text = "abcde";

    std::copy(text.begin(), text.end(), buffers_begin(buffers));

    EXPECT_EQ(first + second, text);
}

TEST(buffers_iterator, begins_at_the_end_of_nothing) {
    const sequence none;
    const std::vector<net::const_buffer> empty_ones(3);

    EXPECT_EQ(buffers_begin(none), buffers_end(none));
    EXPECT_EQ(buffers_begin(empty_ones), buffers_end(empty_ones));
}

TEST(buffers_iterator, gives_bytes_of_the_type_that_is_asked_for) {
    const net::const_buffers_1 text = buffer("\xff", 1);
    using iterator = net::buffers_iterator<net::const_buffers_1, unsigned char>;

    EXPECT_EQ(*iterator::begin(text), 255);
}

} // namespace buffers_iterator_test
