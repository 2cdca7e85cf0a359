#include "04-proactor/local/connect_pair.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "04-proactor/basic_datagram_socket.h"
#include "04-proactor/basic_stream_socket.h"
#include "04-proactor/io_context.h"
#include "04-proactor/local/datagram_protocol.h"
#include "04-proactor/local/stream_protocol.h"

namespace connect_pair_test {

using net::local::connect_pair;
using net::local::datagram_protocol;
using net::local::stream_protocol;

TEST(connect_pair, lets_two_streams_talk_to_each_other) {
    net::io_context loop;
    stream_protocol::socket ours(loop), theirs(loop);
    std::array<char, 16> data;

    connect_pair(ours, theirs);
    ours.write_some(net::buffer("hello", 5));
    const std::size_t n = theirs.read_some(net::buffer(data));

    EXPECT_EQ(std::string(data.data(), n), "hello");
}

TEST(connect_pair, ends_one_stream_with_the_other) {
    net::io_context loop;
    stream_protocol::socket ours(loop), theirs(loop);
    std::array<char, 16> data;
    std::error_code error;
    connect_pair(ours, theirs);

    ours.close();
    theirs.read_some(net::buffer(data), error);

    EXPECT_EQ(error, net::error::eof);
}

TEST(connect_pair, keeps_datagrams_apart) {
    net::io_context loop;
    datagram_protocol::socket ours(loop), theirs(loop);
    std::array<char, 16> data;
    std::error_code error = net::error::fault;

    connect_pair(ours, theirs, error);
    ours.send(net::buffer("hello", 5));
    ours.send(net::buffer("again", 5));
    datagram_protocol::endpoint sender;
    const std::size_t n = theirs.receive_from(net::buffer(data), sender);

    EXPECT_FALSE(error);
    EXPECT_EQ(n, 5u);
    EXPECT_EQ(sender.path(), ""); // nobody has given it a name
}

TEST(connect_pair, may_span_two_contexts) {
    net::io_context here, there;
    stream_protocol::socket ours(here), theirs(there);
    std::array<char, 16> data;
    std::size_t received = 0;
    connect_pair(ours, theirs);
    theirs.async_read_some(
        net::buffer(data),
        [&](std::error_code, std::size_t n) { received = n; });

    ours.async_write_some(net::buffer("hello", 5),
                          [](std::error_code, std::size_t) {});
    here.run();
    there.run();

    EXPECT_EQ(received, 5u);
}

TEST(connect_pair, does_not_leave_its_sockets_to_other_programs) {
    net::io_context loop;
    stream_protocol::socket ours(loop), theirs(loop);

    connect_pair(ours, theirs);

    EXPECT_TRUE(::fcntl(ours.native_handle(), F_GETFD) & FD_CLOEXEC);
    EXPECT_TRUE(::fcntl(theirs.native_handle(), F_GETFD) & FD_CLOEXEC);
}

TEST(connect_pair, opens_both_sockets_or_none) {
    net::io_context loop;
    stream_protocol::socket free(loop), taken(loop, stream_protocol());
    std::error_code error;

    connect_pair(free, taken, error);

    EXPECT_EQ(error, net::error::already_open);
    EXPECT_FALSE(free.is_open());
    EXPECT_TRUE(taken.is_open());
    EXPECT_THROW(connect_pair(taken, free), std::system_error);
}

} // namespace connect_pair_test
