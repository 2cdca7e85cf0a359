// Proves read_all(): all that one edge has brought, the end, and pauses.
#include ANSWER

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <memory>
#include <string>

#include "01-blocking/socket.h"
#include "02-select-poll/nonblocking.h"
#include "exercises/story.h"

namespace {

using namespace std::chrono_literals;

/// A reader on one end of a stream, and what it has handed over.
struct edge_reader : testing::Test {
    edge_reader() {
        net::set_nonblocking(ends.first.get());
        net::set_nonblocking(ends.second.get());
        reader = std::make_unique<answer::edge_reader>(
            loop, ends.first.get(),
            [this](std::string_view bytes) { read += bytes; },
            [this](std::error_code why) {
                reason = why;
                ++told_ends;
            });
    }

    void send(const std::string& bytes) {
        const ssize_t n =
            ::write(ends.second.get(), bytes.data(), bytes.size());
        ASSERT_EQ(n, static_cast<ssize_t>(bytes.size()));
    }

    /// As many turns of the loop as there is anything to do.
    void turn_until_quiet() {
        for (int turns = 0; turns < 10'000 && loop.run_one(0ms); ++turns) {
        }
    }

    net::reactor loop{
        net::make_poller(net::poller_names().front(), net::trigger::edge),
        net::trigger::edge};
    std::pair<net::unique_fd, net::unique_fd> ends = net::connected_pair();
    std::unique_ptr<answer::edge_reader> reader;
    std::string read;
    std::error_code reason;
    int told_ends = 0;
};

std::string alphabet(std::size_t length) {
    std::string text;
    while (text.size() < length) {
        text += static_cast<char>('a' + text.size() % 26);
    }
    return text;
}

TEST_F(edge_reader, reads_what_fits_into_one_piece) {
    net::story story;
    story.step("the peer writes 10 bytes");
    send("0123456789");
    story.step("the loop turns until there is nothing to do");
    turn_until_quiet();

    EXPECT_EQ(read, "0123456789") << story.hint(1);
    EXPECT_EQ(told_ends, 0) << story.hint(1);
}

TEST_F(edge_reader, reads_all_that_one_edge_has_brought) {
    net::story story;
    story.step("the peer writes 300 bytes in one call: one edge");
    send(alphabet(300));
    story.step("the loop turns until there is nothing to do");
    turn_until_quiet();

    EXPECT_EQ(read.size(), 300u) << "bytes were handed over\n" << story.hint(1);
    EXPECT_EQ(read, alphabet(300).substr(0, read.size())) << story.hint(1);
}

TEST_F(edge_reader, hears_the_next_edge_too) {
    net::story story;
    for (int i = 1; i <= 3; ++i) {
        story.step("the peer writes 64 bytes, just one piece; the loop turns");
        send(alphabet(64));
        turn_until_quiet();
        EXPECT_EQ(read.size(), 64u * static_cast<unsigned>(i))
            << "bytes in all\n"
            << story.hint(1);
    }
}

TEST_F(edge_reader, tells_an_end_that_came_with_the_last_bytes) {
    net::story story;
    story.step("the peer writes 10 bytes and closes, before the loop turns");
    send("0123456789");
    ends.second.reset();
    story.step("the loop turns until there is nothing to do");
    turn_until_quiet();

    EXPECT_EQ(read, "0123456789") << story.hint(2);
    EXPECT_EQ(told_ends, 1) << "times on_end was called\n" << story.hint(2);
    EXPECT_EQ(reason, net::error::eof) << story.hint(2);
}

TEST_F(edge_reader, tells_the_end_once) {
    net::story story;
    story.step("the peer ends its stream; the loop turns");
    ASSERT_EQ(::shutdown(ends.second.get(), SHUT_WR), 0);
    turn_until_quiet();
    EXPECT_EQ(told_ends, 1) << "times on_end was called\n" << story.hint(2);
    story.step("the peer closes: another edge; the loop turns");
    ends.second.reset();
    turn_until_quiet();

    EXPECT_EQ(told_ends, 1) << "times on_end was called\n" << story.hint(2);
}

TEST_F(edge_reader, tells_what_has_gone_wrong) {
    net::story story;
    story.step("we write something that the peer does not read");
    ASSERT_EQ(::write(ends.first.get(), "x", 1), 1);
    story.step("the peer closes, which resets the connection");
    ends.second.reset();
    turn_until_quiet();

    EXPECT_EQ(told_ends, 1) << "times on_end was called\n" << story.hint(2);
    EXPECT_EQ(reason, std::errc::connection_reset) << story.hint(2);
}

TEST_F(edge_reader, lets_others_have_their_turn_and_then_goes_on) {
    auto [ours, theirs] = net::connected_pair();
    std::size_t read_before_the_other = 0;
    loop.watch(ours.get(), net::interest::readable,
               [&] { read_before_the_other = read.size(); });
    net::story story;
    story.step("one peer writes 64 KiB");
    send(alphabet(64 * 1024));
    story.step("another one writes a single byte");
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);
    story.step("the loop turns until there is nothing to do");
    turn_until_quiet();

    EXPECT_LE(read_before_the_other, 512u)
        << "bytes of the first were read before the second was heard; 8 reads "
           "of 64 bytes may be\n"
        << story.hint(3);
    EXPECT_EQ(read.size(), 64u * 1024) << "bytes in all\n" << story.hint(3);
    loop.forget(ours.get());
}

TEST_F(edge_reader, may_be_destroyed_while_it_makes_a_pause) {
    net::story story;
    story.step("the peer writes 64 KiB; the loop turns once");
    send(alphabet(64 * 1024));
    loop.run_one(0ms);
    const std::size_t before = read.size();
    story.step("the reader is destroyed; the loop turns again");
    reader.reset();
    turn_until_quiet();

    EXPECT_EQ(read.size(), before) << story.hint(3);
    EXPECT_EQ(loop.size(), 0u) << "watches and timers are left\n"
                               << story.hint(3);
}

} // namespace
