#include "04-proactor/match_delimiter.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "04-proactor/buffer.h"
#include "04-proactor/tests/match_conditions.h"

namespace match_delimiter_test {

using net::detail::match_delimiter;

template <typename Data, typename Delimiter>
void expect_match(bool found, std::size_t position, const Data& data,
                  std::size_t from, Delimiter&& delimiter) {
    const auto result = match_delimiter(data, from, delimiter);

    EXPECT_EQ(result.found, found);
    EXPECT_EQ(result.position, position);
}

TEST(match_delimiter, finds_a_character) {
    const auto data = net::buffer("ab\ncd\n", 6);

    expect_match(true, 3, data, 0, '\n');
    expect_match(true, 3, data, 2, '\n');
    expect_match(true, 6, data, 3, '\n');
}

TEST(match_delimiter, says_that_it_has_searched_all_for_a_character) {
    expect_match(false, 4, net::buffer("abcd", 4), 1, '\n');
    expect_match(false, 0, net::const_buffer(), 0, '\n');
}

TEST(match_delimiter, finds_a_string) {
    const auto data = net::buffer("a\r\nb\r\n", 6);

    expect_match(true, 3, data, 0, "\r\n");
    expect_match(true, 6, data, 2, "\r\n");
    expect_match(true, 6, data, 0, std::string("b\r\n"));
}

TEST(match_delimiter, searches_again_where_a_string_may_have_begun) {
    expect_match(false, 3, net::buffer("abc\r", 4), 0, "\r\n");
    expect_match(false, 2, net::buffer("abcd", 4), 0, "===");
    expect_match(false, 3, net::buffer("abcd", 4), 3, "===");
    expect_match(false, 4, net::buffer("abcd", 4), 4, "===");
    expect_match(false, 0, net::const_buffer(), 0, "===");
}

TEST(match_delimiter, finds_what_is_split_over_buffers) {
    const std::vector<net::const_buffer> data = {
        net::buffer("a\r", 2), net::const_buffer(), net::buffer("\nb", 2)};

    expect_match(true, 3, data, 0, "\r\n");
    expect_match(true, 4, data, 0, 'b');
}

TEST(match_delimiter, finds_the_empty_string_where_there_is_a_byte) {
    expect_match(true, 0, net::buffer("a", 1), 0, "");
    expect_match(false, 0, net::const_buffer(), 0, "");
}

TEST(match_delimiter, asks_a_match_condition) {
    line_of_size three{3};

    expect_match(true, 3, net::buffer("abcd", 4), 0, three);
    expect_match(false, 2, net::buffer("abcd", 4), 2, three);
}

TEST(is_match_condition, is_true_of_functions_and_marked_types) {
    using function = decltype(number_and_semicolon);

    EXPECT_TRUE(net::is_match_condition<function>::value);
    EXPECT_TRUE(net::is_match_condition<function*>::value);
    EXPECT_TRUE(net::is_match_condition<line_of_size>::value);
    EXPECT_TRUE(net::is_match_condition<first_byte>::value);
    EXPECT_FALSE(net::is_match_condition<char>::value);
    EXPECT_FALSE(net::is_match_condition<std::string>::value);
}

} // namespace match_delimiter_test
