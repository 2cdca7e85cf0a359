#include "04-proactor/use_awaitable.h"

#include <gtest/gtest.h>

#include <concepts>
#include <exception>
#include <stdexcept>
#include <string>
#include <system_error>
#include <tuple>
#include <utility>

#include "04-proactor/bind_executor.h"
#include "04-proactor/strand.h"
#include "04-proactor/tests/coroutines.h"

namespace use_awaitable_test {

using net::awaitable;
using net::use_awaitable;

/// An operation that is ready with these results as soon as it is started.
template <class Signature, class Token, class... Results>
auto async_ready(Token&& token, Results... results) {
    return net::async_initiate<Token, Signature>(
        [](auto handler, auto... each) {
            auto executor = net::get_associated_executor(handler);
            net::post(executor,
                      [mine = std::move(handler),
                       all = std::tuple(std::move(each)...)]() mutable {
                          std::apply(std::move(mine), std::move(all));
                      });
        },
        token, std::move(results)...);
}

TEST(use_awaitable, returns_what_is_left_of_the_results) {
    using net::async_result;
    using token = net::use_awaitable_t<>;
    using std::error_code, std::exception_ptr, std::string;

    EXPECT_TRUE((std::same_as<async_result<token, void()>::return_type,
                              awaitable<void>>));
    EXPECT_TRUE(
        (std::same_as<async_result<token, void(error_code)>::return_type,
                      awaitable<void>>));
    EXPECT_TRUE((
        std::same_as<async_result<token, void(exception_ptr, int)>::return_type,
                     awaitable<int>>));
    EXPECT_TRUE(
        (std::same_as<
            async_result<token, void(error_code, int, string)>::return_type,
            awaitable<std::tuple<int, string>>>));
}

TEST(use_awaitable, gives_nothing_one_value_or_a_tuple) {
    net::io_context loop;
    int one = 0;
    std::tuple<int, std::string> two;

    net::run(loop, [&]() -> awaitable<void> {
        co_await async_ready<void()>(use_awaitable);
        one = co_await async_ready<void(int)>(use_awaitable, 1);
        two = co_await async_ready<void(std::error_code, int, std::string)>(
            use_awaitable, std::error_code(), 2, std::string("two"));
    });

    EXPECT_EQ(one, 1);
    EXPECT_EQ(two, std::tuple(2, "two"));
}

TEST(use_awaitable, throws_a_leading_error) {
    net::io_context loop;
    const auto full = make_error_code(std::errc::no_space_on_device);
    std::error_code found;

    net::run(loop, [&]() -> awaitable<void> {
        try {
            co_await async_ready<void(std::error_code, int)>(use_awaitable,
                                                             full, 1);
        } catch (const std::system_error& error) {
            found = error.code();
        }
    });

    EXPECT_EQ(found, full);
}

TEST(use_awaitable, throws_a_leading_exception) {
    net::io_context loop;
    const auto wrong = std::make_exception_ptr(std::logic_error("wrong"));
    auto first = [&]() -> awaitable<void> {
        co_await async_ready<void(std::exception_ptr, int)>(use_awaitable,
                                                            wrong, 1);
    };

    EXPECT_THROW(net::run(loop, first), std::logic_error);
}

TEST(use_awaitable, takes_only_the_first_error_for_an_error) {
    net::io_context loop;
    const auto full = make_error_code(std::errc::no_space_on_device);
    std::error_code found;

    net::run(loop, [&]() -> awaitable<void> {
        found = co_await async_ready<void(std::exception_ptr, std::error_code)>(
            use_awaitable, std::exception_ptr(), full);
    });

    EXPECT_EQ(found, full);
}

TEST(use_awaitable, starts_nothing_before_the_co_await) {
    net::io_context loop;
    std::string log;
    auto start = [&](auto handler) {
        log += "start ";
        net::post(std::move(handler));
    };

    net::run(loop, [&]() -> awaitable<void> {
        auto later = net::async_initiate<decltype(use_awaitable), void()>(
            start, use_awaitable);
        log += "body ";
        co_await std::move(later);
        log += "end";
    });

    EXPECT_EQ(log, "body start end");
}

TEST(use_awaitable, waits_for_post_dispatch_and_defer) {
    net::io_context loop;
    const auto strand = net::make_strand(loop);
    int times = 0;

    net::run(loop, [&]() -> awaitable<void> {
        co_await net::post(use_awaitable);
        co_await net::post(loop, use_awaitable);
        co_await net::dispatch(strand, use_awaitable);
        co_await net::defer(use_awaitable);
        ++times;
        co_await net::post(net::bind_executor(strand, use_awaitable));
        times += strand.running_in_this_thread();
    });

    EXPECT_EQ(times, 2);
}

TEST(use_awaitable, destroys_the_coroutine_of_a_dropped_handler) {
    net::io_context loop;
    bool destroyed = false, called = false;
    auto drop = [](auto) {};

    net::co_spawn(
        loop,
        [&]() -> awaitable<void> {
            const net::destruction_mark mine(destroyed);
            co_await net::async_initiate<decltype(use_awaitable), void()>(
                drop, use_awaitable);
        },
        [&](std::exception_ptr) { called = true; });
    loop.run();

    EXPECT_TRUE(destroyed);
    EXPECT_FALSE(called);
}

TEST(use_awaitable, makes_a_default_executor_that_is_an_executor) {
    using token = net::use_awaitable_t<>;
    using with_default = token::executor_with_default<net::io_executor>;
    net::io_context loop;

    const with_default one(loop.get_executor());
    const net::io_executor back = one;

    EXPECT_TRUE(net::is_executor_v<with_default>);
    EXPECT_EQ(back, loop.get_executor());
}

} // namespace use_awaitable_test
