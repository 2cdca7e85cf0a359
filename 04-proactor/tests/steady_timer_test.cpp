#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <future>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/bind_executor.h"
#include "04-proactor/error.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"
#include "04-proactor/strand.h"
#include "04-proactor/tests/outcome.h"

namespace steady_timer_test {

using namespace std::chrono_literals;
using net::outcome;
using net::patience;
using std::chrono::steady_clock;

TEST(steady_timer, is_never_early) {
    net::io_context loop;
    net::steady_timer timer(loop, 5ms);
    const steady_clock::time_point expiry = timer.expiry();
    steady_clock::time_point called{};
    timer.async_wait([&](std::error_code) { called = steady_clock::now(); });

    loop.run_for(patience);

    EXPECT_GE(called, expiry);
}

TEST(steady_timer, is_not_early_by_the_fraction_of_a_millisecond) {
    net::io_context loop;
    int early = 0;
    for (int i = 1; i <= 50; ++i) {
        net::steady_timer timer(loop, i * 37us);
        timer.async_wait([&](std::error_code) {
            if (steady_clock::now() < timer.expiry()) ++early;
        });
        loop.run_for(patience);
        loop.restart();
    }

    EXPECT_EQ(early, 0);
}

TEST(steady_timer, never_calls_its_handler_inside_async_wait) {
    net::io_context loop;
    net::steady_timer timer(loop, -1s);
    outcome wait;

    timer.async_wait(wait.handler());
    EXPECT_EQ(wait.calls, 0);
    loop.run_for(patience);

    EXPECT_EQ(wait.calls, 1);
    EXPECT_FALSE(wait.error);
}

TEST(steady_timer, is_due_at_once_if_it_was_given_no_time) {
    net::io_context loop;
    net::steady_timer timer(loop);
    outcome wait;

    timer.async_wait(wait.handler());
    const std::size_t called = loop.poll();

    EXPECT_EQ(called, 1u);
    EXPECT_FALSE(wait.error);
}

TEST(steady_timer, blocks_in_wait_until_its_time_has_come) {
    net::io_context loop;
    net::steady_timer timer(loop, 2ms);
    std::error_code error = net::error::fault;

    timer.wait(error);

    EXPECT_FALSE(error);
    EXPECT_GE(steady_clock::now(), timer.expiry());
}

TEST(steady_timer, is_called_in_the_order_of_expiry) {
    net::io_context loop;
    std::vector<int> order;
    net::steady_timer third(loop, 6ms), first(loop, 2ms), second(loop, 4ms);

    third.async_wait([&](std::error_code) { order.push_back(3); });
    first.async_wait([&](std::error_code) { order.push_back(1); });
    second.async_wait([&](std::error_code) { order.push_back(2); });
    loop.run_for(patience);

    EXPECT_EQ(order, (std::vector{1, 2, 3}));
}

TEST(steady_timer, is_called_in_the_order_of_starts_at_equal_expiries) {
    net::io_context loop;
    const auto together = steady_clock::now() + 2ms;
    std::vector<std::unique_ptr<net::steady_timer>> timers;
    std::vector<int> order;
    for (int i = 0; i < 20; ++i) {
        timers.push_back(std::make_unique<net::steady_timer>(loop, together));
        timers.back()->async_wait(
            [&order, i](std::error_code) { order.push_back(i); });
    }

    loop.run_for(patience);

    EXPECT_EQ(order.size(), 20u);
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST(steady_timer, calls_all_who_wait_for_it_in_the_order_of_their_starts) {
    net::io_context loop;
    net::steady_timer timer(loop, 1ms);
    std::vector<int> order;
    for (int i = 0; i < 3; ++i) {
        timer.async_wait([&order, i](std::error_code) { order.push_back(i); });
    }

    const std::size_t called = loop.run_for(patience);

    EXPECT_EQ(called, 3u);
    EXPECT_EQ(order, (std::vector{0, 1, 2}));
}

TEST(steady_timer, calls_ten_thousand_in_order) {
    net::io_context loop;
    std::mt19937 random(1);
    std::uniform_int_distribution<int> delay(0, 20'000);
    std::vector<net::steady_timer> timers;
    std::vector<steady_clock::time_point> called;
    const auto start = steady_clock::now();
    for (int i = 0; i < 10'000; ++i) {
        timers.emplace_back(loop, start + delay(random) * 1us);
    }
    for (net::steady_timer& each : timers) {
        each.async_wait(
            [&](std::error_code) { called.push_back(each.expiry()); });
    }

    loop.run_for(patience);

    EXPECT_EQ(called.size(), timers.size());
    EXPECT_TRUE(std::is_sorted(called.begin(), called.end()));
}

TEST(steady_timer, keeps_its_period_however_late_its_handlers_are) {
    net::io_context loop;
    const auto start = steady_clock::now();
    net::steady_timer timer(loop, start + 1ms);
    int ticks = 0;
    std::function<void(std::error_code)> tick = [&](std::error_code) {
        if (++ticks == 10) return;
        timer.expires_at(timer.expiry() + 1ms);
        timer.async_wait(tick);
    };
    timer.async_wait(tick);

    loop.run_for(patience);

    EXPECT_EQ(timer.expiry(), start + 10ms);
    EXPECT_GE(steady_clock::now(), start + 10ms);
}

TEST(steady_timer, is_seen_by_a_run_that_waits_for_a_farther_one) {
    net::io_context loop;
    net::steady_timer far(loop, 1h), near(loop);
    outcome of_far;
    std::promise<void> running;
    far.async_wait(of_far.handler());
    net::post(loop, [&] { running.set_value(); });
    std::thread other([&] {
        running.get_future().wait();
        near.expires_after(5ms);
        near.async_wait([&](std::error_code) { far.cancel(); });
    });

    loop.run_for(patience);
    other.join();

    EXPECT_EQ(of_far.error, net::error::operation_aborted);
}

TEST(steady_timer, is_called_in_its_handlers_strand) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    net::steady_timer timer(loop, 1ms);
    bool was_in_strand = false;
    timer.async_wait(net::bind_executor(strand, [&](std::error_code) {
        was_in_strand = strand.running_in_this_thread();
    }));

    loop.run_for(patience);

    EXPECT_TRUE(was_in_strand);
}

TEST(steady_timer, is_called_in_its_own_strand_if_its_handler_has_none) {
    net::io_context loop;
    net::steady_timer timer(net::make_strand(loop), 1ms);
    bool was_in_strand = false;
    timer.async_wait([&](std::error_code) {
        was_in_strand = timer.get_executor().running_in_this_thread();
    });

    loop.run_for(patience);

    EXPECT_TRUE(was_in_strand);
}

} // namespace steady_timer_test
