#include "01-blocking/line_reader.h"

#include <gtest/gtest.h>

#include <thread>

#include "01-blocking/error.h"
#include "01-blocking/socket.h"

namespace line_reader_test {

/// All lines that are there, one in each element.
std::vector<std::string> take_all(net::line_splitter& lines) {
    std::vector<std::string> all;
    while (auto line = lines.next()) all.push_back(*std::move(line));
    return all;
}

using lines_of = std::vector<std::string>;

TEST(line_splitter, has_no_line_to_begin_with) {
    net::line_splitter lines(10);

    EXPECT_FALSE(lines.next());
    EXPECT_FALSE(lines.too_long());
    EXPECT_EQ(lines.pending(), 0u);
}

TEST(line_splitter, finds_the_same_lines_wherever_the_bytes_are_cut) {
    const std::string text = "one\r\ntwo\n\n\r\nfive\n";
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        net::line_splitter lines(4);
        lines_of found;

        lines.append(text.substr(0, cut));
        found = take_all(lines);
        lines.append(text.substr(cut));
        for (auto& line : take_all(lines)) found.push_back(line);

        EXPECT_EQ(found, (lines_of{"one", "two", "", "", "five"}))
            << "cut at " << cut;
        EXPECT_EQ(lines.pending(), 0u);
    }
}

TEST(line_splitter, finds_lines_that_come_byte_by_byte) {
    net::line_splitter lines(4);
    lines_of found;

    for (const char byte : std::string("a\r\nbc\nd")) {
        lines.append({&byte, 1});
        for (auto& line : take_all(lines)) found.push_back(line);
    }

    EXPECT_EQ(found, (lines_of{"a", "bc"}));
    EXPECT_EQ(lines.pending(), 1u);
}

TEST(line_splitter, keeps_a_carriage_return_that_ends_no_line) {
    net::line_splitter lines(10);

    lines.append("a\rb\n\r\r\n");

    EXPECT_EQ(take_all(lines), (lines_of{"a\rb", "\r"}));
}

TEST(line_splitter, takes_a_line_of_exactly_the_limit) {
    for (const std::string end : {"\n", "\r\n"}) {
        net::line_splitter lines(5);

        lines.append("12345");
        EXPECT_FALSE(lines.too_long());
        lines.append(end);

        EXPECT_FALSE(lines.too_long());
        EXPECT_EQ(lines.next(), "12345");
    }
}

TEST(line_splitter, refuses_a_line_of_one_byte_more) {
    for (const std::string end : {"", "\n", "\r\n", "\nnext\n"}) {
        net::line_splitter lines(5);

        lines.append("123456" + end);

        EXPECT_TRUE(lines.too_long());
        EXPECT_FALSE(lines.next());
    }
}

TEST(line_splitter, gives_the_good_lines_before_one_that_is_too_long) {
    net::line_splitter lines(5);

    lines.append("good\nnot good\n");

    EXPECT_FALSE(lines.too_long());
    EXPECT_EQ(lines.next(), "good");
    EXPECT_TRUE(lines.too_long());
    EXPECT_FALSE(lines.next());
}

TEST(line_reader, reads_line_after_line_and_then_the_end) {
    auto [ours, theirs] = net::connected_pair();
    ASSERT_EQ(::write(theirs.get(), "one\ntwo\r\n", 9), 9);
    theirs.reset();
    net::line_reader lines(ours.get(), 100);
    std::error_code error;

    EXPECT_EQ(lines.read_line(error), "one");
    EXPECT_FALSE(error);
    EXPECT_EQ(lines.read_line(error), "two");
    EXPECT_FALSE(error);
    EXPECT_EQ(lines.read_line(error), "");
    EXPECT_EQ(error, net::error::eof);
}

TEST(line_reader, does_not_take_an_unfinished_line_for_one) {
    auto [ours, theirs] = net::connected_pair();
    ASSERT_EQ(::write(theirs.get(), "delete everything in /tm", 24), 24);
    theirs.reset();
    net::line_reader lines(ours.get(), 100);
    std::error_code error;

    EXPECT_EQ(lines.read_line(error), "");

    EXPECT_EQ(error, net::error::eof);
}

TEST(line_reader, waits_for_the_rest_of_a_line) {
    auto [ours, theirs] = net::connected_pair();
    net::line_reader lines(ours.get(), 100);
    std::error_code error;
    std::thread dribbler([to = theirs.get()] {
        for (const char byte : std::string("hello\n")) {
            ASSERT_EQ(::write(to, &byte, 1), 1);
            std::this_thread::yield();
        }
    });

    EXPECT_EQ(lines.read_line(error), "hello");

    EXPECT_FALSE(error);
    dribbler.join();
}

TEST(line_reader, does_not_wait_for_the_end_of_a_line_that_is_too_long) {
    auto [ours, theirs] = net::connected_pair();
    ASSERT_EQ(::write(theirs.get(), "good\n123456", 11), 11);
    net::line_reader lines(ours.get(), 5);
    std::error_code error;

    EXPECT_EQ(lines.read_line(error), "good");
    EXPECT_EQ(lines.read_line(error), "");

    EXPECT_EQ(error, std::errc::message_size);
}

TEST(line_reader, reports_what_the_descriptor_reports) {
    net::line_reader lines(-1, 5);
    std::error_code error;

    lines.read_line(error);

    EXPECT_EQ(error, std::errc::bad_file_descriptor);
}

} // namespace line_reader_test
