// What a stream socket is and has, apart from its bytes.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <thread>
#include <utility>

#include "04-proactor/basic_stream_socket.h"
#include "04-proactor/io_context.h"
#include "04-proactor/strand.h"
#include "04-proactor/tests/connected_sockets.h"
#include "04-proactor/tests/outcome.h"

namespace stream_socket_state_test {

using namespace std::chrono_literals;
using net::any_port;
using net::connected_sockets;
using net::outcome;
using net::patience;
using net::ip::tcp;

struct stream_socket_state : testing::Test {
    net::io_context loop;
    std::array<char, 16> data{};
    std::error_code error;
    outcome read;
};

bool is_non_blocking(tcp::socket& socket) {
    return ::fcntl(socket.native_handle(), F_GETFL) & O_NONBLOCK;
}

TEST_F(stream_socket_state, is_closed_unless_there_was_something_to_open) {
    const tcp::socket closed(loop);
    const tcp::socket opened(loop, tcp::v4());
    const tcp::socket bound(loop.get_executor(), any_port);

    EXPECT_FALSE(closed.is_open());
    EXPECT_TRUE(opened.is_open());
    EXPECT_EQ(opened.local_endpoint().port(), 0);
    EXPECT_NE(bound.local_endpoint().port(), 0);
}

TEST_F(stream_socket_state, says_bad_descriptor_when_it_is_closed) {
    tcp::socket closed(loop);
    const auto says = [&](auto call) {
        error.clear();
        call();
        EXPECT_EQ(error, net::error::bad_descriptor);
    };

    says([&] { closed.read_some(net::buffer(data), error); });
    says([&] { closed.write_some(net::buffer("x", 1), error); });
    says([&] { closed.shutdown(tcp::socket::shutdown_both, error); });
    says([&] { closed.local_endpoint(error); });
    says([&] { closed.remote_endpoint(error); });
    says([&] { closed.available(error); });
    says([&] { closed.at_mark(error); });
    says([&] { closed.cancel(error); });
    says([&] { closed.release(error); });
    says([&] { closed.bind(any_port, error); });
    says([&] { closed.set_option(tcp::no_delay(true), error); });
    says([&] { closed.non_blocking(true, error); });
    says([&] { closed.native_non_blocking(true, error); });
    says([&] { closed.wait(tcp::socket::wait_read, error); });
    EXPECT_THROW(closed.read_some(net::buffer(data)), std::system_error);
}

TEST_F(stream_socket_state, says_bad_descriptor_through_the_queue) {
    tcp::socket closed(loop);
    outcome written, waited;
    closed.async_read_some(net::buffer(data), read.handler());
    closed.async_write_some(net::buffer("x", 1), written.handler());
    closed.async_wait(tcp::socket::wait_read, waited.handler());
    EXPECT_EQ(read.calls + written.calls + waited.calls, 0);

    loop.run_for(patience);

    EXPECT_EQ(read.error, net::error::bad_descriptor);
    EXPECT_EQ(written.error, net::error::bad_descriptor);
    EXPECT_EQ(waited.error, net::error::bad_descriptor);
}

TEST_F(stream_socket_state, may_be_closed_twice) {
    tcp::socket socket(loop, tcp::v4());

    socket.close();
    socket.close(error);

    EXPECT_FALSE(error);
    EXPECT_FALSE(socket.is_open());
}

TEST_F(stream_socket_state, cannot_be_opened_twice) {
    tcp::socket socket(loop, tcp::v4());

    socket.open(tcp::v4(), error);

    EXPECT_EQ(error, net::error::already_open);
    EXPECT_TRUE(socket.is_open());
}

TEST_F(stream_socket_state, knows_both_of_its_ends) {
    connected_sockets pair(loop);

    EXPECT_EQ(pair.ours.local_endpoint(), pair.theirs.remote_endpoint());
    EXPECT_EQ(pair.theirs.local_endpoint(), pair.ours.remote_endpoint());
    EXPECT_TRUE(pair.ours.local_endpoint().address().is_loopback());
}

TEST_F(stream_socket_state, has_no_other_end_before_it_is_connected) {
    tcp::socket socket(loop, tcp::v4());

    socket.remote_endpoint(error);

    EXPECT_EQ(error, std::errc::not_connected);
    EXPECT_THROW(socket.remote_endpoint(), std::system_error);
}

TEST_F(stream_socket_state, says_how_much_it_has_to_read) {
    connected_sockets pair(loop);
    pair.ours.write_some(net::buffer("hello", 5));
    pair.theirs.wait(tcp::socket::wait_read);

    EXPECT_EQ(pair.theirs.available(), 5u);
    EXPECT_EQ(pair.ours.available(), 0u);
}

TEST_F(stream_socket_state, fails_where_it_would_wait_if_it_is_to) {
    connected_sockets pair(loop);
    pair.ours.non_blocking(true);

    pair.ours.read_some(net::buffer(data), error);

    EXPECT_EQ(error, net::error::would_block);
    EXPECT_EQ(error, std::errc::operation_would_block);
    EXPECT_TRUE(pair.ours.non_blocking());
    EXPECT_TRUE(pair.ours.native_non_blocking());
}

TEST_F(stream_socket_state, does_not_wait_for_readiness_if_it_is_not_to) {
    connected_sockets pair(loop);
    pair.ours.non_blocking(true);

    pair.ours.wait(tcp::socket::wait_write, error);
    EXPECT_FALSE(error);
    pair.ours.wait(tcp::socket::wait_read, error);

    EXPECT_EQ(error, net::error::would_block);
}

TEST_F(stream_socket_state, still_waits_for_a_user_after_it_has_not_for_us) {
    connected_sockets pair(loop);
    pair.ours.async_read_some(net::buffer(data), read.handler());
    pair.theirs.write_some(net::buffer("x", 1));
    loop.run_for(patience);
    EXPECT_TRUE(is_non_blocking(pair.ours));
    std::thread late([&] { pair.theirs.write_some(net::buffer("hello", 5)); });

    const std::size_t n = pair.ours.read_some(net::buffer(data), error);
    late.join();

    EXPECT_FALSE(error);
    EXPECT_GE(n, 1u);
    EXPECT_FALSE(pair.ours.non_blocking());
}

TEST_F(stream_socket_state, cannot_block_below_while_it_does_not_above) {
    tcp::socket socket(loop, tcp::v4());
    socket.non_blocking(true);

    socket.native_non_blocking(false, error);

    EXPECT_EQ(error, net::error::invalid_argument);
    EXPECT_TRUE(is_non_blocking(socket));
}

TEST_F(stream_socket_state, takes_its_operations_along_when_it_moves) {
    connected_sockets pair(loop);
    pair.ours.async_read_some(net::buffer(data), read.handler());
    loop.poll();

    tcp::socket moved(std::move(pair.ours));
    pair.theirs.write_some(net::buffer("hello", 5));
    loop.run_for(patience);

    EXPECT_FALSE(pair.ours.is_open());
    EXPECT_TRUE(moved.is_open());
    EXPECT_EQ(read.n, 5u);
}

TEST_F(stream_socket_state, ends_the_operations_of_what_it_replaces) {
    connected_sockets old(loop), fresh(loop);
    old.ours.async_read_some(net::buffer(data), read.handler());

    old.ours = std::move(fresh.ours);
    loop.run_for(patience);
    fresh.theirs.write_some(net::buffer("hello", 5));

    EXPECT_EQ(read.error, net::error::operation_aborted);
    EXPECT_EQ(old.ours.read_some(net::buffer(data)), 5u);
}

TEST_F(stream_socket_state, turns_into_one_of_a_wider_executor) {
    using on_strand =
        net::basic_stream_socket<tcp, net::strand<net::io_executor>>;
    on_strand narrow(net::make_strand(loop), tcp::v4());

    tcp::socket wide(std::move(narrow));

    EXPECT_TRUE(wide.is_open());
    EXPECT_FALSE(narrow.is_open());
}

TEST_F(stream_socket_state, gives_its_descriptor_away_and_takes_one_over) {
    connected_sockets pair(loop);
    const int fd = pair.ours.release();
    tcp::socket other(loop);

    other.assign(tcp::v4(), fd);
    pair.theirs.write_some(net::buffer("hello", 5));
    other.async_read_some(net::buffer(data), read.handler());
    loop.run_for(patience);

    EXPECT_FALSE(pair.ours.is_open());
    EXPECT_EQ(other.native_handle(), fd);
    EXPECT_EQ(read.n, 5u);
}

TEST_F(stream_socket_state, leaves_a_descriptor_alone_it_cannot_take_over) {
    tcp::socket socket(loop, tcp::v4()), other(loop, tcp::v4());
    const int fd = other.release();

    socket.assign(tcp::v4(), fd, error);

    EXPECT_EQ(error, net::error::already_open);
    EXPECT_EQ(::close(fd), 0);
}

} // namespace stream_socket_state_test
