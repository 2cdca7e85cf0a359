#include <stdexcept>

#include "02-select-poll/poll_poller.h"
#include "02-select-poll/select_poller.h"
#include "02-select-poll/tests/poller_suite.h"

namespace pollers_test {

using net::any_poller;

INSTANTIATE_TEST_SUITE_P(
    on, any_poller,
    testing::Values(
        net::poller_kind{"select", [] { return net::make_poller("select"); }},
        net::poller_kind{"poll", [] { return net::make_poller("poll"); }}),
    net::name_of);

TEST(make_poller, makes_what_its_name_says) {
    const auto select = net::make_poller("select");
    const auto poll = net::make_poller("poll");

    EXPECT_NE(dynamic_cast<net::select_poller*>(select.get()), nullptr);
    EXPECT_NE(dynamic_cast<net::poll_poller*>(poll.get()), nullptr);
}

TEST(make_poller, knows_no_other_name) {
    EXPECT_THROW(net::make_poller("pol"), std::invalid_argument);
    EXPECT_THROW(net::make_poller(""), std::invalid_argument);
}

TEST(interest, is_a_set) {
    using net::interest;

    EXPECT_EQ(interest::readable | interest::writable, interest::both);
    EXPECT_EQ(interest::readable & interest::writable, interest::none);
    EXPECT_TRUE(includes(interest::both, interest::writable));
    EXPECT_FALSE(includes(interest::readable, interest::writable));
    EXPECT_FALSE(includes(interest::none, interest::readable));
}

} // namespace pollers_test
