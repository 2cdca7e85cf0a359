#include "02-select-poll/outbox.h"

#include <gtest/gtest.h>

#include <csignal>

#include "01-blocking/error.h"
#include "01-blocking/socket.h"
#include "01-blocking/tests/tcp.h"
#include "02-select-poll/nonblocking.h"

namespace outbox_test {

/// A connection whose writer, `ours`, never waits.
std::pair<net::unique_fd, net::unique_fd> nonblocking_pair() {
    auto pair = net::connected_pair();
    net::set_nonblocking(pair.first.get());
    return pair;
}

/// So many bytes, none like its neighbours.
std::string pattern(std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<char>(i % 251);
    }
    return bytes;
}

/// Flushes and reads in turn until the outbox is empty: what has come.
std::string drain(net::outbox& outbox, int ours, int theirs) {
    std::string arrived;
    std::error_code error;
    while (!outbox.empty() && !error) {
        outbox.flush(ours, error);
        arrived += net::receive_now(theirs);
    }
    EXPECT_FALSE(error) << error.message();
    return arrived;
}

TEST(outbox, starts_empty_and_flushes_nothing) {
    auto [ours, theirs] = nonblocking_pair();
    net::outbox outbox;
    std::error_code error = net::error::eof;

    EXPECT_EQ(outbox.flush(ours.get(), error), 0u);

    EXPECT_FALSE(error);
    EXPECT_TRUE(outbox.empty());
    EXPECT_EQ(outbox.size(), 0u);
}

TEST(outbox, writes_what_was_pushed_in_the_order_of_pushing) {
    auto [ours, theirs] = nonblocking_pair();
    const auto block = std::make_shared<const std::string>("two three four");
    net::outbox outbox;
    outbox.push("one ");
    outbox.push(block);
    outbox.push(block, std::string_view(*block).substr(9));
    EXPECT_EQ(outbox.size(), 4u + 14u + 5u);
    std::error_code error;

    EXPECT_EQ(outbox.flush(ours.get(), error), 23u);

    EXPECT_EQ(net::receive_now(theirs.get()), "one two three four four");
    EXPECT_TRUE(outbox.empty());
}

TEST(outbox, takes_no_notice_of_empty_pieces) {
    net::outbox outbox;

    outbox.push("");
    outbox.push(std::make_shared<const std::string>());

    EXPECT_TRUE(outbox.empty());
}

TEST(outbox, keeps_what_the_kernel_does_not_take) {
    auto [ours, theirs] = nonblocking_pair();
    const std::string all = pattern(4 * 1024 * 1024);
    net::outbox outbox;
    outbox.push(all);
    std::error_code error;

    const std::size_t written = outbox.flush(ours.get(), error);

    EXPECT_FALSE(error);
    EXPECT_GT(written, 0u);
    EXPECT_EQ(outbox.size(), all.size() - written);
    EXPECT_EQ(outbox.flush(ours.get(), error), 0u); // still full: no error
    EXPECT_FALSE(error);
}

TEST(outbox, loses_and_doubles_no_byte_when_little_fits_at_a_time) {
    auto [ours, theirs] = nonblocking_pair();
    const int tiny = 1; // the kernel makes it a few kilobytes
    ::setsockopt(ours.get(), SOL_SOCKET, SO_SNDBUF, &tiny, sizeof tiny);
    const std::string all = pattern(300'000);
    net::outbox outbox;
    // Pieces of all sizes from 1 byte to 775: no border meets a write's end.
    for (std::size_t at = 0, size = 1; at < all.size(); at += size++) {
        outbox.push(all.substr(at, size));
    }
    ASSERT_EQ(outbox.size(), all.size());

    EXPECT_EQ(drain(outbox, ours.get(), theirs.get()), all);
}

TEST(outbox, writes_more_pieces_than_go_into_one_call) {
    auto [ours, theirs] = nonblocking_pair();
    const std::string all = pattern(1000);
    net::outbox outbox;
    for (const char byte : all) outbox.push(std::string(1, byte));
    std::error_code error;

    EXPECT_EQ(outbox.flush(ours.get(), error), all.size());

    EXPECT_EQ(net::receive_now(theirs.get()), all);
}

TEST(outbox, goes_on_where_it_stopped_after_more_was_pushed) {
    auto [ours, theirs] = nonblocking_pair();
    const std::string first = pattern(1'000'000);
    net::outbox outbox;
    outbox.push(first);
    std::error_code error;
    outbox.flush(ours.get(), error);
    ASSERT_FALSE(outbox.empty());

    outbox.push("and more");

    EXPECT_EQ(drain(outbox, ours.get(), theirs.get()), first + "and more");
}

TEST(outbox, shares_a_block_and_does_not_copy_it) {
    const auto block = std::make_shared<const std::string>("for everybody");
    net::outbox mine;
    net::outbox yours;

    mine.push(block);
    yours.push(block, std::string_view(*block).substr(4));

    EXPECT_EQ(block.use_count(), 3);
}

TEST(outbox, lets_go_of_a_block_as_soon_as_it_is_written) {
    auto [ours, theirs] = nonblocking_pair();
    const auto small = std::make_shared<const std::string>("small");
    const auto large = std::make_shared<const std::string>(pattern(4'000'000));
    net::outbox outbox;
    outbox.push(small);
    outbox.push(large);
    std::error_code error;

    outbox.flush(ours.get(), error);

    EXPECT_EQ(small.use_count(), 1);
    EXPECT_EQ(large.use_count(), 2); // half-way
    drain(outbox, ours.get(), theirs.get());
    EXPECT_EQ(large.use_count(), 1);
}

TEST(outbox, reports_a_peer_that_has_left) {
    std::signal(SIGPIPE, SIG_IGN);
    auto [ours, theirs] = nonblocking_pair();
    net::outbox outbox;
    outbox.push("nobody will read this");
    theirs.reset();
    std::error_code error;

    EXPECT_EQ(outbox.flush(ours.get(), error), 0u);

    EXPECT_EQ(error, std::errc::broken_pipe);
    EXPECT_EQ(outbox.size(), 21u);
}

} // namespace outbox_test
