#include <gtest/gtest.h>

#include <thread>

#include "01-blocking/socket.h"
#include "03-epoll-reactor/reactor.h"
#include "03-epoll-reactor/tests/any_reactor.h"

namespace reactor_run_test {

using namespace std::chrono_literals;
using net::any_reactor;
using net::interest;

TEST_P(any_reactor, runs_not_at_all_with_nothing_to_wait_for) {
    loop.run();

    EXPECT_FALSE(loop.run_one(-1ms));
}

TEST_P(any_reactor, runs_until_its_one_timer_has_been_called) {
    bool called = false;
    loop.call_after(0ms, [&] { called = true; });

    loop.run();

    EXPECT_TRUE(called);
}

TEST_P(any_reactor, runs_until_its_last_watch_is_gone) {
    auto [ours, theirs] = net::connected_pair();
    loop.watch(ours.get(), interest::readable,
               [&, fd = ours.get()] { loop.forget(fd); });
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    loop.run();

    EXPECT_FALSE(loop.run_one(0ms));
}

TEST_P(any_reactor, runs_until_its_last_timer_is_cancelled) {
    const auto timer = loop.call_after(1h, [] { FAIL(); });
    loop.post([&] { loop.cancel(timer); });

    loop.run();

    EXPECT_FALSE(loop.run_one(0ms));
}

TEST_P(any_reactor, runs_until_the_last_posted_function_has_been_called) {
    int left = 10;
    std::function<void()> again = [&] {
        if (--left > 0) loop.post(again);
    };
    loop.post(again);

    loop.run();

    EXPECT_EQ(left, 0);
}

TEST_P(any_reactor, runs_again_after_it_has_returned) {
    int called = 0;
    loop.post([&] { ++called; });
    loop.run();
    loop.post([&] { ++called; });

    loop.run();

    EXPECT_EQ(called, 2);
}

TEST_P(any_reactor, says_that_a_turn_called_nothing) {
    auto [ours, theirs] = net::connected_pair();
    loop.watch(ours.get(), interest::readable, [] { FAIL(); });
    loop.call_after(1h, [] { FAIL(); });

    EXPECT_FALSE(loop.run_one(0ms));
    EXPECT_FALSE(loop.run_one(1ms));
}

TEST_P(any_reactor, takes_the_time_it_is_given_for_a_turn) {
    auto [ours, theirs] = net::connected_pair();
    loop.watch(ours.get(), interest::readable, [] { FAIL(); });
    const auto started = std::chrono::steady_clock::now();

    loop.run_one(20ms);

    EXPECT_GE(std::chrono::steady_clock::now() - started, 20ms);
}

TEST_P(any_reactor, tells_descriptors_then_timers_then_posted_functions) {
    auto [ours, theirs] = net::connected_pair();
    std::string log;
    loop.post([&] { log += "posted "; });
    loop.call_after(0ms, [&] { log += "timer "; });
    loop.watch(ours.get(), interest::readable, [&] { log += "watch "; });
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    loop.run_one(0ms);

    EXPECT_EQ(log, "watch timer posted ");
}

TEST_P(any_reactor, stops_at_the_end_of_the_turn_when_a_handler_says_so) {
    auto [a, to_a] = net::connected_pair();
    auto [b, to_b] = net::connected_pair();
    int called = 0;
    const auto stop = [&] {
        ++called;
        loop.stop();
    };
    loop.watch(a.get(), interest::readable, stop);
    loop.watch(b.get(), interest::readable, stop);
    ASSERT_EQ(::write(to_a.get(), "x", 1), 1);
    ASSERT_EQ(::write(to_b.get(), "x", 1), 1);

    loop.run();

    EXPECT_EQ(called, 2);
}

TEST_P(any_reactor, stops_before_its_first_turn_when_it_is_told_so_before) {
    bool called = false;
    loop.post([&] { called = true; });

    loop.stop();

    loop.run();
    EXPECT_FALSE(called);
    loop.run();
    EXPECT_TRUE(called);
}

TEST_P(any_reactor, stops_when_another_thread_says_so) {
    auto [ours, theirs] = net::connected_pair();
    loop.watch(ours.get(), interest::readable, [] { FAIL(); });
    std::thread other([this] { loop.stop(); });

    loop.run();

    other.join();
}

TEST_P(any_reactor, waits_for_posts_even_without_work_until_it_is_stopped) {
    int called = 0;
    std::thread other([&] {
        for (int i = 0; i < 100; ++i) loop.post([&] { ++called; });
        loop.stop();
    });

    loop.run_until_stopped();

    other.join();
    run_until_quiet(); // what was posted after the loop had seen the stop
    EXPECT_EQ(called, 100);
}

} // namespace reactor_run_test
