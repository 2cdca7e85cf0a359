#include "04-proactor/basic_datagram_socket.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "04-proactor/io_context.h"
#include "04-proactor/ip/udp.h"
#include "04-proactor/use_future.h"

namespace datagram_socket_test {

using net::ip::address_v4;
using net::ip::udp;

const udp::endpoint any_port(address_v4::loopback(), 0);

/// Two sockets, each connected to the other.
struct connected_pair {
    explicit connected_pair(net::io_context& loop)
        : ours(loop, any_port), theirs(loop, any_port) {
        ours.connect(theirs.local_endpoint());
        theirs.connect(ours.local_endpoint());
    }
    udp::socket ours;
    udp::socket theirs;
};

TEST(datagram_socket, is_closed_unless_it_is_given_something_to_open) {
    net::io_context loop;

    udp::socket closed(loop);
    udp::socket opened(loop, udp::v4());
    udp::socket bound(loop.get_executor(), any_port);

    EXPECT_FALSE(closed.is_open());
    EXPECT_TRUE(opened.is_open());
    EXPECT_EQ(opened.local_endpoint().port(), 0);
    EXPECT_NE(bound.local_endpoint().port(), 0);
}

TEST(datagram_socket, takes_over_a_socket_that_is_open_already) {
    net::io_context loop;
    udp::socket first(loop, any_port);
    const udp::endpoint address = first.local_endpoint();

    udp::socket second(loop, udp::v4(), first.release());

    EXPECT_FALSE(first.is_open());
    EXPECT_EQ(second.local_endpoint(), address);
}

TEST(datagram_socket, is_told_who_has_sent_a_datagram) {
    net::io_context loop;
    udp::socket ours(loop, any_port), theirs(loop, any_port);
    std::array<char, 16> data;
    udp::endpoint sender;

    const std::size_t sent =
        ours.send_to(net::buffer("hello", 5), theirs.local_endpoint());
    const std::size_t n = theirs.receive_from(net::buffer(data), sender);

    EXPECT_EQ(sent, 5u);
    EXPECT_EQ(std::string(data.data(), n), "hello");
    EXPECT_EQ(sender, ours.local_endpoint());
}

TEST(datagram_socket, need_not_name_its_peer_once_it_is_connected) {
    net::io_context loop;
    connected_pair pair(loop);
    std::array<char, 16> data;
    std::error_code error = net::error::fault;

    pair.ours.send(net::buffer("hello", 5));
    const std::size_t n = pair.theirs.receive(net::buffer(data), 0, error);

    EXPECT_FALSE(error);
    EXPECT_EQ(std::string(data.data(), n), "hello");
}

TEST(datagram_socket, gathers_buffers_into_one_datagram_and_scatters_it) {
    net::io_context loop;
    connected_pair pair(loop);
    std::array<char, 2> first;
    std::array<char, 16> second;
    const std::array both_parts{net::buffer("hel", 3), net::buffer("lo", 2)};
    const std::array both_places{net::buffer(first), net::buffer(second)};

    pair.ours.send(both_parts);
    const std::size_t n = pair.theirs.receive(both_places);

    EXPECT_EQ(n, 5u);
    EXPECT_EQ(std::string(first.data(), 2), "he");
    EXPECT_EQ(std::string(second.data(), 3), "llo");
}

TEST(datagram_socket, loses_what_does_not_fit) {
    net::io_context loop;
    connected_pair pair(loop);
    std::array<char, 2> data;
    pair.ours.send(net::buffer("first", 5));
    pair.ours.send(net::buffer("2", 1));

    const std::size_t of_first = pair.theirs.receive(net::buffer(data));
    const std::size_t of_second = pair.theirs.receive(net::buffer(data));

    EXPECT_EQ(of_first, 2u);
    EXPECT_EQ(of_second, 1u);
}

TEST(datagram_socket, fails_where_it_would_wait_if_it_is_non_blocking) {
    net::io_context loop;
    udp::socket socket(loop, any_port);
    socket.non_blocking(true);
    std::array<char, 16> data;
    udp::endpoint sender;
    std::error_code error;

    socket.receive_from(net::buffer(data), sender, 0, error);

    EXPECT_EQ(error, net::error::would_block);
}

TEST(datagram_socket, says_what_is_wrong_when_it_is_closed) {
    net::io_context loop;
    udp::socket socket(loop);
    std::error_code error;

    socket.async_send_to(
        net::buffer("x", 1), any_port,
        [&](std::error_code result, std::size_t) { error = result; });
    loop.run();

    EXPECT_EQ(error, net::error::bad_descriptor);
    EXPECT_THROW(socket.send_to(net::buffer("x", 1), any_port),
                 std::system_error);
}

TEST(datagram_socket, waits_for_a_datagram_without_blocking) {
    net::io_context loop;
    udp::socket ours(loop, any_port), theirs(loop, any_port);
    std::array<char, 16> data;
    udp::endpoint sender;
    std::string received;
    theirs.async_receive_from(net::buffer(data), sender,
                              [&](std::error_code error, std::size_t n) {
                                  EXPECT_FALSE(error);
                                  received.assign(data.data(), n);
                              });
    EXPECT_EQ(loop.poll(), 0u);

    ours.async_send_to(net::buffer("hello", 5), theirs.local_endpoint(),
                       [](std::error_code error, std::size_t n) {
                           EXPECT_FALSE(error);
                           EXPECT_EQ(n, 5u);
                       });
    loop.run();

    EXPECT_EQ(received, "hello");
    EXPECT_EQ(sender, ours.local_endpoint());
}

TEST(datagram_socket, takes_flags_for_an_asynchronous_operation_too) {
    net::io_context loop;
    connected_pair pair(loop);
    std::array<char, 16> data;
    udp::endpoint sender;
    const int peek = net::socket_base::message_peek;
    const udp::endpoint receiver = pair.theirs.local_endpoint();

    auto sent =
        pair.ours.async_send(net::buffer("hello", 5), 0, net::use_future);
    auto seen =
        pair.theirs.async_receive(net::buffer(data), peek, net::use_future);
    auto seen_from = pair.theirs.async_receive_from(net::buffer(data), sender,
                                                    peek, net::use_future);
    auto taken = pair.theirs.async_receive(net::buffer(data), net::use_future);
    pair.ours.send(net::buffer("", 0));
    loop.run();

    EXPECT_EQ(sent.get(), 5u);
    EXPECT_EQ(seen.get(), 5u);
    EXPECT_EQ(seen_from.get(), 5u);
    EXPECT_EQ(taken.get(), 5u);
    EXPECT_EQ(sender.port(), pair.ours.local_endpoint().port());
    EXPECT_NE(receiver, sender);
}

TEST(datagram_socket, receives_a_datagram_of_no_bytes_as_data) {
    net::io_context loop;
    connected_pair pair(loop);
    std::array<char, 16> data;
    std::error_code error = net::error::fault;
    std::size_t received = 1;

    pair.ours.send(net::buffer("", 0));
    pair.theirs.async_receive(net::buffer(data),
                              [&](std::error_code result, std::size_t n) {
                                  error = result;
                                  received = n;
                              });
    loop.run();

    EXPECT_FALSE(error);
    EXPECT_EQ(received, 0u);
}

TEST(datagram_socket, ends_its_operations_when_it_is_cancelled) {
    net::io_context loop;
    udp::socket socket(loop, any_port);
    std::array<char, 16> data;
    udp::endpoint sender;
    std::error_code error;
    socket.async_receive_from(
        net::buffer(data), sender,
        [&](std::error_code result, std::size_t) { error = result; });

    socket.cancel();
    EXPECT_FALSE(error); // not before run()
    loop.run();

    EXPECT_EQ(error, net::error::operation_aborted);
}

TEST(datagram_socket, completes_receives_in_the_order_of_their_starts) {
    net::io_context loop;
    connected_pair pair(loop);
    std::array<char, 1> first, second;
    auto ignore = [](std::error_code, std::size_t) {};
    pair.theirs.async_receive(net::buffer(first), ignore);
    pair.theirs.async_receive(net::buffer(second), ignore);

    pair.ours.send(net::buffer("1", 1));
    pair.ours.send(net::buffer("2", 1));
    loop.run();

    EXPECT_EQ(first[0], '1');
    EXPECT_EQ(second[0], '2');
}

} // namespace datagram_socket_test
