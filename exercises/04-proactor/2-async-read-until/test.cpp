// Proves the operation: split delimiters, what lies behind one, and limits.
#include ANSWER

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <string>

#include "04-proactor/bind_executor.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"
#include "04-proactor/strand.h"
#include "exercises/story.h"

namespace {

using net::shown;

/// A stream that hands out one portion a read, and then its end.
struct portions {
    using executor_type = net::io_context::executor_type;
    executor_type get_executor() { return loop.get_executor(); }

    template <class Handler>
    void async_read_some(net::mutable_buffer room, Handler handler) {
        ++reads;
        std::size_t n = 0;
        std::error_code error;
        if (room.size() > 0 && left.empty()) error = net::error::eof;
        if (room.size() > 0 && !left.empty()) {
            n = std::min(room.size(), left.front().size());
            left.front().copy(static_cast<char*>(room.data()), n);
            left.front().erase(0, n);
            if (left.front().empty()) left.pop_front();
        }
        const auto where =
            net::get_associated_executor(handler, get_executor());
        auto call = [error, n, handler = std::move(handler)]() mutable {
            handler(error, n);
        };
        net::post(where, std::move(call));
    }

    net::io_context& loop;
    std::deque<std::string> left{};
    int reads = 0;
};

struct async_read_until : testing::Test {
    /// Starts one, and runs it to its end.
    void read(const std::string& delimiter, std::size_t max_size = 1000) {
        calls = 0;
        answer::async_read_until(stream, text, delimiter, max_size,
                                 [this](std::error_code why, std::size_t size) {
                                     ++calls;
                                     error = why;
                                     n = size;
                                 });
        called_at_once = calls > 0;
        loop.restart();
        loop.run();
    }

    net::io_context loop;
    portions stream{loop};
    std::string text;
    std::error_code error;
    std::size_t n = 0;
    int calls = 0;
    bool called_at_once = false;
};

TEST_F(async_read_until, reads_a_line_that_comes_in_pieces) {
    net::story story;
    story.step("the stream brings \"hel\", \"lo wor\" and \"ld\\n\"");
    stream.left = {"hel", "lo wor", "ld\n"};
    story.step("async_read_until() is started, and the loop runs");
    read("\n");

    EXPECT_EQ(calls, 1) << "times the handler was called" << story.hint(1);
    EXPECT_EQ(error, std::error_code()) << story.hint(1);
    EXPECT_EQ(n, 12u) << story.hint(1);
    EXPECT_EQ(shown(text), shown("hello world\n")) << story.hint(1);
}

TEST_F(async_read_until, finds_a_delimiter_that_is_split) {
    net::story story;
    story.step("the delimiter is \"\\r\\n\\r\\n\"; it comes byte by byte");
    stream.left = {"GET /", "\r", "\n", "\r", "\n"};
    read("\r\n\r\n");

    EXPECT_EQ(error, std::error_code()) << story.hint(2);
    EXPECT_EQ(n, 9u) << story.hint(2);
}

TEST_F(async_read_until, leaves_what_lies_behind_for_the_next_call) {
    net::story story;
    story.step("one read brings \"one\\ntwo\\n\"");
    stream.left = {"one\ntwo\n"};
    read("\n");
    EXPECT_EQ(n, 4u) << story.hint(2);
    EXPECT_EQ(shown(text), shown("one\ntwo\n")) << story.hint(2);
    story.step("the caller takes the first line out of the text");
    text.erase(0, 4);
    story.step("async_read_until() is called again; the stream has no more");
    read("\n");

    EXPECT_EQ(error, std::error_code()) << story.hint(2);
    EXPECT_EQ(n, 4u) << story.hint(2);
    EXPECT_EQ(shown(text), shown("two\n")) << story.hint(2);
}

TEST_F(async_read_until, never_calls_the_handler_before_it_returns) {
    net::story story;
    story.step("a whole line is in the text already");
    text = "line\n";
    story.step("async_read_until() is started");
    read("\n");

    EXPECT_FALSE(called_at_once)
        << "the handler was called inside of it" << story.hint(3);
    EXPECT_EQ(calls, 1) << "times the handler was called" << story.hint(3);
    EXPECT_EQ(n, 5u) << story.hint(3);
}

TEST_F(async_read_until, tells_the_end_and_keeps_what_came) {
    net::story story;
    story.step("the stream brings \"half a li\", and ends");
    stream.left = {"half a li"};
    read("\n");

    EXPECT_EQ(calls, 1) << "times the handler was called" << story.hint(1);
    EXPECT_EQ(error, net::error::eof) << story.hint(1);
    EXPECT_EQ(n, 0u) << story.hint(1);
    EXPECT_EQ(shown(text), shown("half a li")) << story.hint(1);
}

TEST_F(async_read_until, stops_at_its_limit) {
    net::story story;
    story.step("the text may have 20 bytes; 100 come, without a delimiter");
    stream.left = {std::string(100, 'x')};
    read("\n", 20);

    EXPECT_EQ(error, net::error::not_found) << story.hint(3);
    EXPECT_EQ(n, 0u) << story.hint(3);
    EXPECT_EQ(text.size(), 20u) << story.hint(3);
    EXPECT_EQ(stream.reads, 1) << "reads" << story.hint(3);
    story.step("it is called again, with a text that is full");
    read("\n", 20);
    EXPECT_EQ(error, net::error::not_found) << story.hint(3);
}

TEST_F(async_read_until, finds_a_delimiter_that_just_fits) {
    net::story story;
    story.step("the text may have 8 bytes; \"1234567\\n\" comes");
    stream.left = {"1234567\n", "more"};
    read("\n", 8);

    EXPECT_EQ(error, std::error_code()) << story.hint(3);
    EXPECT_EQ(n, 8u) << story.hint(3);
}

TEST_F(async_read_until, calls_the_handler_on_its_own_executor) {
    net::story story;
    story.step("the handler is bound to a strand");
    const auto strand = net::make_strand(loop);
    bool in_strand = false;
    stream.left = {"li", "ne\n"};
    answer::async_read_until(
        stream, text, "\n", 100,
        net::bind_executor(strand, [&](std::error_code, std::size_t) {
            in_strand = strand.running_in_this_thread();
        }));
    loop.run();

    EXPECT_TRUE(in_strand) << story.hint(1);
}

} // namespace
