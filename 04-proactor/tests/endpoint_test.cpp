#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <sstream>
#include <string>
#include <type_traits>
#include <unordered_set>

#include "01-blocking/socket.h"
#include "01-blocking/unique_fd.h"
#include "04-proactor/ip/tcp.h"
#include "04-proactor/ip/udp.h"
#include "04-proactor/local/datagram_protocol.h"
#include "04-proactor/local/stream_protocol.h"

namespace endpoint_test {

using net::ip::address_v4;
using net::ip::address_v6;
using net::ip::make_address;
using net::ip::tcp;
using net::ip::udp;
using local_endpoint = net::local::stream_protocol::endpoint;

std::string printed(const auto& value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

/// A socket that is bound to `endpoint`, and so shows if the kernel likes it.
net::unique_fd bound_to(const auto& endpoint) {
    const auto protocol = endpoint.protocol();
    net::unique_fd socket(::socket(protocol.family(),
                                   protocol.type() | SOCK_CLOEXEC,
                                   protocol.protocol()));
    net::check(::bind(socket.get(), endpoint.data(),
                      static_cast<socklen_t>(endpoint.size())),
               "bind");
    return socket;
}

/// Where the kernel says that `socket` is.
template <class Endpoint>
Endpoint name_of(const net::unique_fd& socket) {
    Endpoint endpoint;
    auto size = static_cast<socklen_t>(endpoint.capacity());
    net::check(::getsockname(socket.get(), endpoint.data(), &size),
               "getsockname");
    endpoint.resize(size);
    return endpoint;
}

TEST(endpoint, is_nowhere_at_first) {
    const tcp::endpoint nowhere;

    EXPECT_EQ(nowhere.address(), address_v4::any());
    EXPECT_EQ(nowhere.port(), 0);
    EXPECT_EQ(nowhere.protocol(), tcp::v4());
}

TEST(endpoint, of_a_protocol_is_every_address_of_the_host) {
    const tcp::endpoint v4(tcp::v4(), 80);
    const udp::endpoint v6(udp::v6(), 53);

    EXPECT_EQ(v4, tcp::endpoint(address_v4::any(), 80));
    EXPECT_EQ(v6, udp::endpoint(address_v6::any(), 53));
    EXPECT_EQ(v4.protocol(), tcp::v4());
    EXPECT_EQ(v6.protocol(), udp::v6());
}

TEST(endpoint, gives_back_what_it_was_made_of) {
    const auto scoped = make_address("fec0::1%42");
    const tcp::endpoint v4(address_v4::loopback(), 7001);
    const tcp::endpoint v6(scoped, 7002);

    EXPECT_EQ(v4.address(), address_v4::loopback());
    EXPECT_EQ(v4.port(), 7001);
    EXPECT_EQ(v6.address(), scoped);
    EXPECT_EQ(v6.port(), 7002);
}

TEST(endpoint, keeps_its_port_when_its_address_changes) {
    tcp::endpoint endpoint(tcp::v4(), 80);

    endpoint.address(address_v6::loopback());
    EXPECT_EQ(printed(endpoint), "[::1]:80");

    endpoint.port(8080);
    EXPECT_EQ(printed(endpoint), "[::1]:8080");
}

TEST(endpoint, is_printed_as_an_address_and_a_port) {
    const auto print = [](const char* address, net::ip::port_type port) {
        return printed(udp::endpoint(make_address(address), port));
    };

    EXPECT_EQ(print("127.0.0.1", 65535), "127.0.0.1:65535");
    EXPECT_EQ(print("::1", 80), "[::1]:80");
}

TEST(endpoint, is_ordered_by_address_and_then_by_port) {
    const tcp::endpoint low(make_address("1.1.1.1"), 9);
    const tcp::endpoint same_address(make_address("1.1.1.1"), 10);
    const tcp::endpoint high(make_address("::"), 1);

    EXPECT_LT(low, same_address);
    EXPECT_LT(same_address, high);
    EXPECT_NE(low, same_address);
    EXPECT_LE(low, low);
}

TEST(endpoint, can_be_looked_up_in_a_hash_table) {
    const std::unordered_set<tcp::endpoint> known = {
        {make_address("::1"), 80}, {make_address("127.0.0.1"), 80}};

    EXPECT_TRUE(known.contains({make_address("::1"), 80}));
    EXPECT_FALSE(known.contains({make_address("::1"), 81}));
}

TEST(endpoint, goes_to_the_kernel_and_comes_back) {
    const auto v4 = bound_to(tcp::endpoint(address_v4::loopback(), 0));
    const auto any_udp = bound_to(udp::endpoint(udp::v4(), 0));

    const auto name = name_of<tcp::endpoint>(v4);

    EXPECT_EQ(name.address(), address_v4::loopback());
    EXPECT_EQ(name.port(), net::local_address(v4.get()).port);
    EXPECT_NE(name.port(), 0);
    EXPECT_EQ(name.size(), sizeof(::sockaddr_in));
    EXPECT_NE(name_of<udp::endpoint>(any_udp).port(), 0);
}

TEST(endpoint, takes_on_the_version_that_the_kernel_writes) {
    const ::sockaddr_in6 from_kernel{.sin6_family = AF_INET6,
                                     .sin6_port = htons(80),
                                     .sin6_flowinfo = 0,
                                     .sin6_addr = IN6ADDR_LOOPBACK_INIT,
                                     .sin6_scope_id = 0};
    tcp::endpoint endpoint;
    ASSERT_GE(endpoint.capacity(), sizeof from_kernel);

    std::memcpy(endpoint.data(), &from_kernel, sizeof from_kernel);
    endpoint.resize(sizeof from_kernel);

    EXPECT_EQ(endpoint, tcp::endpoint(address_v6::loopback(), 80));
    EXPECT_EQ(endpoint.size(), sizeof from_kernel);
    EXPECT_EQ(endpoint.protocol(), tcp::v6());
}

TEST(endpoint, cannot_grow_beyond_its_capacity) {
    tcp::endpoint tcp_endpoint;
    local_endpoint path;

    EXPECT_THROW(tcp_endpoint.resize(tcp_endpoint.capacity() + 1),
                 net::system_error);
    EXPECT_THROW(path.resize(path.capacity() + 1), net::system_error);
}

TEST(protocol, holds_the_arguments_of_a_socket) {
    EXPECT_EQ(tcp::v4().family(), AF_INET);
    EXPECT_EQ(tcp::v6().family(), AF_INET6);
    EXPECT_EQ(tcp::v4().type(), SOCK_STREAM);
    EXPECT_EQ(tcp::v4().protocol(), IPPROTO_TCP);
    EXPECT_EQ(udp::v4().type(), SOCK_DGRAM);
    EXPECT_EQ(udp::v4().protocol(), IPPROTO_UDP);
    EXPECT_NE(tcp::v4(), tcp::v6());
    EXPECT_EQ(net::local::stream_protocol().family(), AF_UNIX);
    EXPECT_EQ(net::local::datagram_protocol().type(), SOCK_DGRAM);
}

TEST(protocol, names_its_sockets) {
    using net::local::datagram_protocol;

    EXPECT_TRUE((std::is_same_v<tcp::socket, net::basic_stream_socket<tcp>>));
    EXPECT_TRUE(
        (std::is_same_v<tcp::acceptor, net::basic_socket_acceptor<tcp>>));
    EXPECT_TRUE((std::is_same_v<udp::resolver, net::ip::basic_resolver<udp>>));
    EXPECT_TRUE(
        (std::is_same_v<datagram_protocol::socket,
                        net::basic_datagram_socket<datagram_protocol>>));
}

TEST(local_endpoint, is_a_path) {
    const std::string text = "/tmp/a socket";
    local_endpoint endpoint("/tmp/a socket");

    EXPECT_EQ(endpoint.path(), text);
    EXPECT_EQ(endpoint, local_endpoint(text));
    EXPECT_EQ(endpoint, local_endpoint(std::string_view(text)));
    EXPECT_EQ(printed(endpoint), text);

    endpoint.path("/tmp/b");
    EXPECT_EQ(endpoint.path(), "/tmp/b");
    EXPECT_LT(local_endpoint(text), endpoint);
    EXPECT_EQ(local_endpoint().path(), "");
}

TEST(local_endpoint, refuses_a_path_that_the_kernel_has_no_room_for) {
    const std::string longest(107, 'x'); // sun_path is 108 in unix(7)
    EXPECT_EQ(local_endpoint(longest).path(), longest);

    try {
        const local_endpoint endpoint(longest + 'x');
        FAIL() << "the path was cut off";
    } catch (const net::system_error& failure) {
        EXPECT_EQ(failure.code(), net::error::name_too_long);
    }
}

TEST(local_endpoint, comes_back_from_the_kernel_without_a_zero_at_the_end) {
    const std::string path =
        testing::TempDir() + "endpoint." + std::to_string(::getpid());
    const auto socket = bound_to(local_endpoint(path));

    const auto name = name_of<local_endpoint>(socket);

    ::unlink(path.c_str());
    EXPECT_EQ(name.path(), path);
}

TEST(local_endpoint, may_be_abstract) {
    using namespace std::string_literals;
    const std::string path = "\0net."s + std::to_string(::getpid()) + "\0"s;
    const auto socket = bound_to(local_endpoint(path));

    const auto name = name_of<local_endpoint>(socket);

    EXPECT_EQ(name.path(), path);
}

TEST(local_endpoint, of_a_socket_that_nobody_bound_is_empty) {
    const auto [ours, theirs] = net::connected_pair();

    EXPECT_EQ(name_of<local_endpoint>(ours).path(), "");
}

} // namespace endpoint_test
