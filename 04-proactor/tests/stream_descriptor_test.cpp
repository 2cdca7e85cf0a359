#include "04-proactor/posix/basic_stream_descriptor.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>

#include "01-blocking/error.h"
#include "04-proactor/io_context.h"
#include "04-proactor/use_future.h"

namespace stream_descriptor_test {

using net::posix::stream_descriptor;

struct pipe_ends {
    pipe_ends() {
        int ends[2];
        net::check(::pipe2(ends, O_CLOEXEC), "pipe2");
        reading.reset(ends[0]);
        writing.reset(ends[1]);
    }
    net::unique_fd reading;
    net::unique_fd writing;
};

/// The two ends of a pipe, in a context.
struct pipe_pair {
    explicit pipe_pair(net::io_context& loop, pipe_ends ends = {})
        : reading(loop, ends.reading.release()),
          writing(loop, ends.writing.release()) {}
    stream_descriptor reading;
    stream_descriptor writing;
};

TEST(stream_descriptor, is_closed_until_it_is_given_a_descriptor) {
    net::io_context loop;
    pipe_ends ends;
    stream_descriptor descriptor(loop.get_executor());
    EXPECT_FALSE(descriptor.is_open());

    const int number = ends.reading.release();
    descriptor.assign(number);

    EXPECT_TRUE(descriptor.is_open());
    EXPECT_EQ(descriptor.native_handle(), number);
    EXPECT_EQ(descriptor.get_executor(), loop.get_executor());
}

TEST(stream_descriptor, leaves_the_caller_what_it_cannot_take) {
    net::io_context loop;
    pipe_pair pipe(loop);
    const pipe_ends other;
    std::error_code error;

    pipe.reading.assign(other.reading.get(), error);

    EXPECT_EQ(error, net::error::already_open);
    EXPECT_NE(::fcntl(other.reading.get(), F_GETFD), -1);
}

TEST(stream_descriptor, carries_bytes_through_a_pipe) {
    net::io_context loop;
    pipe_pair pipe(loop);
    std::array<char, 16> data;

    const std::size_t written =
        pipe.writing.write_some(net::buffer("hello", 5));
    const std::size_t n = pipe.reading.read_some(net::buffer(data));

    EXPECT_EQ(written, 5u);
    EXPECT_EQ(std::string(data.data(), n), "hello");
}

TEST(stream_descriptor, waits_for_bytes_without_blocking) {
    net::io_context loop;
    pipe_pair pipe(loop);
    std::array<char, 16> data;
    std::string received;
    pipe.reading.async_read_some(net::buffer(data),
                                 [&](std::error_code error, std::size_t n) {
                                     EXPECT_FALSE(error);
                                     received.assign(data.data(), n);
                                 });
    EXPECT_EQ(loop.poll(), 0u);

    auto written =
        pipe.writing.async_write_some(net::buffer("hello", 5), net::use_future);
    loop.run();

    EXPECT_EQ(written.get(), 5u);
    EXPECT_EQ(received, "hello");
}

TEST(stream_descriptor, reaches_the_end_when_all_writers_are_gone) {
    net::io_context loop;
    pipe_pair pipe(loop);
    std::array<char, 16> data;
    std::error_code error;
    pipe.reading.async_read_some(
        net::buffer(data),
        [&](std::error_code result, std::size_t) { error = result; });

    pipe.writing.close();
    loop.run();

    EXPECT_EQ(error, net::error::eof);
}

TEST(stream_descriptor, does_not_take_nothing_for_the_end) {
    net::io_context loop;
    pipe_pair pipe(loop);
    std::error_code error = net::error::fault;

    pipe.reading.async_read_some(
        net::mutable_buffer(),
        [&](std::error_code result, std::size_t) { error = result; });
    loop.run();

    EXPECT_FALSE(error);
}

TEST(stream_descriptor, tells_when_it_is_ready) {
    net::io_context loop;
    pipe_pair pipe(loop);
    bool readable = false, writable = false;
    pipe.reading.async_wait(stream_descriptor::wait_read,
                            [&](std::error_code) { readable = true; });
    pipe.writing.async_wait(stream_descriptor::wait_write,
                            [&](std::error_code) { writable = true; });

    loop.poll();
    EXPECT_TRUE(writable);
    EXPECT_FALSE(readable);
    pipe.writing.write_some(net::buffer("x", 1));
    pipe.reading.wait(stream_descriptor::wait_read);
    loop.run();

    EXPECT_TRUE(readable);
}

TEST(stream_descriptor, ends_its_operations_when_it_is_cancelled) {
    net::io_context loop;
    pipe_pair pipe(loop);
    std::array<char, 16> data;
    std::error_code error;
    pipe.reading.async_read_some(
        net::buffer(data),
        [&](std::error_code result, std::size_t) { error = result; });

    pipe.reading.cancel();
    EXPECT_FALSE(error); // not before run()
    loop.run();

    EXPECT_EQ(error, net::error::operation_aborted);
}

TEST(stream_descriptor, gives_its_descriptor_away_open) {
    net::io_context loop;
    pipe_pair pipe(loop);

    const net::unique_fd taken(pipe.reading.release());

    EXPECT_FALSE(pipe.reading.is_open());
    EXPECT_NE(::fcntl(taken.get(), F_GETFD), -1);
}

TEST(stream_descriptor, moves_to_another_and_leaves_nothing_behind) {
    net::io_context loop;
    pipe_pair pipe(loop);
    const int number = pipe.reading.native_handle();

    stream_descriptor moved(std::move(pipe.reading));

    EXPECT_FALSE(pipe.reading.is_open());
    EXPECT_EQ(moved.native_handle(), number);
}

TEST(stream_descriptor, fails_where_it_would_wait_if_it_is_non_blocking) {
    net::io_context loop;
    pipe_pair pipe(loop);
    std::array<char, 16> data;
    std::error_code error;

    pipe.reading.non_blocking(true);
    pipe.reading.read_some(net::buffer(data), error);

    EXPECT_EQ(error, net::error::would_block);
    EXPECT_TRUE(pipe.reading.non_blocking());
    EXPECT_TRUE(pipe.reading.native_non_blocking());
}

TEST(stream_descriptor, answers_commands) {
    net::io_context loop;
    pipe_pair pipe(loop);
    pipe.writing.write_some(net::buffer("hello", 5));

    stream_descriptor::bytes_readable command;
    pipe.reading.io_control(command);

    EXPECT_EQ(command.get(), 5u);
}

TEST(stream_descriptor, says_what_is_wrong_when_it_is_closed) {
    net::io_context loop;
    stream_descriptor descriptor(loop);
    std::array<char, 16> data;
    std::error_code read, waited;

    descriptor.read_some(net::buffer(data), read);
    descriptor.wait(stream_descriptor::wait_read, waited);

    EXPECT_EQ(read, net::error::bad_descriptor);
    EXPECT_EQ(waited, net::error::bad_descriptor);
    EXPECT_NO_THROW(descriptor.close());
}

} // namespace stream_descriptor_test
