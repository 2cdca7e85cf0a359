// Proves read_exactly() and write_all(): short reads, short writes, signals.
#include ANSWER

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <numeric>
#include <string>

#include "01-blocking/socket.h"
#include "01-blocking/unique_fd.h"
#include "exercises/slow_peer.h"
#include "exercises/story.h"

namespace {

using net::shown;

/// What read_exactly() made of a stream, ready to be compared.
struct outcome {
    std::string bytes;
    std::string error;
};

outcome read_up_to(std::size_t count, int fd) {
    std::string bytes(count, '\0');
    // An error of some earlier call must not survive this one.
    std::error_code error = std::make_error_code(std::errc::io_error);
    const std::size_t n = answer::read_exactly(fd, bytes, error);
    bytes.resize(std::min(n, count));
    return {bytes, error ? error.message() : "none"};
}

const std::string end_of_stream = make_error_code(net::error::eof).message();

/// Bytes of which no two neighbours are the same.
std::string pattern(std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<char>('a' + i % 23);
    }
    return bytes;
}

TEST(read_exactly, puts_three_short_reads_together) {
    net::story story;
    auto [ours, theirs] = net::connected_pair();
    story.step(
        "the peer sends \"hel\", \"lo wo\" and \"rld\": each one once "
        "you have read the one before",
        1);
    net::meanwhile peer(
        [in = ours.get(), out = theirs.get()](net::meanwhile& self) {
            for (const std::string_view piece : {"hel", "lo wo", "rld"}) {
                (void)!::write(out, piece.data(), piece.size());
                self.await_drained(in);
            }
        });

    story.step("read_exactly() is asked for 11 bytes", 1);
    const outcome got = read_up_to(11, ours.get());

    EXPECT_EQ(shown(got.bytes), shown("hello world")) << story.hint(1);
    EXPECT_EQ(got.error, "none") << story.hint(2);
}

TEST(read_exactly, leaves_what_comes_behind_for_the_next_read) {
    net::story story;
    auto [ours, theirs] = net::connected_pair();
    story.step("the peer sends \"o\", and \"netwo\" once you have read that");
    net::meanwhile peer(
        [in = ours.get(), out = theirs.get()](net::meanwhile& self) {
            (void)!::write(out, "o", 1);
            self.await_drained(in);
            (void)!::write(out, "netwo", 5);
        });

    story.step("read_exactly() is asked for 3 bytes, twice", 1);
    const outcome first = read_up_to(3, ours.get());
    const outcome second = read_up_to(3, ours.get());

    EXPECT_EQ(shown(first.bytes), shown("one")) << story.hint(1);
    EXPECT_EQ(shown(second.bytes), shown("two")) << story.hint(1);
}

TEST(read_exactly, says_end_of_stream_and_how_far_it_got) {
    net::story story;
    auto [ours, theirs] = net::connected_pair();
    story.step("the peer sends \"half\" and closes");
    ASSERT_EQ(::write(theirs.get(), "half", 4), 4);
    theirs.reset();

    story.step(
        "read_exactly() is asked for 8 bytes: read(2) says 0 now, and "
        "will for ever",
        2);
    const outcome got = read_up_to(8, ours.get());

    EXPECT_EQ(shown(got.bytes), shown("half")) << story.hint(2);
    EXPECT_EQ(got.error, end_of_stream) << story.hint(2);
}

TEST(read_exactly, does_not_let_signals_show) {
    net::story story;
    auto [ours, theirs] = net::connected_pair();
    const net::interrupter signals;
    story.step("a signal interrupts read(2), three times: errno is EINTR", 3);
    story.step("then the peer sends \"late\"", 3);
    net::meanwhile peer([&, out = theirs.get()](net::meanwhile&) {
        signals.interrupt(3);
        (void)!::write(out, "late", 4);
    });

    const outcome got = read_up_to(4, ours.get());

    EXPECT_EQ(shown(got.bytes), shown("late")) << story.hint(3);
    EXPECT_EQ(got.error, "none") << story.hint(3);
}

TEST(read_exactly, reports_what_went_wrong) {
    net::story story;
    story.step("read_exactly() is given a descriptor that is not open", 2);

    const outcome got = read_up_to(4, -1);

    EXPECT_EQ(got.error, std::system_category().message(EBADF))
        << story.hint(2);
    EXPECT_EQ(shown(got.bytes), shown("")) << story.hint(2);
}

TEST(read_exactly, needs_no_read_to_read_nothing) {
    net::story story;
    auto [ours, theirs] = net::connected_pair();
    story.step("read_exactly() is asked for 0 bytes, and none come", 2);

    const outcome got = read_up_to(0, ours.get());

    EXPECT_EQ(got.error, "none") << story.hint(2);
}

TEST(write_all, goes_on_where_a_short_write_has_stopped) {
    net::story story;
    auto [ours, theirs] = net::connected_pair();
    const net::interrupter signals;
    const std::string bytes = pattern(1024 * 1024);
    story.step("write_all() is given 1 MiB; the kernel takes a part and waits");
    story.step("a signal comes: write(2) says how much it has taken", 3);
    story.step("two more signals come, and now it has taken nothing: EINTR", 3);
    story.step("then the peer reads all there is, to the end of the stream");
    std::string arrived;
    std::error_code error = std::make_error_code(std::errc::io_error);
    std::size_t n = 0;
    {
        net::meanwhile peer([&, in = theirs.get()](net::meanwhile&) {
            signals.interrupt(3);
            std::array<char, 16 * 1024> part;
            ssize_t got = 0;
            while ((got = ::read(in, part.data(), part.size())) > 0) {
                arrived.append(part.data(), static_cast<std::size_t>(got));
            }
        });
        n = answer::write_all(ours.get(), bytes, error);
        ::shutdown(ours.get(), SHUT_WR);
    }

    EXPECT_EQ(error ? error.message() : "none", "none") << story.hint(3);
    EXPECT_EQ(n, bytes.size()) << story.hint(1);
    EXPECT_EQ(arrived.size(), bytes.size()) << story.hint(1);
    EXPECT_TRUE(arrived == bytes)
        << "the bytes that came are not those that were sent" << story.hint(1);
}

TEST(write_all, says_that_nobody_reads_any_more) {
    net::story story;
    auto [ours, theirs] = net::connected_pair();
    story.step("the peer closes");
    theirs.reset();
    std::error_code error;

    story.step("write_all() is given 5 bytes", 2);
    const std::size_t n = answer::write_all(ours.get(), "hello", error);

    EXPECT_EQ(n, 0u) << story.hint(2);
    EXPECT_EQ(error.message(), std::system_category().message(EPIPE))
        << story.hint(2);
}

} // namespace
