#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/executor_work_guard.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"
#include "04-proactor/tests/in_time.h"

namespace scheduler_stop_test {

using namespace std::chrono_literals;

TEST(stopped, is_false_at_first) {
    const net::io_context loop;

    EXPECT_FALSE(loop.stopped());
}

TEST(stopped, is_true_after_running_out_of_work) {
    net::io_context loop;
    net::post(loop, [] {});
    loop.run();

    int calls = 0;
    net::post(loop, [&] { ++calls; });

    EXPECT_TRUE(loop.stopped());
    EXPECT_EQ(loop.run(), 0u);
    EXPECT_EQ(loop.poll(), 0u);
    EXPECT_EQ(calls, 0);
}

TEST(stopped, is_false_between_two_run_ones) {
    net::io_context loop;
    net::post(loop, [] {});
    net::post(loop, [] {});

    loop.run_one();
    EXPECT_FALSE(loop.stopped());
    loop.run_one();

    EXPECT_TRUE(loop.stopped());
}

TEST(restart, makes_run_call_what_has_come_meanwhile) {
    net::io_context loop;
    loop.run();
    net::post(loop, [] {});

    loop.restart();

    EXPECT_FALSE(loop.stopped());
    EXPECT_EQ(loop.run(), 1u);
}

TEST(restart, calls_nothing_itself) {
    net::io_context loop;
    int calls = 0;
    net::post(loop, [&] { ++calls; });
    loop.stop();

    loop.restart();
    loop.restart();

    EXPECT_EQ(calls, 0);
    EXPECT_EQ(loop.run(), 1u);
}

TEST(stop, ends_run_after_the_running_handler) {
    net::io_context loop;
    std::string called;
    net::post(loop, [&] {
        loop.stop();
        called += 'a';
    });
    net::post(loop, [&] { called += 'b'; });

    EXPECT_EQ(loop.run(), 1u);

    EXPECT_EQ(called, "a");
    EXPECT_TRUE(loop.stopped());
}

TEST(stop, loses_nothing) {
    net::io_context loop;
    std::string called;
    net::post(loop, [&] {
        net::post(loop, [&] { called += 'b'; });
        net::defer(loop, [&] { called += 'c'; });
        loop.stop();
    });
    net::post(loop, [&] { called += 'a'; });

    EXPECT_EQ(loop.run(), 1u);
    loop.restart();

    EXPECT_EQ(loop.run(), 3u);
    EXPECT_EQ(called, "abc");
}

TEST(stop, before_run_is_not_forgotten) {
    net::io_context loop;
    net::post(loop, [] {});

    loop.stop();

    EXPECT_EQ(loop.run(), 0u);
    EXPECT_EQ(loop.run_one(), 0u);
    EXPECT_EQ(loop.poll_one(), 0u);
}

TEST(stop, cancels_no_timer) {
    net::io_context loop;
    net::steady_timer timer(loop, 1ms);
    std::error_code result = std::make_error_code(std::errc::bad_message);
    timer.async_wait([&](std::error_code error) { result = error; });
    loop.stop();
    EXPECT_EQ(loop.run(), 0u);

    loop.restart();

    EXPECT_EQ(loop.run(), 1u);
    EXPECT_FALSE(result);
}

TEST(stop, from_outside_ends_the_run_of_all_threads) {
    net::io_context loop;
    const auto guard = net::make_work_guard(loop);
    net::steady_timer timer(loop, 1h); // so that one of them waits in epoll
    timer.async_wait([](std::error_code) {});
    in_time::event runs;
    net::post(loop, [&] { runs.happens(); });
    in_time::runners threads(loop, 3);
    ASSERT_TRUE(runs.wait());

    loop.stop();

    EXPECT_EQ(threads.join(), 1u);
}

TEST(stop, leaves_run_one_and_run_for_at_once) {
    net::io_context loop;
    const auto guard = net::make_work_guard(loop);
    auto one = std::async(std::launch::async, [&] { return loop.run_one(); });
    auto timed =
        std::async(std::launch::async, [&] { return loop.run_for(1h); });

    loop.stop();

    ASSERT_EQ(one.wait_for(in_time::patience), std::future_status::ready);
    ASSERT_EQ(timed.wait_for(in_time::patience), std::future_status::ready);
    EXPECT_EQ(one.get() + timed.get(), 0u);
}

} // namespace scheduler_stop_test
