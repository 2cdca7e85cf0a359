#include "03-epoll-reactor/pollers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace pollers_test {

using net::trigger;

TEST(poller_names, are_those_that_can_be_made) {
    for (const std::string& name : net::poller_names()) {
        EXPECT_NE(net::make_poller(name, trigger::level), nullptr) << name;
    }
}

TEST(poller_names, begin_with_the_best_and_have_the_old_ones_too) {
    const std::vector<std::string> names = net::poller_names();

    EXPECT_TRUE(names.front() == "epoll" || names.front() == "kqueue");
    EXPECT_EQ(std::ranges::count(names, "poll"), 1);
    EXPECT_EQ(std::ranges::count(names, "select"), 1);
}

TEST(make_poller, refuses_a_name_that_this_system_does_not_have) {
    EXPECT_THROW(net::make_poller("iocp", trigger::level),
                 std::invalid_argument);
    EXPECT_THROW(net::make_poller("", trigger::edge), std::invalid_argument);
}

TEST(make_poller, refuses_edges_where_there_are_none) {
    EXPECT_THROW(net::make_poller("select", trigger::edge),
                 std::invalid_argument);
    EXPECT_THROW(net::make_poller("poll", trigger::edge),
                 std::invalid_argument);
}

} // namespace pollers_test
