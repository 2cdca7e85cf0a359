#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/executor_work_guard.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"

namespace scheduler_run_test {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

/// Posts itself for ever.
struct endless {
    void operator()() const {
        ++calls;
        net::post(loop, *this);
    }

    net::io_context& loop;
    int& calls;
};

TEST(run, returns_at_once_without_work) {
    net::io_context loop;

    EXPECT_EQ(loop.run(), 0u);
}

TEST(run, calls_all_that_is_posted_and_counts_it) {
    net::io_context loop;
    std::string called;
    for (char each : {'a', 'b', 'c'}) {
        net::post(loop, [&called, each] { called += each; });
    }

    EXPECT_EQ(loop.run(), 3u);

    EXPECT_EQ(called, "abc");
}

TEST(run, goes_on_with_what_handlers_post) {
    net::io_context loop;
    int left = 5;
    std::function<void()> again = [&] {
        if (--left > 0) net::post(loop, again);
    };
    net::post(loop, again);

    EXPECT_EQ(loop.run(), 5u);

    EXPECT_EQ(left, 0);
}

TEST(run, waits_for_a_timer_and_counts_its_handler) {
    net::io_context loop;
    net::steady_timer timer(loop, 2ms);
    bool called = false;
    timer.async_wait([&](std::error_code) { called = true; });

    EXPECT_EQ(loop.run(), 1u);

    EXPECT_TRUE(called);
    EXPECT_GE(steady_clock::now(), timer.expiry());
}

TEST(run, counts_posts_and_timers_exactly) {
    net::io_context loop;
    net::steady_timer timer(loop, 1ms);
    timer.async_wait([&](std::error_code) { net::post(loop, [] {}); });
    timer.async_wait([](std::error_code) {});
    net::post(loop, [] {});

    EXPECT_EQ(loop.run(), 4u);
}

TEST(run, can_be_bound) {
    net::io_context loop;
    net::post(loop, [] {});
    const std::function<std::size_t()> bound = std::bind(
        static_cast<std::size_t (net::io_context::*)()>(&net::io_context::run),
        &loop);

    EXPECT_EQ(bound(), 1u);
}

TEST(run_one, calls_one_handler_and_no_more) {
    net::io_context loop;
    int calls = 0;
    for (int i = 0; i < 3; ++i) net::post(loop, [&] { ++calls; });

    EXPECT_EQ(loop.run_one(), 1u);

    EXPECT_EQ(calls, 1);
    EXPECT_FALSE(loop.stopped());
    EXPECT_EQ(loop.run(), 2u);
}

TEST(run_one, returns_zero_without_work) {
    net::io_context loop;

    EXPECT_EQ(loop.run_one(), 0u);

    EXPECT_TRUE(loop.stopped());
}

TEST(run_one, waits_until_there_is_a_handler) {
    net::io_context loop;
    net::steady_timer timer(loop, 2ms);
    timer.async_wait([](std::error_code) {});

    EXPECT_EQ(loop.run_one(), 1u);

    EXPECT_GE(steady_clock::now(), timer.expiry());
}

TEST(run_for, ends_after_its_time_and_leaves_the_context_usable) {
    net::io_context loop;
    const auto guard = net::make_work_guard(loop);
    const auto begin = steady_clock::now();

    EXPECT_EQ(loop.run_for(5ms), 0u);

    EXPECT_GE(steady_clock::now() - begin, 5ms);
    EXPECT_FALSE(loop.stopped());
}

TEST(run_for, returns_at_once_when_the_work_is_done) {
    net::io_context loop;
    net::post(loop, [] {});
    const auto begin = steady_clock::now();

    EXPECT_EQ(loop.run_for(1h), 1u);

    EXPECT_LT(steady_clock::now() - begin, 1min);
    EXPECT_TRUE(loop.stopped());
}

TEST(run_for, ends_in_time_although_there_is_always_something_to_call) {
    net::io_context loop;
    int calls = 0;
    net::post(loop, endless{loop, calls});
    net::steady_timer alarm(loop, 10s); // for a run_for() that forgets
    alarm.async_wait([&](std::error_code) { loop.stop(); });

    EXPECT_GT(loop.run_for(50ms), 0u);

    EXPECT_FALSE(loop.stopped());
    EXPECT_GT(calls, 0);
}

TEST(run_for, leaves_a_timer_that_is_later_for_the_next_run) {
    net::io_context loop;
    net::steady_timer timer(loop, 1h);
    int calls = 0;
    timer.async_wait([&](std::error_code) { ++calls; });

    EXPECT_EQ(loop.run_for(1ms), 0u);

    EXPECT_EQ(calls, 0);
    timer.cancel();
    EXPECT_EQ(loop.run(), 1u);
}

TEST(run_until, takes_the_time_of_any_clock) {
    net::io_context loop;
    const auto guard = net::make_work_guard(loop);
    const auto end = std::chrono::system_clock::now() + 3ms;

    EXPECT_EQ(loop.run_until(end), 0u);

    EXPECT_GE(std::chrono::system_clock::now(), end);
}

TEST(run_until, calls_nothing_when_its_time_is_over) {
    net::io_context loop;
    int calls = 0;
    net::post(loop, [&] { ++calls; });

    EXPECT_EQ(loop.run_until(steady_clock::now() - 1s), 0u);
    EXPECT_EQ(loop.run_one_for(-1s), 0u);

    EXPECT_EQ(calls, 0);
    EXPECT_EQ(loop.run(), 1u);
}

TEST(run_one_for, calls_one_handler_or_none_in_its_time) {
    net::io_context loop;
    const auto guard = net::make_work_guard(loop);
    net::post(loop, [] {});
    net::post(loop, [] {});

    EXPECT_EQ(loop.run_one_for(1min), 1u);
    EXPECT_EQ(loop.run_one_until(steady_clock::now() + 1min), 1u);
    EXPECT_EQ(loop.run_one_for(1ms), 0u);

    EXPECT_FALSE(loop.stopped());
}

} // namespace scheduler_run_test
