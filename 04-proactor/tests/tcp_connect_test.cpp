#include <gtest/gtest.h>

#include "04-proactor/basic_socket_acceptor.h"
#include "04-proactor/io_context.h"
#include "04-proactor/ip/tcp.h"
#include "04-proactor/tests/connected_sockets.h"
#include "04-proactor/tests/outcome.h"

namespace tcp_connect_test {

using namespace std::chrono_literals;
using net::any_port;
using net::outcome;
using net::patience;
using net::ip::tcp;

struct tcp_connect : testing::Test {
    net::io_context loop;
    tcp::acceptor listener{loop, any_port};
    tcp::acceptor deaf{loop, tcp::v4()}; // is bound, and does not listen
    tcp::socket socket{loop};
    std::error_code error = net::error::fault;
    outcome connected;

    tcp_connect() { deaf.bind(any_port); }
    tcp::endpoint open() { return listener.local_endpoint(); }
    tcp::endpoint closed() { return deaf.local_endpoint(); }
};

TEST_F(tcp_connect, opens_the_socket_and_connects_it) {
    socket.connect(open(), error);

    EXPECT_FALSE(error);
    EXPECT_EQ(socket.remote_endpoint(), open());
    EXPECT_EQ(listener.accept().remote_endpoint(), socket.local_endpoint());
}

TEST_F(tcp_connect, keeps_a_socket_that_is_open_and_bound) {
    socket.open(tcp::v4());
    socket.bind(any_port);
    const tcp::endpoint local = socket.local_endpoint();

    socket.connect(open());

    EXPECT_EQ(socket.local_endpoint(), local);
}

TEST_F(tcp_connect, is_refused_where_nobody_listens) {
    socket.connect(closed(), error);

    EXPECT_EQ(error, net::error::connection_refused);
    EXPECT_EQ(error, std::errc::connection_refused);
    EXPECT_EQ(error.message(), "Connection refused");
    EXPECT_THROW(tcp::socket(loop).connect(closed()), std::system_error);
}

TEST_F(tcp_connect, waits_also_for_a_non_blocking_socket) {
    socket.open(tcp::v4());
    socket.non_blocking(true);

    socket.connect(open(), error);

    EXPECT_FALSE(error);
    EXPECT_EQ(socket.remote_endpoint(), open());
}

TEST_F(tcp_connect, connects_without_blocking) {
    socket.async_connect(open(), connected.handler());
    EXPECT_EQ(connected.calls, 0);

    loop.run_for(patience);

    EXPECT_EQ(connected.calls, 1);
    EXPECT_FALSE(connected.error);
    EXPECT_EQ(socket.remote_endpoint(), open());
}

TEST_F(tcp_connect, connects_a_socket_that_the_kernel_has_spoken_of) {
    outcome waited;
    socket.open(tcp::v4());
    socket.async_wait(tcp::socket::wait_write, waited.handler());
    loop.run_for(patience); // it has said: hung up
    loop.restart();

    socket.async_connect(open(), connected.handler());
    loop.run_for(patience);

    EXPECT_EQ(connected.calls, 1);
    EXPECT_FALSE(connected.error);
}

TEST_F(tcp_connect, is_told_of_a_refusal_without_blocking) {
    socket.async_connect(closed(), connected.handler());

    loop.run_for(patience);

    EXPECT_EQ(connected.error, net::error::connection_refused);
}

TEST_F(tcp_connect, fails_if_the_socket_is_connected) {
    socket.connect(open());

    socket.async_connect(open(), connected.handler());
    loop.run_for(patience);

    EXPECT_EQ(connected.error, net::error::already_connected);
}

TEST_F(tcp_connect, ends_when_the_socket_is_closed) {
    socket.async_connect(open(), connected.handler());

    socket.close();
    EXPECT_EQ(connected.calls, 0);
    loop.run_for(patience);

    EXPECT_EQ(connected.calls, 1);
    EXPECT_EQ(connected.error, net::error::operation_aborted);
}

} // namespace tcp_connect_test
