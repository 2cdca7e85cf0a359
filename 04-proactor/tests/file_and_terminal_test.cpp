// What is no socket and no pipe: files on disk, and terminals.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>

#include "01-blocking/error.h"
#include "01-blocking/unique_fd.h"
#include "04-proactor/io_context.h"
#include "04-proactor/posix/basic_stream_descriptor.h"
#include "04-proactor/use_future.h"

namespace file_and_terminal_test {

using net::posix::stream_descriptor;

/// A file that has no name.
int temporary_file() {
    char name[] = "/tmp/stream_descriptor_test_XXXXXX";
    const int fd = net::check(::mkostemp(name, O_CLOEXEC), "mkostemp");
    ::unlink(name);
    return fd;
}

TEST(stream_descriptor, reads_and_writes_a_file_on_disk) {
    net::io_context loop;
    stream_descriptor file(loop, temporary_file());
    std::array<char, 16> data;

    auto written =
        file.async_write_some(net::buffer("hello", 5), net::use_future);
    loop.run();
    ASSERT_EQ(::lseek(file.native_handle(), 0, SEEK_SET), 0);
    auto read = file.async_read_some(net::buffer(data), net::use_future);
    loop.restart();
    loop.run();

    EXPECT_EQ(written.get(), 5u);
    EXPECT_EQ(read.get(), 5u);
}

TEST(stream_descriptor, reads_the_end_of_a_file_again_and_again) {
    net::io_context loop;
    stream_descriptor file(loop, temporary_file());
    std::array<char, 16> data;
    std::error_code first, second;

    file.async_read_some(
        net::buffer(data),
        [&](std::error_code result, std::size_t) { first = result; });
    file.async_read_some(
        net::buffer(data),
        [&](std::error_code result, std::size_t) { second = result; });
    loop.run();

    EXPECT_EQ(first, net::error::eof);
    EXPECT_EQ(second, net::error::eof);
}

TEST(stream_descriptor, reads_a_terminal_line_by_line) {
    net::io_context loop;
    const net::unique_fd keyboard(
        net::check(::posix_openpt(O_RDWR | O_NOCTTY), "posix_openpt"));
    net::check(::grantpt(keyboard.get()), "grantpt");
    net::check(::unlockpt(keyboard.get()), "unlockpt");
    stream_descriptor terminal(loop,
                               net::check(::open(::ptsname(keyboard.get()),
                                                 O_RDWR | O_NOCTTY | O_CLOEXEC),
                                          "open"));
    std::array<char, 16> data;
    auto line = terminal.async_read_some(net::buffer(data), net::use_future);

    ASSERT_EQ(::write(keyboard.get(), "ls", 2), 2);
    EXPECT_EQ(loop.poll(), 0u); // the line is not complete
    ASSERT_EQ(::write(keyboard.get(), "\n", 1), 1);
    loop.run();

    EXPECT_EQ(line.get(), 3u);
}

} // namespace file_and_terminal_test
