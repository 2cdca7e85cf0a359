// Proves an outbox: short writes, gathered writes, and its two marks.
#include ANSWER

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <utility>

#include "01-blocking/unique_fd.h"
#include "02-select-poll/outbox.h"
#include "exercises/story.h"

namespace {

using net::shown;

constexpr std::size_t much = 1024 * 1024 * 1024; // more than any test pushes

/// The two ends of a stream that makes nobody wait.
std::pair<net::unique_fd, net::unique_fd> nonblocking_pair() {
    auto [ours, theirs] = net::connected_pair();
    net::set_nonblocking(ours.get());
    net::set_nonblocking(theirs.get());
    return {std::move(ours), std::move(theirs)};
}

/// Reads what is there.
std::string heard(const net::unique_fd& end) {
    std::string all;
    std::array<char, 16 * 1024> room;
    ssize_t n = 0;
    while ((n = ::read(end.get(), room.data(), room.size())) > 0) {
        all.append(room.data(), static_cast<std::size_t>(n));
    }
    return all;
}

/// Flushes; says what went wrong, or "none".
std::string flush(answer::outbox& waiting, const net::unique_fd& into) {
    std::error_code error = std::make_error_code(std::errc::io_error);
    waiting.flush(into.get(), error);
    return error ? error.message() : "none";
}

TEST(outbox, writes_what_was_pushed) {
    net::story story;
    auto [ours, theirs] = nonblocking_pair();
    answer::outbox waiting(10, much);
    story.step("\"hello\" is pushed, and flushed");
    waiting.push("hello");
    EXPECT_EQ(waiting.size(), 5u) << story.hint(1);

    EXPECT_EQ(flush(waiting, ours), "none") << story.hint(1);
    EXPECT_EQ(shown(heard(theirs)), shown("hello")) << story.hint(1);
    EXPECT_TRUE(waiting.empty()) << story.hint(1);
}

TEST(outbox, has_nothing_to_write_for_an_empty_piece) {
    net::story story;
    auto [ours, theirs] = nonblocking_pair();
    answer::outbox waiting(10, much);
    story.step("\"\", \"a\" and \"\" are pushed, and flushed", 1);
    for (const char* piece : {"", "a", ""}) waiting.push(piece);

    EXPECT_EQ(flush(waiting, ours), "none") << story.hint(1);
    EXPECT_EQ(shown(heard(theirs)), shown("a")) << story.hint(1);
    EXPECT_TRUE(waiting.empty()) << story.hint(1);
}

TEST(outbox, lets_many_pieces_leave_in_one_write) {
    net::story story;
    int ends[2];
    net::check(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends),
               "socketpair");
    const net::unique_fd ours(ends[0]), theirs(ends[1]);
    answer::outbox waiting(10, much);
    story.step(
        "\"one\", \"two\" and \"three\" are pushed, and flushed once "
        "into a socket that keeps writes apart",
        1);
    for (const char* piece : {"one", "two", "three"}) waiting.push(piece);
    EXPECT_EQ(flush(waiting, ours), "none") << story.hint(1);

    char room[100];
    const ssize_t n = ::recv(theirs.get(), room, sizeof room, MSG_DONTWAIT);
    ASSERT_GT(n, 0) << story.hint(1);
    EXPECT_EQ(shown({room, static_cast<std::size_t>(n)}), shown("onetwothree"))
        << story.hint(1);
}

TEST(outbox, goes_on_where_the_kernel_has_stopped) {
    net::story story;
    auto [ours, theirs] = nonblocking_pair();
    answer::outbox waiting(10, much);
    std::string all;
    story.step("4,000 pieces of 1 to 1,000 bytes are pushed, 2 MB together", 2);
    for (int i = 0; i < 4000; ++i) {
        std::string piece(static_cast<std::size_t>(i) * 7 % 1000 + 1, '.');
        piece.front() = static_cast<char>('a' + i % 26);
        all += piece;
        waiting.push(std::move(piece));
    }
    story.step("flush, read all there is, flush, read: until all are gone", 2);
    std::string came;
    for (int i = 0; i < 5000 && came.size() < all.size(); ++i) {
        ASSERT_EQ(flush(waiting, ours), "none") << story.hint(3);
        came += heard(theirs);
    }

    EXPECT_EQ(came.size(), all.size()) << story.hint(2);
    EXPECT_TRUE(came == all)
        << "not the bytes that were pushed, in their order" << story.hint(2);
    EXPECT_TRUE(waiting.empty()) << story.hint(2);
}

