#include "04-proactor/streambuf.h"

#include <gtest/gtest.h>

#include <istream>
#include <iterator>
#include <ostream>
#include <string>

namespace streambuf_test {

std::string text_of(const net::const_buffer& view) {
    return {static_cast<const char*>(view.data()), view.size()};
}

void append(net::streambuf& buffer, std::string_view text) {
    buffer.commit(
        net::buffer_copy(buffer.prepare(text.size()), net::buffer(text)));
}

TEST(streambuf, starts_empty) {
    net::streambuf buffer;

    EXPECT_EQ(buffer.size(), 0u);
    EXPECT_EQ(buffer.data().size(), 0u);
    EXPECT_EQ(buffer.max_size(), std::numeric_limits<std::size_t>::max());
    EXPECT_EQ(buffer.sgetc(), std::streambuf::traits_type::eof());
}

TEST(streambuf, shows_what_was_prepared_and_committed) {
    net::streambuf buffer;

    const auto room = buffer.prepare(300);
    EXPECT_EQ(room.size(), 300u);
    net::buffer_copy(room, net::buffer("abc", 3));
    buffer.commit(3);

    EXPECT_EQ(text_of(buffer.data()), "abc");
    EXPECT_GE(buffer.capacity(), 300u);
}

TEST(streambuf, commits_no_more_than_there_is_room) {
    net::streambuf buffer(4);

    (void)buffer.prepare(2);
    buffer.commit(99);

    EXPECT_EQ(buffer.size(), 4u);
}

TEST(streambuf, consumes_no_more_than_there_is) {
    net::streambuf buffer;
    append(buffer, "abc");

    buffer.consume(1);
    EXPECT_EQ(text_of(buffer.data()), "bc");
    buffer.consume(99);

    EXPECT_EQ(buffer.size(), 0u);
    append(buffer, "new");
    EXPECT_EQ(text_of(buffer.data()), "new");
}

TEST(streambuf, gives_what_was_committed_to_an_istream) {
    net::streambuf buffer;
    append(buffer, "GET 17\r\nrest");
    std::istream stream(&buffer);
    std::string word, end;
    int number = 0;

    stream >> word >> number;
    std::getline(stream, end);

    EXPECT_EQ(word, "GET");
    EXPECT_EQ(number, 17);
    EXPECT_EQ(end, "\r");
    EXPECT_EQ(text_of(buffer.data()), "rest");
}

TEST(streambuf, shows_what_an_ostream_has_written) {
    net::streambuf buffer;
    std::ostream stream(&buffer);

    stream << "number " << 17 << "\r\n";

    EXPECT_EQ(text_of(buffer.data()), "number 17\r\n");
    buffer.consume(7);
    EXPECT_EQ(text_of(buffer.data()), "17\r\n");
}

TEST(streambuf, lets_a_stream_read_what_a_stream_has_written) {
    net::streambuf buffer;
    std::iostream stream(&buffer);
    std::string word;

    stream << "first second";
    stream >> word;
    EXPECT_EQ(word, "first");
    stream << "!";
    stream >> word;

    EXPECT_EQ(word, "second!");
    EXPECT_TRUE(stream.eof());
}

TEST(streambuf, is_read_on_after_more_has_come) {
    net::streambuf buffer;
    std::istream stream(&buffer);
    std::string word;
    append(buffer, "one ");
    stream >> word;
    EXPECT_FALSE(stream >> word);
    stream.clear();

    append(buffer, "two ");
    stream >> word;

    EXPECT_EQ(word, "two");
}

TEST(streambuf, keeps_a_megabyte_in_order) {
    net::streambuf buffer;
    std::ostream stream(&buffer);
    std::string expected;
    std::size_t consumed = 0;

    for (int i = 0; expected.size() < 1'000'000; ++i) {
        stream << i << ' ';
        expected += std::to_string(i) + ' ';
        if (i % 3 == 0) {
            buffer.consume(2);
            consumed += 2;
        }
    }

    EXPECT_EQ(text_of(buffer.data()), expected.substr(consumed));
}

TEST(streambuf, uses_the_memory_of_what_was_consumed_again) {
    net::streambuf buffer;
    append(buffer, std::string(100, 'a'));
    const std::size_t before = buffer.capacity();

    for (int i = 0; i < 100; ++i) {
        buffer.consume(90);
        append(buffer, std::string(90, 'b'));
    }

    EXPECT_EQ(buffer.capacity(), before);
    EXPECT_EQ(text_of(buffer.data()), std::string(100, 'b'));
}

TEST(streambuf, throws_rather_than_prepare_over_its_maximum) {
    net::streambuf buffer(10);
    append(buffer, "abcdef");

    EXPECT_THROW((void)buffer.prepare(5), std::length_error);
    EXPECT_THROW((void)buffer.prepare(std::numeric_limits<std::size_t>::max()),
                 std::length_error);
    EXPECT_EQ(text_of(buffer.data()), "abcdef");
    EXPECT_EQ(buffer.prepare(4).size(), 4u);
}

TEST(streambuf, lets_no_stream_write_over_its_maximum) {
    net::streambuf buffer(300);
    std::ostream stream(&buffer);

    stream << std::string(301, 'x');

    EXPECT_TRUE(stream.bad());
    EXPECT_EQ(buffer.size(), 300u);
    EXPECT_THROW(buffer.sputc('y'), std::length_error);
    buffer.consume(1);
    EXPECT_EQ(buffer.sputc('y'), 'y');
}

TEST(streambuf, may_be_one_that_holds_nothing) {
    net::streambuf buffer(0);

    EXPECT_EQ(buffer.prepare(0).size(), 0u);
    EXPECT_THROW((void)buffer.prepare(1), std::length_error);
    EXPECT_THROW(buffer.sputc('x'), std::length_error);
}

TEST(streambuf, takes_the_end_of_file_for_no_byte) {
    net::streambuf buffer;
    using traits = std::streambuf::traits_type;

    // overflow() is protected; a stream buffer calls it when it is full.
    struct opened : net::streambuf {
        using net::streambuf::overflow;
    } full;

    EXPECT_NE(full.overflow(traits::eof()), traits::eof());
    EXPECT_EQ(full.size(), 0u);
    EXPECT_EQ(full.overflow('x'), 'x');
    EXPECT_EQ(full.size(), 1u);
}

TEST(streambuf, is_copied_by_reference_only) {
    net::streambuf buffer;
    net::basic_streambuf_ref reference(buffer);
    auto copy = reference;

    net::buffer_copy(copy.prepare(5), net::buffer("abcde", 5));
    copy.commit(5);
    reference.consume(1);

    EXPECT_FALSE(std::is_copy_constructible_v<net::streambuf>);
    EXPECT_EQ(text_of(reference.data()), "bcde");
    EXPECT_EQ(text_of(buffer.data()), "bcde");
    EXPECT_EQ(reference.size(), 4u);
    EXPECT_EQ(reference.max_size(), buffer.max_size());
    EXPECT_EQ(reference.capacity(), buffer.capacity());
}

} // namespace streambuf_test
