#include <gtest/gtest.h>

#include "03-epoll-reactor/survival/trouble.h"

namespace trouble_test {

using namespace std::chrono_literals;

constexpr net::reactor::time_point start{1h};

TEST(trouble, excuses_nothing_before_it_begins) {
    const net::trouble calm;

    EXPECT_FALSE(calm.is_on());
    EXPECT_FALSE(calm.was_on(start));
    EXPECT_EQ(calm.patience_begins(start, start + 5s), start);
}

TEST(trouble, excuses_who_waits_as_long_as_it_lasts) {
    net::trouble storm;
    storm.begin();

    EXPECT_TRUE(storm.is_on());
    EXPECT_TRUE(storm.was_on(start));
    EXPECT_EQ(storm.patience_begins(start, start + 5s), start + 5s);
}

TEST(trouble, excuses_who_had_asked_before_it_was_over) {
    net::trouble storm;
    storm.begin();
    storm.end(start + 2s);

    EXPECT_FALSE(storm.is_on());
    EXPECT_TRUE(storm.was_on(start + 1s));
    EXPECT_EQ(storm.patience_begins(start + 1s, start + 5s), start + 2s);
}

TEST(trouble, does_not_excuse_who_asked_later) {
    net::trouble storm;
    storm.begin();
    storm.end(start + 2s);

    EXPECT_FALSE(storm.was_on(start + 3s));
    EXPECT_EQ(storm.patience_begins(start + 3s, start + 5s), start + 3s);
}

} // namespace trouble_test