TEST(outbox, takes_a_kernel_that_is_full_for_no_error) {
    net::story story;
    auto [ours, theirs] = nonblocking_pair();
    answer::outbox waiting(10, much);
    story.step("4 MiB are pushed and flushed, and nobody reads", 3);
    waiting.push(std::string(4 * 1024 * 1024, 'x'));

    EXPECT_EQ(flush(waiting, ours), "none") << story.hint(3);
    const std::size_t left = waiting.size();
    EXPECT_GT(left, 0u) << story.hint(2);
    story.step("flushed again: nothing goes, and nothing is wrong", 3);
    EXPECT_EQ(flush(waiting, ours), "none") << story.hint(3);
    EXPECT_EQ(waiting.size(), left) << story.hint(2);
}

TEST(outbox, says_that_nobody_reads_any_more) {
    net::story story;
    auto [ours, theirs] = nonblocking_pair();
    answer::outbox waiting(10, much);
    story.step("the peer closes; then \"hello\" is pushed, and flushed", 3);
    theirs.reset();
    waiting.push("hello");

    EXPECT_EQ(flush(waiting, ours), std::system_category().message(EPIPE))
        << story.hint(3);
}

TEST(outbox, is_full_from_its_high_mark_down_to_its_low_one) {
    net::story story;
    int ends[2];
    net::check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends),
               "socketpair");
    const net::unique_fd ours(ends[0]), theirs(ends[1]);
    net::set_nonblocking(ours.get());
    net::set_nonblocking(theirs.get());
    answer::outbox waiting(1000, 4 * 1024 * 1024);

    story.step("low mark 1,000, high mark 4 MiB; 4 MiB less one are pushed", 3);
    waiting.push(std::string(4 * 1024 * 1024 - 1, 'x'));
    EXPECT_FALSE(waiting.is_full()) << story.hint(3);
    story.step("one byte more is pushed", 3);
    waiting.push("x");
    EXPECT_TRUE(waiting.is_full()) << story.hint(3);

    story.step(
        "some of it is flushed: fewer than 4 MiB wait, but more than "
        "1,000",
        3);
    flush(waiting, ours);
    ASSERT_LT(waiting.size(), 4u * 1024 * 1024) << story.hint(2);
    EXPECT_TRUE(waiting.is_full()) << story.hint(3);

    story.step("the rest is flushed, too", 3);
    for (int i = 0; i < 5000 && !waiting.empty(); ++i) {
        heard(theirs);
        flush(waiting, ours);
    }
    EXPECT_FALSE(waiting.is_full()) << story.hint(3);
}

/// Looks like an outbox, and is one for small messages.
class careless_outbox {
public:
    void push(std::string piece) { bytes_ += piece; }
    bool empty() const { return bytes_.empty(); }
    std::size_t flush(int fd, std::error_code& error) {
        error.clear();
        const ssize_t n = ::write(fd, bytes_.data(), bytes_.size());
        if (n == -1) return 0;
        bytes_.clear(); // a short write is taken for all of it
        return static_cast<std::size_t>(n);
    }

private:
    std::string bytes_;
};

TEST(my_check, passes_chapter_02s_outbox) {
    net::story story;
    story.step("your check is run on net::outbox, which is right", 2);
    EXPECT_TRUE(answer::passes_my_check<net::outbox>()) << story.hint(2);
}

TEST(my_check, catches_an_outbox_that_loses_the_rest_of_a_short_write) {
    net::story story;
    story.step(
        "your check is run on an outbox that takes a short write for "
        "all of it",
        2);
    EXPECT_FALSE(answer::passes_my_check<careless_outbox>()) << story.hint(2);
}

} // namespace
