#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "04-proactor/read.h"
#include "04-proactor/tests/scripted_stream.h"
#include "04-proactor/write.h"

namespace read_write_dynamic_test {

using net::buffer;
using net::dynamic_buffer;

const std::error_code reset = std::make_error_code(std::errc::connection_reset);

/// An error that was there before and has to go.
const std::error_code stale = std::make_error_code(std::errc::bad_message);

std::string text_of(const net::streambuf& stream) {
    const net::const_buffer data = stream.data();
    return {static_cast<const char*>(data.data()), data.size()};
}

TEST(read, lets_a_dynamic_buffer_grow_to_the_end_of_the_stream) {
    scripted_stream stream{.portions = {"ab", std::string(3000, 'c'), "d"}};
    std::string text = "old ";
    std::error_code error;

    const std::size_t n = net::read(stream, dynamic_buffer(text), error);

    EXPECT_EQ(n, 3003u);
    EXPECT_EQ(error, net::error::eof);
    EXPECT_EQ(text, "old ab" + std::string(3000, 'c') + "d");
}

TEST(read, stops_when_a_dynamic_buffer_is_full) {
    scripted_stream stream{.portions = {"abcdef"}};
    std::vector<char> bytes;

    EXPECT_EQ(net::read(stream, dynamic_buffer(bytes, 4)), 4u);

    EXPECT_EQ(std::string(bytes.begin(), bytes.end()), "abcd");
    EXPECT_EQ(stream.asked, (std::vector<std::size_t>{4}));
}

TEST(read, puts_exactly_so_many_bytes_into_a_dynamic_buffer) {
    scripted_stream stream{.portions = {"abcdef"}};
    std::string text;
    auto growing = dynamic_buffer(text);
    std::error_code error = stale;

    EXPECT_EQ(net::read(stream, growing, net::transfer_exactly(2)), 2u);
    EXPECT_EQ(net::read(stream, growing, net::transfer_exactly(3), error), 3u);

    EXPECT_FALSE(error);
    EXPECT_EQ(text, "abcde");
}

TEST(read, leaves_no_room_behind_in_a_dynamic_buffer_when_it_throws) {
    scripted_stream stream{.portions = {"ab"}};
    std::string text;

    EXPECT_THROW(net::read(stream, dynamic_buffer(text)), std::system_error);

    EXPECT_EQ(text, "ab");
}

TEST(read, fills_a_streambuf) {
    scripted_stream stream{.portions = {"ab", "cd", "ef"}};
    net::streambuf into;
    std::error_code error = stale;

    EXPECT_EQ(net::read(stream, into, net::transfer_at_least(3)), 4u);
    EXPECT_EQ(text_of(into), "abcd");
    EXPECT_EQ(net::read(stream, into, net::transfer_exactly(1), error), 1u);
    EXPECT_FALSE(error);
    EXPECT_EQ(net::read(stream, into, error), 1u);
    EXPECT_EQ(error, net::error::eof);

    EXPECT_EQ(text_of(into), "abcdef");
    EXPECT_THROW(net::read(stream, into), std::system_error);
}

TEST(read, takes_a_reference_to_a_streambuf_and_one_that_is_derived_from) {
    struct derived : net::streambuf {
    } into;
    scripted_stream stream{.portions = {"ab", "cd"}};

    net::read(stream, into, net::transfer_exactly(2));
    net::read(stream, net::basic_streambuf_ref<>(into),
              net::transfer_exactly(2));

    EXPECT_EQ(text_of(into), "abcd");
}

TEST(write, takes_its_bytes_off_a_dynamic_buffer) {
    scripted_stream stream{.takes = {2, 100}};
    std::string text = "abcdef";

    EXPECT_EQ(
        net::write(stream, dynamic_buffer(text), net::transfer_exactly(4)), 4u);

    EXPECT_EQ(stream.written, "abcd");
    EXPECT_EQ(text, "ef");
}

TEST(write, leaves_in_a_dynamic_buffer_what_an_error_kept_back) {
    scripted_stream stream{.takes = {2}, .last_error = reset};
    std::vector<char> bytes = {'a', 'b', 'c'};
    std::error_code error;

    EXPECT_EQ(net::write(stream, dynamic_buffer(bytes), error), 2u);

    EXPECT_EQ(error, reset);
    EXPECT_EQ(bytes, std::vector<char>{'c'});
}

TEST(write, takes_its_bytes_off_a_streambuf) {
    scripted_stream stream{.takes = {2, 100, 1}};
    net::streambuf from;
    from.sputn("abcdef", 6);

    EXPECT_EQ(net::write(stream, from), 6u);
    from.sputn("xyz", 3);
    EXPECT_THROW(net::write(stream, from), std::system_error);

    EXPECT_EQ(stream.written, "abcdefx");
    EXPECT_EQ(text_of(from), "yz");
}

} // namespace read_write_dynamic_test
