#include "04-proactor/co_spawn.h"

#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <future>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/bind_executor.h"
#include "04-proactor/detached.h"
#include "04-proactor/strand.h"
#include "04-proactor/use_awaitable.h"
#include "04-proactor/use_future.h"

// Where coroutines run, and for how long run() waits for them.
namespace co_spawn_executor_test {

using net::awaitable;
using net::detached;
using net::use_awaitable;
namespace this_coro = net::this_coro;

awaitable<int> number(int n) {
    co_return n;
}

TEST(co_spawn, tells_the_coroutine_its_executor) {
    net::io_context loop;
    const auto strand = net::make_strand(loop);
    std::optional<net::io_executor> found;

    net::co_spawn(
        strand,
        [&]() -> awaitable<void> { found = co_await this_coro::executor; },
        detached);
    loop.run();

    EXPECT_EQ(found, net::io_executor(strand));
}

TEST(co_spawn, runs_the_coroutine_on_its_executor_after_each_wait) {
    net::io_context loop;
    const auto strand = net::make_strand(loop);
    int times = 0;

    net::co_spawn(
        strand,
        [&]() -> awaitable<void> {
            net::steady_timer due(loop, std::chrono::nanoseconds(0));
            times += strand.running_in_this_thread();
            co_await due.async_wait(use_awaitable);
            times += strand.running_in_this_thread();
            co_await net::post(loop, use_awaitable);
            times += strand.running_in_this_thread();
        },
        detached);
    loop.run();

    EXPECT_EQ(times, 3);
}

TEST(co_spawn, calls_the_handler_on_the_handlers_executor) {
    net::io_context loop;
    const auto strand = net::make_strand(loop);
    bool in_strand = false;

    net::co_spawn(loop, number(1),
                  net::bind_executor(strand, [&](std::exception_ptr, int) {
                      in_strand = strand.running_in_this_thread();
                  }));
    loop.run();

    EXPECT_TRUE(in_strand);
}

TEST(co_spawn, keeps_the_handlers_context_running) {
    net::io_context its_loop, handlers_loop;
    std::string log;
    net::co_spawn(
        its_loop, number(1),
        net::bind_executor(handlers_loop.get_executor(),
                           [&](std::exception_ptr, int) { log += "handler"; }));

    handlers_loop.poll();
    EXPECT_FALSE(handlers_loop.stopped());
    its_loop.run();
    log += "coroutine ";
    handlers_loop.run();

    EXPECT_EQ(log, "coroutine handler");
}

TEST(co_spawn, keeps_its_own_context_running_while_it_waits_in_another) {
    net::io_context its_loop, others_loop;
    net::steady_timer due(others_loop, std::chrono::nanoseconds(0));
    net::co_spawn(
        its_loop,
        [&]() -> awaitable<void> { co_await due.async_wait(use_awaitable); },
        detached);

    its_loop.poll();
    EXPECT_FALSE(its_loop.stopped());
    others_loop.run();
    its_loop.run();

    EXPECT_TRUE(its_loop.stopped());
}

/// Goes on in whichever thread is free, again and again.
awaitable<int> hop(int times) {
    const auto here = co_await this_coro::executor;
    int hops = 0;
    for (; hops < times; ++hops) {
        if (hops % 2 == 0) {
            co_await net::post(here, use_awaitable);
        } else {
            net::steady_timer due(here, std::chrono::nanoseconds(0));
            co_await due.async_wait(use_awaitable);
        }
    }
    co_return hops;
}

void run_in_four_threads(net::io_context& loop) {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back([&] { loop.run(); });
}

TEST(co_spawn, lets_any_thread_go_on_with_a_coroutine) {
    net::io_context loop;
    std::vector<std::future<int>> hops;

    for (int i = 0; i < 20; ++i)
        hops.push_back(net::co_spawn(loop, hop(100), net::use_future));
    run_in_four_threads(loop);

    for (auto& each : hops) EXPECT_EQ(each.get(), 100);
}

TEST(co_spawn, never_runs_two_coroutines_of_a_strand_at_a_time) {
    net::io_context loop;
    const auto strand = net::make_strand(loop);
    int shared = 0; // without a lock

    for (int i = 0; i < 20; ++i) {
        net::co_spawn(
            strand,
            [&shared]() -> awaitable<void> {
                for (int n = 0; n < 10; ++n) {
                    ++shared;
                    co_await hop(2);
                }
            },
            detached);
    }
    run_in_four_threads(loop);

    EXPECT_EQ(shared, 200);
}

} // namespace co_spawn_executor_test
