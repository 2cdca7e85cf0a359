#include "04-proactor/co_spawn.h"

#include <gtest/gtest.h>

#include <exception>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "04-proactor/detached.h"
#include "04-proactor/tests/coroutines.h"
#include "04-proactor/use_awaitable.h"
#include "04-proactor/use_future.h"

namespace co_spawn_test {

using net::awaitable;
using net::detached;
using net::use_awaitable;
namespace this_coro = net::this_coro;

awaitable<int> number(int n) {
    co_return n;
}

awaitable<int> fail() {
    throw std::runtime_error("no good");
    co_return 0;
}

TEST(co_spawn, starts_nothing_before_it_has_returned) {
    net::io_context loop;
    std::string log;
    auto body = [&]() -> awaitable<void> {
        log += "body ";
        co_return;
    };

    net::post(loop, [&] {
        net::co_spawn(loop, body, detached);
        log += "handler ";
    });
    net::co_spawn(loop, body, detached);
    EXPECT_EQ(log, "");
    loop.run();

    EXPECT_EQ(log, "handler body body ");
}

TEST(co_spawn, calls_the_handler_when_the_coroutine_has_ended) {
    net::io_context loop;
    int calls = 0;

    net::co_spawn(
        loop, []() -> awaitable<void> { co_await net::post(use_awaitable); },
        [&](std::exception_ptr error) {
            ++calls;
            EXPECT_FALSE(error);
        });
    loop.run();

    EXPECT_EQ(calls, 1);
}

TEST(co_spawn, gives_the_coroutines_value_to_the_handler) {
    net::io_context loop;
    int found = 0;

    net::co_spawn(loop, number(42), [&](std::exception_ptr error, int n) {
        EXPECT_FALSE(error);
        found = n;
    });
    loop.run();

    EXPECT_EQ(found, 42);
}

TEST(co_spawn, gives_a_value_that_can_only_be_moved) {
    net::io_context loop;
    auto make = []() -> awaitable<std::unique_ptr<int>> {
        co_return std::make_unique<int>(7);
    };

    auto found = net::co_spawn(loop, make, net::use_future);
    loop.run();

    EXPECT_EQ(*found.get(), 7);
}

TEST(co_spawn, gives_the_coroutines_exception_to_the_handler) {
    net::io_context loop;

    std::future<int> found = net::co_spawn(loop, fail(), net::use_future);
    loop.run();

    EXPECT_THROW(found.get(), std::runtime_error);
}

TEST(co_spawn, lets_a_coroutine_wait_for_one_that_it_has_spawned) {
    net::io_context loop;
    int found = 0;

    net::run(loop, [&]() -> awaitable<void> {
        const auto here = co_await this_coro::executor;
        found = co_await net::co_spawn(here, number(1), use_awaitable);
        try {
            co_await net::co_spawn(here, fail(), use_awaitable);
        } catch (const std::runtime_error&) {
            ++found;
        }
    });

    EXPECT_EQ(found, 2);
}

TEST(co_spawn, takes_a_function_and_its_arguments_or_an_awaitable) {
    net::io_context loop;
    int sum = 0;
    auto add = [&](int n) -> awaitable<void> {
        sum += n;
        co_return;
    };

    net::co_spawn(loop, add(1), detached);
    net::co_spawn(loop.get_executor(), add(2), detached);
    net::co_spawn(
        loop, [&add] { return add(4); }, detached);
    net::co_spawn(
        loop.get_executor(), [&add] { return add(8); }, detached);
    loop.run();

    EXPECT_EQ(sum, 15);
}

TEST(co_spawn, lets_what_the_handler_throws_leave_run) {
    net::io_context loop;
    bool destroyed = false;
    auto hold = [](net::destruction_mark) -> awaitable<void> { co_return; };
    net::co_spawn(
        loop,
        [&, mark = net::destruction_mark(destroyed)] {
            return hold(net::destruction_mark(destroyed));
        },
        [](std::exception_ptr) { throw std::logic_error("handler"); });

    EXPECT_THROW(loop.run(), std::logic_error);

    EXPECT_TRUE(destroyed);
    EXPECT_EQ(loop.run(), 0u);
}

} // namespace co_spawn_test
