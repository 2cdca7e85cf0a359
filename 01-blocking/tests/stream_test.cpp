#include "01-blocking/stream.h"

#include <gtest/gtest.h>
#include <limits.h>

#include <csignal>
#include <thread>

#include "01-blocking/error.h"
#include "01-blocking/socket.h"
#include "01-blocking/tests/interruptions.h"
#include "01-blocking/tests/tcp.h"

namespace stream_test {

/// So many bytes, none like its neighbours.
std::string pattern(std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<char>(i % 251);
    }
    return bytes;
}

/// A thread that reads to the end of a stream, in small portions.
class slow_reader {
public:
    explicit slow_reader(int fd) : thread_([this, fd] { read(fd); }) {}

    std::string all() {
        thread_.join();
        return std::move(bytes_);
    }

private:
    void read(int fd) {
        char portion[1000];
        ssize_t n = 0;
        while ((n = ::read(fd, portion, sizeof portion)) > 0) {
            bytes_.append(portion, static_cast<std::size_t>(n));
            std::this_thread::yield();
        }
    }

    std::string bytes_;
    std::thread thread_;
};

TEST(read_some, takes_what_is_there) {
    auto [ours, theirs] = net::connected_pair();
    ASSERT_EQ(::write(theirs.get(), "hello", 5), 5);
    char bytes[100];
    std::error_code error = net::error::eof;

    const std::size_t n = net::read_some(ours.get(), bytes, error);

    EXPECT_FALSE(error);
    EXPECT_EQ(std::string_view(bytes, n), "hello");
}

TEST(read_some, tells_the_end_of_the_stream_from_an_error) {
    auto [ours, theirs] = net::connected_pair();
    theirs.reset();
    char bytes[100];
    std::error_code error;

    EXPECT_EQ(net::read_some(ours.get(), bytes, error), 0u);
    EXPECT_EQ(error, net::error::eof);

    EXPECT_EQ(net::read_some(-1, bytes, error), 0u);
    EXPECT_EQ(error, std::errc::bad_file_descriptor);
}

TEST(read_exactly, puts_dribbles_together) {
    auto [ours, theirs] = net::connected_pair();
    std::string bytes(10, '\0');
    std::error_code error;
    std::thread dribbler([to = theirs.get()] {
        for (const char byte : std::string("0123456789 and more")) {
            ASSERT_EQ(::write(to, &byte, 1), 1);
            std::this_thread::yield();
        }
    });

    EXPECT_EQ(net::read_exactly(ours.get(), bytes, error), 10u);

    EXPECT_FALSE(error);
    EXPECT_EQ(bytes, "0123456789");
    EXPECT_EQ(net::receive(ours.get(), 9), " and more");
    dribbler.join();
}

TEST(read_exactly, says_how_far_it_got_when_the_stream_ends) {
    auto [ours, theirs] = net::connected_pair();
    ASSERT_EQ(::write(theirs.get(), "half", 4), 4);
    theirs.reset();
    std::string bytes(8, '.');
    std::error_code error;

    EXPECT_EQ(net::read_exactly(ours.get(), bytes, error), 4u);

    EXPECT_EQ(error, net::error::eof);
    EXPECT_EQ(bytes, "half....");
}

TEST(read_exactly, reads_nothing_into_nothing) {
    auto [ours, theirs] = net::connected_pair();
    std::error_code error = net::error::eof;

    EXPECT_EQ(net::read_exactly(ours.get(), {}, error), 0u);

    EXPECT_FALSE(error);
}

TEST(write_all, writes_more_than_fits_into_the_sockets_buffer) {
    auto [ours, theirs] = net::connected_pair();
    const std::string all = pattern(3'000'000);
    slow_reader reader(theirs.get());
    std::error_code error;

    EXPECT_EQ(net::write_all(ours.get(), all, error), all.size());

    EXPECT_FALSE(error);
    ours.reset();
    EXPECT_EQ(reader.all(), all);
}

