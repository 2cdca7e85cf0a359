#include <gtest/gtest.h>

#include <array>
#include <list>
#include <string>
#include <vector>

#include "04-proactor/read.h"
#include "04-proactor/tests/scripted_stream.h"
#include "04-proactor/write.h"

namespace read_write_test {

using net::buffer;

const std::error_code reset = std::make_error_code(std::errc::connection_reset);

/// An error that was there before and has to go.
const std::error_code stale = std::make_error_code(std::errc::bad_message);

TEST(read, puts_short_reads_together) {
    scripted_stream stream{.portions = {"ab", "c", "defgh"}};
    std::string text(6, '.');
    std::error_code error = stale;

    const std::size_t n = net::read(stream, buffer(text), error);

    EXPECT_EQ(n, 6u);
    EXPECT_FALSE(error);
    EXPECT_EQ(text, "abcdef");
    EXPECT_EQ(stream.asked, (std::vector<std::size_t>{6, 4, 3}));
}

TEST(read, fills_one_buffer_after_the_other) {
    scripted_stream stream{.portions = {"abc", "def"}};
    std::string first = "..", second = "....";
    const std::list<net::mutable_buffer> sequence = {
        buffer(first), net::mutable_buffer(), buffer(second)};

    EXPECT_EQ(net::read(stream, sequence), 6u);

    EXPECT_EQ(first + second, "abcdef");
}

TEST(read, reports_the_bytes_that_came_before_the_end) {
    scripted_stream stream{.portions = {"ab"}};
    std::string text(6, '.');
    std::error_code error;

    const std::size_t n = net::read(stream, buffer(text), error);

    EXPECT_EQ(n, 2u);
    EXPECT_EQ(error, net::error::eof);
    EXPECT_EQ(text, "ab....");
}

TEST(read, reports_an_error_in_the_middle) {
    scripted_stream stream{.portions = {"ab"}, .last_error = reset};
    std::string first = ".", second = "....";
    const std::array<net::mutable_buffer, 2> sequence = {buffer(first),
                                                         buffer(second)};
    std::error_code error;

    EXPECT_EQ(net::read(stream, sequence, error), 2u);

    EXPECT_EQ(error, reset);
    EXPECT_EQ(first + second, "ab...");
}

TEST(read, does_not_touch_the_stream_for_empty_buffers) {
    scripted_stream stream;
    std::error_code error = stale;

    EXPECT_EQ(net::read(stream, net::mutable_buffer(), error), 0u);
    EXPECT_FALSE(error);
    EXPECT_EQ(net::read(stream, std::vector<net::mutable_buffer>(3)), 0u);
    EXPECT_TRUE(stream.asked.empty());
}

TEST(read, stops_when_its_condition_is_content) {
    scripted_stream stream{.portions = {"ab", "cd", "ef"}};
    std::string text(6, '.');
    std::error_code error;

    EXPECT_EQ(net::read(stream, buffer(text), net::transfer_at_least(3)), 4u);
    EXPECT_EQ(net::read(stream, buffer(text), net::transfer_exactly(1), error),
              1u);

    EXPECT_EQ(text, "ebcd..");
    EXPECT_EQ(stream.asked, (std::vector<std::size_t>{6, 4, 1}));
}

TEST(read, asks_its_condition_before_the_first_step_already) {
    scripted_stream stream{.portions = {"ab"}};
    std::string text(6, '.');

    EXPECT_EQ(net::read(stream, buffer(text), net::transfer_at_least(0)), 0u);

    EXPECT_TRUE(stream.asked.empty());
}

TEST(read, goes_on_after_an_error_if_its_condition_says_so) {
    scripted_stream stream{.portions = {}, .last_error = reset};
    std::string text(2, '.');
    int left = 3;
    const auto three_times = [&](const std::error_code&, std::size_t) {
        return left-- == 0;
    };
    std::error_code error;

    EXPECT_EQ(net::read(stream, buffer(text), three_times, error), 0u);

    EXPECT_EQ(stream.asked.size(), 3u);
    EXPECT_EQ(error, reset);
}

TEST(read, takes_no_more_than_64_kib_a_step) {
    scripted_stream stream{
        .portions = {std::string(65536, 'a'), std::string(34464, 'b')}};
    std::vector<char> bytes(100'000);

    EXPECT_EQ(net::read(stream, buffer(bytes)), 100'000u);

    EXPECT_EQ(stream.asked, (std::vector<std::size_t>{65536, 34464}));
}

TEST(read, throws_where_no_error_code_is_given) {
    scripted_stream stream{.portions = {"ab"}};
    std::string text(6, '.');

    try {
        net::read(stream, buffer(text));
        FAIL();
    } catch (const std::system_error& thrown) {
        EXPECT_EQ(thrown.code(), net::error::eof);
        EXPECT_STREQ(thrown.what(), "read: End of file");
    }
    EXPECT_THROW(net::read(stream, buffer(text), net::transfer_exactly(2)),
                 std::system_error);
}

TEST(write, puts_short_writes_together) {
    scripted_stream stream{.takes = {2, 1, 100}};
    std::error_code error = stale;

    const std::size_t n = net::write(stream, buffer("abcdef", 6), error);

    EXPECT_EQ(n, 6u);
    EXPECT_FALSE(error);
    EXPECT_EQ(stream.written, "abcdef");
    EXPECT_EQ(stream.asked, (std::vector<std::size_t>{6, 4, 3}));
}

TEST(write, writes_one_buffer_after_the_other) {
    scripted_stream stream{.takes = {3, 100}};
    std::string last = "ef";
    const std::array<net::const_buffer, 3> sequence = {
        buffer("abcd", 4), net::const_buffer(), buffer(last)};

    EXPECT_EQ(net::write(stream, sequence), 6u);

    EXPECT_EQ(stream.written, "abcdef");
}

TEST(write, reports_what_went_before_an_error) {
    scripted_stream stream{.takes = {2, 1}, .last_error = reset};
    std::error_code error;

    EXPECT_EQ(net::write(stream, buffer("abcdef", 6), error), 3u);

    EXPECT_EQ(error, reset);
    EXPECT_EQ(stream.written, "abc");
}

TEST(write, does_not_touch_the_stream_for_empty_buffers) {
    scripted_stream stream;
    std::error_code error = stale;

    EXPECT_EQ(net::write(stream, buffer("", 0), error), 0u);
    EXPECT_FALSE(error);
    EXPECT_EQ(net::write(stream, std::vector<net::const_buffer>()), 0u);
    EXPECT_TRUE(stream.asked.empty());
}

TEST(write, stops_when_its_condition_is_content) {
    scripted_stream stream{.takes = {2, 2, 100}};
    std::error_code error;

    EXPECT_EQ(net::write(stream, buffer("abcdef"), net::transfer_at_least(3)),
              4u);
    EXPECT_EQ(
        net::write(stream, buffer("xyz"), net::transfer_exactly(2), error), 2u);

    EXPECT_EQ(stream.written, "abcdxy");
}

TEST(write, throws_where_no_error_code_is_given) {
    scripted_stream stream{.takes = {}, .last_error = reset};

    try {
        net::write(stream, buffer("abc"));
        FAIL();
    } catch (const std::system_error& thrown) {
        EXPECT_EQ(thrown.code(), reset);
        EXPECT_EQ(std::string(thrown.what()).find("write: "), 0u);
    }
    EXPECT_THROW(net::write(stream, buffer("abc"), net::transfer_all()),
                 std::system_error);
}

} // namespace read_write_test
