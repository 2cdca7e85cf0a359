#include "04-proactor/read_until.h"

#include <gtest/gtest.h>

#include <istream>
#include <string>
#include <vector>

#include "04-proactor/tests/match_conditions.h"
#include "04-proactor/tests/scripted_stream.h"

namespace read_until_test {

using net::dynamic_buffer;

const std::error_code reset = std::make_error_code(std::errc::connection_reset);

/// An error that was there before and has to go.
const std::error_code stale = std::make_error_code(std::errc::bad_message);

TEST(read_until, returns_the_size_of_the_line_and_keeps_the_rest) {
    scripted_stream stream{.portions = {"fir", "st\nsec", "ond\n"}};
    net::streambuf buffer;
    std::error_code error = stale;

    EXPECT_EQ(net::read_until(stream, buffer, '\n', error), 6u);
    EXPECT_FALSE(error);
    EXPECT_EQ(buffer.size(), 9u);
    std::string line;
    std::getline(std::istream(&buffer), line);
    EXPECT_EQ(line, "first");

    EXPECT_EQ(net::read_until(stream, buffer, '\n'), 7u);
}

TEST(read_until, reads_nothing_if_the_delimiter_is_there_already) {
    scripted_stream stream;
    std::string text = "a\nb\n";
    std::error_code error = stale;

    EXPECT_EQ(net::read_until(stream, dynamic_buffer(text), '\n', error), 2u);

    EXPECT_FALSE(error);
    EXPECT_TRUE(stream.asked.empty());
    EXPECT_EQ(text, "a\nb\n");
}

TEST(read_until, finds_a_delimiter_that_is_split_over_reads) {
    scripted_stream stream{.portions = {"a=", "=b==", "=c", "==", "="}};
    std::string text;
    auto buffer = dynamic_buffer(text);

    const std::size_t first = net::read_until(stream, buffer, "===");
    EXPECT_EQ(first, 7u);
    buffer.consume(first);
    EXPECT_EQ(net::read_until(stream, buffer, "==="), 4u);

    EXPECT_EQ(text, "c===");
}

TEST(read_until, takes_a_delimiter_in_any_kind_of_string) {
    scripted_stream stream{.portions = {"ab\r\n"}};
    std::vector<char> bytes;
    std::error_code error;

    EXPECT_EQ(net::read_until(stream, dynamic_buffer(bytes), "\r\n"), 4u);
    EXPECT_EQ(net::read_until(stream, dynamic_buffer(bytes), std::string("b\r"),
                              error),
              3u);
    EXPECT_EQ(net::read_until(stream, dynamic_buffer(bytes),
                              std::string_view("a"), error),
              1u);
}

TEST(read_until, asks_a_function_where_the_match_ends) {
    scripted_stream stream{.portions = {"12", "34", ";56"}};
    net::streambuf buffer;
    std::error_code error;

    EXPECT_EQ(net::read_until(stream, buffer, number_and_semicolon), 5u);
    EXPECT_EQ(net::read_until(stream, buffer, number_and_semicolon, error), 5u);

    EXPECT_FALSE(error);
    EXPECT_EQ(stream.asked.size(), 3u);
}

TEST(read_until, asks_an_object_where_the_match_ends) {
    scripted_stream stream{.portions = {"ab", "cd", "ef"}};
    std::string text;

    EXPECT_EQ(net::read_until(stream, dynamic_buffer(text), line_of_size{3}),
              3u);
    EXPECT_EQ(net::read_until(stream, dynamic_buffer(text), first_byte{}), 1u);

    EXPECT_EQ(text, "abcd");
}

TEST(read_until, gives_up_when_the_buffer_is_full) {
    scripted_stream stream{.portions = {"abc", "def\n"}};
    net::streambuf buffer(5);
    std::error_code error;

    EXPECT_EQ(net::read_until(stream, buffer, '\n', error), 0u);

    EXPECT_EQ(error, net::error::not_found);
    EXPECT_EQ(buffer.size(), 5u);
    EXPECT_EQ(stream.asked.back(), 2u);
}

TEST(read_until, does_not_read_into_a_buffer_that_is_full_already) {
    scripted_stream stream{.portions = {"\n"}};
    std::string text = "abcdef";
    std::error_code error;

    EXPECT_EQ(net::read_until(stream, dynamic_buffer(text, 4), '\n', error),
              0u);

    EXPECT_EQ(error, net::error::not_found);
    EXPECT_EQ(text, "abcdef");
}

TEST(read_until, finds_a_delimiter_that_just_fits) {
    scripted_stream stream{.portions = {"abc\n"}};
    std::string text;

    EXPECT_EQ(net::read_until(stream, dynamic_buffer(text, 4), '\n'), 4u);
}

TEST(read_until, keeps_what_came_before_the_end_of_the_stream) {
    scripted_stream stream{.portions = {"ab", "cd"}};
    std::string text;
    std::error_code error;

    EXPECT_EQ(net::read_until(stream, dynamic_buffer(text), '\n', error), 0u);

    EXPECT_EQ(error, net::error::eof);
    EXPECT_EQ(text, "abcd");
}

TEST(read_until, reports_an_error_in_the_middle) {
    scripted_stream stream{.portions = {"ab\r"}, .last_error = reset};
    net::streambuf buffer;
    std::error_code error;

    EXPECT_EQ(net::read_until(stream, buffer, "\r\n", error), 0u);

    EXPECT_EQ(error, reset);
    EXPECT_EQ(buffer.size(), 3u);
}

TEST(read_until, throws_where_no_error_code_is_given) {
    scripted_stream stream;
    net::streambuf buffer;

    try {
        net::read_until(stream, buffer, '\n');
        FAIL();
    } catch (const std::system_error& thrown) {
        EXPECT_EQ(thrown.code(), net::error::eof);
        EXPECT_STREQ(thrown.what(), "read_until: End of file");
    }
    EXPECT_THROW(net::read_until(stream, buffer, "\r\n"), std::system_error);
    EXPECT_THROW(net::read_until(stream, buffer, line_of_size{3}),
                 std::system_error);
}

/// What a program may bring along: only the first interface, and no copies.
class own_buffer {
public:
    using const_buffers_type = net::const_buffers_1;
    using mutable_buffers_type = net::mutable_buffers_1;

    explicit own_buffer(std::string& text) : buffer_(text) {}
    own_buffer(own_buffer&&) = default;

    net::mutable_buffers_1 prepare(std::size_t n) { return buffer_.prepare(n); }
    void commit(std::size_t n) { buffer_.commit(n); }
    net::const_buffers_1 data() const { return buffer_.data(); }
    void consume(std::size_t n) { buffer_.consume(n); }
    std::size_t size() const { return buffer_.size(); }
    std::size_t max_size() const { return buffer_.max_size(); }
    std::size_t capacity() const { return buffer_.capacity(); }

private:
    decltype(dynamic_buffer(std::declval<std::string&>())) buffer_;
};

TEST(read_until, takes_a_dynamic_buffer_that_a_program_brings_along) {
    scripted_stream stream{.portions = {"ab", "c\nd"}};
    std::string text;

    EXPECT_EQ(net::read_until(stream, own_buffer(text), '\n'), 4u);

    EXPECT_EQ(text, "abc\nd");
}

} // namespace read_until_test
