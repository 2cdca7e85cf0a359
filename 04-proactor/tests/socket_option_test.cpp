#include "04-proactor/socket_option.h"

#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <stdexcept>

#include "01-blocking/socket.h"
#include "04-proactor/ip/tcp.h"
#include "04-proactor/ip/udp.h"
#include "04-proactor/ip/v6_only.h"
#include "04-proactor/socket_base.h"
#include "04-proactor/tests/bare_socket.h"

namespace socket_option_test {

using net::bare_socket;
using net::socket_base;
using net::ip::tcp;
using net::ip::udp;

template <class Option>
class any_boolean_option : public testing::Test {};

using boolean_options =
    testing::Types<socket_base::broadcast, socket_base::do_not_route,
                   socket_base::keep_alive, socket_base::out_of_band_inline,
                   socket_base::reuse_address>;

TYPED_TEST_SUITE(any_boolean_option, boolean_options);

TYPED_TEST(any_boolean_option, is_kept_by_the_kernel) {
    const bare_socket<udp> socket(udp::v4());
    EXPECT_FALSE(socket.get<TypeParam>().value());

    ASSERT_EQ(socket.set(TypeParam(true)), 0);

    EXPECT_TRUE(socket.get<TypeParam>().value());
}

TYPED_TEST(any_boolean_option, can_be_used_as_a_bool) {
    TypeParam option;
    EXPECT_FALSE(option);
    EXPECT_TRUE(!option);

    option = true;

    EXPECT_TRUE(option);
    EXPECT_TRUE(option.value());
}

TEST(socket_option, of_a_socket_is_found_under_its_name_in_the_manual) {
    const auto is = [](const auto& option, int level, int name) {
        return option.level(tcp::v4()) == level &&
               option.name(tcp::v4()) == name;
    };

    EXPECT_TRUE(is(socket_base::debug(), SOL_SOCKET, SO_DEBUG));
    EXPECT_TRUE(is(socket_base::keep_alive(), SOL_SOCKET, SO_KEEPALIVE));
    EXPECT_TRUE(is(socket_base::send_low_watermark(), SOL_SOCKET, SO_SNDLOWAT));
    EXPECT_TRUE(is(socket_base::linger(), SOL_SOCKET, SO_LINGER));
    EXPECT_TRUE(is(tcp::no_delay(), IPPROTO_TCP, TCP_NODELAY));
    EXPECT_TRUE(is(net::ip::v6_only(), IPPROTO_IPV6, IPV6_V6ONLY));
}

TEST(socket_option, for_a_protocol_is_kept_by_the_kernel) {
    const bare_socket v4(tcp::v4());

    ASSERT_EQ(v4.set(tcp::no_delay(true)), 0);

    EXPECT_TRUE(v4.get<tcp::no_delay>().value());
}

TEST(socket_option, holds_the_size_of_a_buffer) {
    const bare_socket socket(tcp::v4());

    ASSERT_EQ(socket.set(socket_base::receive_buffer_size(8192)), 0);
    ASSERT_EQ(socket.set(socket_base::send_buffer_size(8192)), 0);
    ASSERT_EQ(socket.set(socket_base::receive_low_watermark(16)), 0);

    // Twice as much, says Linux: socket(7).
    EXPECT_EQ(socket.get<socket_base::receive_buffer_size>().value(), 16384);
    EXPECT_EQ(socket.get<socket_base::send_buffer_size>().value(), 16384);
    EXPECT_EQ(socket.get<socket_base::receive_low_watermark>().value(), 16);
}

TEST(socket_option, tells_how_long_close_may_linger) {
    const bare_socket socket(tcp::v4());
    EXPECT_FALSE(socket.get<socket_base::linger>().enabled());

    ASSERT_EQ(socket.set(socket_base::linger(true, 7)), 0);

    const auto got = socket.get<socket_base::linger>();
    EXPECT_TRUE(got.enabled());
    EXPECT_EQ(got.timeout(), 7);
}

TEST(socket_option, refuses_an_answer_of_the_wrong_size) {
    EXPECT_THROW(socket_base::keep_alive().resize(tcp::v4(), 1),
                 std::length_error);
    EXPECT_THROW(socket_base::send_buffer_size().resize(tcp::v4(), 8),
                 std::length_error);
    EXPECT_THROW(socket_base::linger().resize(tcp::v4(), 4), std::length_error);
}

TEST(socket_option, about_aborted_connections_is_none_of_the_kernels) {
    const socket_base::enable_connection_aborted option(true);

    EXPECT_TRUE(option.value());
    EXPECT_EQ(option.level(tcp::v4()), net::detail::custom_socket_option_level);
    EXPECT_EQ(bare_socket(tcp::v4()).set(option), -1);
}

TEST(v6_only, keeps_version_4_away) {
    const bare_socket socket(tcp::v6());

    ASSERT_EQ(socket.set(net::ip::v6_only(true)), 0);
    EXPECT_TRUE(socket.get<net::ip::v6_only>());

    ASSERT_EQ(socket.set(net::ip::v6_only(false)), 0);
    EXPECT_FALSE(socket.get<net::ip::v6_only>());
}

TEST(bytes_readable, counts_what_waits_to_be_read) {
    const auto [ours, theirs] = net::connected_pair();
    ASSERT_EQ(::write(theirs.get(), "hello", 5), 5);
    socket_base::bytes_readable command(true);

    ASSERT_EQ(::ioctl(ours.get(), static_cast<unsigned long>(command.name()),
                      command.data()),
              0);

    EXPECT_EQ(command.get(), 5u);
}

TEST(socket_base, has_the_kernels_numbers_under_asios_names) {
    EXPECT_EQ(socket_base::shutdown_send, SHUT_WR);
    EXPECT_EQ(socket_base::shutdown_receive, SHUT_RD);
    EXPECT_EQ(socket_base::shutdown_both, SHUT_RDWR);
    EXPECT_EQ(socket_base::message_peek, MSG_PEEK);
    EXPECT_EQ(socket_base::message_out_of_band, MSG_OOB);
    EXPECT_EQ(socket_base::max_listen_connections, SOMAXCONN);
    EXPECT_EQ(socket_base::max_connections, SOMAXCONN);
    EXPECT_NE(socket_base::wait_read, socket_base::wait_write);
}

TEST(socket_option, of_a_users_own_is_made_of_its_numbers) {
    using net::detail::socket_option::boolean;
    using reuse_port = boolean<SOL_SOCKET, SO_REUSEPORT>;
    const bare_socket v4(tcp::v4());

    ASSERT_EQ(v4.set(reuse_port(true)), 0);

    EXPECT_TRUE(v4.get<reuse_port>().value());
}

} // namespace socket_option_test
