#include <gtest/gtest.h>

#include "03-epoll-reactor/reactor.h"
#include "03-epoll-reactor/tests/any_reactor.h"

namespace reactor_timer_test {

using namespace std::chrono_literals;
using net::any_reactor;

TEST(reactor, waits_for_a_timer_of_the_real_clock) {
    net::reactor loop;
    const auto expiry = net::reactor::clock::now() + 20ms;
    net::reactor::time_point called;
    loop.call_at(expiry, [&] { called = net::reactor::clock::now(); });

    loop.run();

    EXPECT_GE(called, expiry);
}

TEST(reactor, never_calls_a_timer_early_even_by_less_than_a_millisecond) {
    net::reactor loop;
    int early = 0;
    for (int i = 1; i <= 100; ++i) {
        const auto expiry = net::reactor::clock::now() + i * 100us;
        loop.call_at(expiry, [&early, expiry] {
            if (net::reactor::clock::now() < expiry) ++early;
        });
    }

    loop.run();

    EXPECT_EQ(early, 0);
}

TEST_P(any_reactor, calls_a_timer_when_its_time_has_come_and_not_before) {
    int called = 0;
    loop.call_after(10s, [&] { ++called; });

    now += 10s - 1ns;
    EXPECT_FALSE(loop.run_one(0ms));

    now += 1ns;
    EXPECT_TRUE(loop.run_one(0ms));
    EXPECT_EQ(called, 1);
}

TEST_P(any_reactor, calls_timers_in_the_order_of_expiry_then_of_adding) {
    std::string log;
    loop.call_after(2s, [&] { log += "third "; });
    loop.call_after(1s, [&] { log += "first "; });
    loop.call_after(1s, [&] { log += "second "; });

    now += 5s;
    loop.run_one(0ms);

    EXPECT_EQ(log, "first second third ");
}

TEST_P(any_reactor, calls_a_timer_that_a_timer_added_in_the_next_turn) {
    int called = 0;
    std::function<void()> again = [&] {
        ++called;
        loop.call_after(0ms, again);
    };
    loop.call_after(0ms, again);

    for (int turn = 1; turn <= 3; ++turn) {
        loop.run_one(0ms);
        EXPECT_EQ(called, turn);
    }
}

TEST_P(any_reactor, never_calls_a_timer_that_was_cancelled) {
    const auto timer = loop.call_after(1s, [] { FAIL(); });

    EXPECT_TRUE(loop.cancel(timer));

    now += 1s;
    EXPECT_FALSE(loop.run_one(0ms));
    EXPECT_FALSE(loop.cancel(timer));
}

TEST_P(any_reactor, lets_a_timer_cancel_another_that_is_due_as_well) {
    net::reactor::timer_id other;
    loop.call_after(1s, [&] { EXPECT_TRUE(loop.cancel(other)); });
    other = loop.call_after(1s, [] { FAIL(); });

    now += 1s;

    EXPECT_TRUE(loop.run_one(0ms));
    EXPECT_FALSE(loop.run_one(0ms));
}

TEST_P(any_reactor, cannot_cancel_a_timer_that_is_being_called) {
    net::reactor::timer_id own;
    bool cancelled = true;
    own = loop.call_after(0ms, [&] { cancelled = loop.cancel(own); });

    loop.run();

    EXPECT_FALSE(cancelled);
}

TEST_P(any_reactor, is_not_confused_by_a_timer_that_never_comes) {
    loop.call_at(net::reactor::time_point::max(), [] { FAIL(); });
    int called = 0;
    loop.call_after(1s, [&] { ++called; });

    now += 24h * 365;
    EXPECT_TRUE(loop.run_one(0ms));
    EXPECT_EQ(called, 1);
    EXPECT_FALSE(loop.run_one(0ms));
    loop.post([&] { loop.stop(); });
    loop.run();
}

} // namespace reactor_timer_test
