#include "01-blocking/error.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace error_test {

TEST(check, passes_a_good_result_through) {
    EXPECT_EQ(net::check(0, "read"), 0);
    EXPECT_EQ(net::check(17, "read"), 17);
}

TEST(check, throws_the_reason_with_the_name_of_the_call) {
    try {
        net::check(::close(-1), "close");
        FAIL() << "it did not throw";
    } catch (const std::system_error& failure) {
        EXPECT_EQ(failure.code(), std::errc::bad_file_descriptor);
        EXPECT_STREQ(failure.what(), "close: Bad file descriptor");
    }
}

TEST(last_error, says_what_errno_says) {
    errno = ECONNRESET;

    EXPECT_EQ(net::last_error(), std::errc::connection_reset);
}

TEST(would_block, is_true_of_either_name_of_that_error) {
    const std::error_code again(EAGAIN, std::system_category());
    const std::error_code block(EWOULDBLOCK, std::system_category());

    EXPECT_TRUE(net::would_block(again));
    EXPECT_TRUE(net::would_block(block));
}

TEST(would_block, is_false_of_everything_else) {
    EXPECT_FALSE(net::would_block({}));
    EXPECT_FALSE(net::would_block(net::error::eof));
    EXPECT_FALSE(net::would_block({EINTR, std::system_category()}));
    EXPECT_FALSE(net::would_block({EINPROGRESS, std::system_category()}));
}

TEST(misc_errors, are_error_codes_of_a_category_of_their_own) {
    const std::error_code end = net::error::eof;

    EXPECT_TRUE(end);
    EXPECT_EQ(end, net::error::eof);
    EXPECT_NE(end, net::error::not_found);
    EXPECT_NE(end, std::error_code(2, std::system_category()));
    EXPECT_STREQ(end.category().name(), "asio.misc");
}

TEST(misc_errors, say_what_they_mean) {
    const auto message = [](std::error_code error) { return error.message(); };

    EXPECT_EQ(message(net::error::eof), "End of file");
    EXPECT_EQ(message(net::error::already_open), "Already open");
    EXPECT_EQ(message(net::error::not_found), "Element not found");
    EXPECT_EQ(message({99, net::error::misc_category()}), "Unknown error");
}

} // namespace error_test