TEST(write_all, reports_a_peer_that_has_left) {
    std::signal(SIGPIPE, SIG_IGN);
    auto [ours, theirs] = net::connected_pair();
    theirs.reset();
    std::error_code error;

    EXPECT_EQ(net::write_all(ours.get(), "hello", error), 0u);

    EXPECT_EQ(error, std::errc::broken_pipe);
}

TEST(write_all, gathers_more_pieces_than_one_call_takes) {
    auto [ours, theirs] = net::connected_pair();
    std::string all = pattern(2 * IOV_MAX + 10);
    std::vector<iovec> pieces;
    for (char& byte : all) pieces.push_back({&byte, 1});
    slow_reader reader(theirs.get());
    std::error_code error;

    EXPECT_EQ(net::write_all(ours.get(), pieces, error), all.size());

    EXPECT_FALSE(error);
    ours.reset();
    EXPECT_EQ(reader.all(), all);
}

TEST(write_all, gathers_pieces_that_the_kernel_takes_in_parts) {
    auto [ours, theirs] = net::connected_pair();
    std::string all = pattern(2'000'000);
    std::vector<iovec> pieces;
    for (std::size_t at = 0; at < all.size(); at += 9999) {
        pieces.push_back(
            {&all[at], std::min<std::size_t>(9999, all.size() - at)});
    }
    slow_reader reader(theirs.get());
    std::error_code error;

    EXPECT_EQ(net::write_all(ours.get(), pieces, error), all.size());

    ours.reset();
    EXPECT_EQ(reader.all(), all);
}

TEST(write_all, takes_empty_pieces_among_the_others) {
    auto [ours, theirs] = net::connected_pair();
    std::string text = "ab";
    iovec pieces[] = {{&text[0], 0},
                      {&text[0], 1},
                      {nullptr, 0},
                      {&text[1], 1},
                      {&text[0], 0}};
    iovec only_empty[] = {{nullptr, 0}, {nullptr, 0}};
    std::error_code error;

    EXPECT_EQ(net::write_all(ours.get(), pieces, error), 2u);
    EXPECT_EQ(net::write_all(ours.get(), only_empty, error), 0u);
    EXPECT_EQ(net::write_all(ours.get(), std::span<iovec>(), error), 0u);

    EXPECT_FALSE(error);
    EXPECT_EQ(net::receive_now(theirs.get()), "ab");
}

TEST(drop_written, takes_off_whole_pieces_and_a_part) {
    std::string text = "abcdefghi";
    for (std::size_t written = 0; written <= text.size(); ++written) {
        iovec pieces[] = {{&text[0], 3}, {&text[3], 0}, {&text[3], 6}};

        const auto rest = net::drop_written(pieces, written);

        std::string left;
        for (const iovec& one : rest) {
            left.append(static_cast<const char*>(one.iov_base), one.iov_len);
        }
        EXPECT_EQ(left, text.substr(written));
        EXPECT_EQ(rest.empty(), left.empty());
    }
}

TEST(interrupted, reading_loses_nothing) {
    auto [ours, theirs] = net::connected_pair();
    const std::string all = pattern(100);
    std::string bytes(all.size(), '\0');
    std::error_code error;
    const net::interruptions signals;
    std::thread writer([&all, &signals, to = theirs.get()] {
        for (const char byte : all) {
            signals.await(1); // the reader waits, and is interrupted
            ASSERT_EQ(::write(to, &byte, 1), 1);
        }
    });

    EXPECT_EQ(net::read_exactly(ours.get(), bytes, error), all.size());

    EXPECT_FALSE(error) << error.message();
    EXPECT_EQ(bytes, all);
    writer.join();
}

TEST(interrupted, writing_loses_nothing) {
    auto [ours, theirs] = net::connected_pair();
    const std::string all = pattern(3'000'000);
    slow_reader reader(theirs.get());
    std::error_code error;
    {
        const net::interruptions signals;
        EXPECT_EQ(net::write_all(ours.get(), all, error), all.size());
    }

    EXPECT_FALSE(error) << error.message();
    ours.reset();
    EXPECT_EQ(reader.all(), all);
}

} // namespace stream_test
