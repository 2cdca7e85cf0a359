#include "01-blocking/option_values.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace option_values_test {

using namespace std::chrono_literals;
using net::parse_number;
using net::parse_seconds;

TEST(parse_number, takes_what_lies_between) {
    EXPECT_EQ(parse_number("0", 0, 9), 0u);
    EXPECT_EQ(parse_number("9", 1, 9), 9u);
    EXPECT_EQ(parse_number("18446744073709551615", 0, UINT64_MAX), UINT64_MAX);
}

TEST(parse_number, refuses_everything_else) {
    for (const char* text : {"", "0", "10", "-1", "+1", " 1", "1 ", "1.0",
                             "0x1", "one", "18446744073709551616"}) {
        EXPECT_THROW(parse_number(text, 1, 9), std::invalid_argument) << text;
    }
}

TEST(parse_number, says_what_it_wants) {
    try {
        parse_number("12x", 1, 99);
        FAIL() << "took it";
    } catch (const std::invalid_argument& bad) {
        EXPECT_STREQ(bad.what(), "not a number from 1 to 99");
    }
}

TEST(parse_seconds, takes_fractions_down_to_a_millisecond) {
    EXPECT_EQ(parse_seconds("0"), 0ms);
    EXPECT_EQ(parse_seconds("3"), 3s);
    EXPECT_EQ(parse_seconds("0.25"), 250ms);
    EXPECT_EQ(parse_seconds(".5"), 500ms);
    EXPECT_EQ(parse_seconds("0.0019"), 1ms);
    EXPECT_EQ(parse_seconds("1000000"), 1'000'000s);
}

TEST(parse_seconds, refuses_everything_else) {
    for (const char* text :
         {"", ".", "-1", "+1", " 1", "1 ", "1s", "1,5", "1.2.3", "1e3", "0x1",
          "inf", "nan", "soon", "1000001"}) {
        EXPECT_THROW(parse_seconds(text), std::invalid_argument) << text;
    }
    EXPECT_THROW(parse_seconds(std::string(400, '9')), std::invalid_argument);
}

} // namespace option_values_test
