#include "04-proactor/ip/family_option.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "04-proactor/ip/multicast.h"
#include "04-proactor/ip/udp.h"
#include "04-proactor/ip/unicast.h"
#include "04-proactor/tests/bare_socket.h"

namespace family_option_test {

using net::bare_socket;
using net::ip::udp;
namespace multicast = net::ip::multicast;
namespace unicast = net::ip::unicast;

class any_version : public testing::TestWithParam<udp> {
protected:
    bare_socket<udp> socket{GetParam()};
};

std::string version_name(const testing::TestParamInfo<udp>& info) {
    return info.param == udp::v4() ? "v4" : "v6";
}

INSTANTIATE_TEST_SUITE_P(versions, any_version,
                         testing::Values(udp::v4(), udp::v6()), version_name);

TEST_P(any_version, limits_the_hops_of_a_packet) {
    ASSERT_EQ(socket.set(unicast::hops(5)), 0);
    ASSERT_EQ(socket.set(multicast::hops(6)), 0);

    EXPECT_EQ(socket.get<unicast::hops>().value(), 5);
    EXPECT_EQ(socket.get<multicast::hops>().value(), 6);
}

TEST_P(any_version, says_whether_we_hear_ourselves) {
    EXPECT_TRUE(socket.get<multicast::enable_loopback>());

    ASSERT_EQ(socket.set(multicast::enable_loopback(false)), 0);

    EXPECT_FALSE(socket.get<multicast::enable_loopback>());
}

/// By interface, since not every host has a route for groups; 1 is "lo".
template <class Option>
Option at_loopback(const udp& version) {
    if (version == udp::v6()) return Option(net::ip::make_address("ff01::9%1"));
    return Option(net::ip::make_address_v4("239.1.2.3"),
                  net::ip::address_v4::loopback());
}

TEST_P(any_version, joins_a_group_and_leaves_it_once) {
    const auto join = at_loopback<multicast::join_group>(GetParam());
    const auto leave = at_loopback<multicast::leave_group>(GetParam());

    EXPECT_EQ(socket.set(join), 0);

    EXPECT_EQ(socket.set(leave), 0);
    EXPECT_EQ(socket.set(leave), -1);
}

TEST(multicast, leaves_by_the_interface_that_was_chosen) {
    const bare_socket v4(udp::v4());
    const bare_socket v6(udp::v6());
    const auto loopback = net::ip::address_v4::loopback();

    EXPECT_EQ(v4.set(multicast::outbound_interface(loopback)), 0);
    EXPECT_EQ(v6.set(multicast::outbound_interface(1u)), 0);
    EXPECT_EQ(v6.set(multicast::outbound_interface(~0u >> 1)), -1);
}

TEST(multicast, knows_how_far_a_packet_can_go) {
    EXPECT_EQ(multicast::hops(255).value(), 255);
    EXPECT_THROW(multicast::hops(256), std::out_of_range);
    EXPECT_THROW(multicast::hops(-1), std::out_of_range);
    multicast::hops hops(1);
    EXPECT_THROW(hops = 256, std::out_of_range);
    EXPECT_EQ((hops = 2).value(), 2);
}

TEST(hops, refuse_an_answer_of_the_wrong_size) {
    EXPECT_THROW(unicast::hops().resize(udp::v4(), 1), std::length_error);
    EXPECT_THROW(multicast::enable_loopback().resize(udp::v6(), 1),
                 std::length_error);
}

} // namespace family_option_test
