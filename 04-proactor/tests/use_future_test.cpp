#include "04-proactor/use_future.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <tuple>

#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"

namespace use_future_test {

using namespace std::chrono_literals;

const std::error_code refused =
    std::make_error_code(std::errc::connection_refused);

/// An operation that has its results at once.
template <class Signature, class Token, class... Results>
auto complete_with(Token&& token, Results... results) {
    return net::async_initiate<Token, Signature>(
        [](auto handler, auto... values) {
            std::move(handler)(std::move(values)...);
        },
        token, std::move(results)...);
}

template <class T>
bool is_ready(const std::future<T>& future) {
    return future.wait_for(0s) == std::future_status::ready;
}

TEST(use_future, makes_a_future_of_an_operation_without_results) {
    net::io_context loop;

    std::future<void> done = net::post(loop, net::use_future);
    EXPECT_FALSE(is_ready(done));
    EXPECT_EQ(loop.run(), 1u);

    ASSERT_TRUE(is_ready(done));
    EXPECT_NO_THROW(done.get());
}

TEST(use_future, holds_one_result) {
    std::future<int> one = complete_with<void(int)>(net::use_future, 7);

    ASSERT_TRUE(is_ready(one));
    EXPECT_EQ(one.get(), 7);
}

TEST(use_future, leaves_the_error_out_when_there_is_none) {
    std::future<void> nothing = complete_with<void(std::error_code)>(
        net::use_future, std::error_code());
    std::future<std::string> one =
        complete_with<void(std::error_code, std::string)>(
            net::use_future, std::error_code(), std::string("text"));

    EXPECT_NO_THROW(nothing.get());
    EXPECT_EQ(one.get(), "text");
}

TEST(use_future, throws_the_error) {
    std::future<int> one =
        complete_with<void(std::error_code, int)>(net::use_future, refused, 7);

    try {
        one.get();
        FAIL();
    } catch (const std::system_error& error) {
        EXPECT_EQ(error.code(), refused);
    }
}

TEST(use_future, throws_the_exception_of_an_operation_that_has_one) {
    const auto failure = std::make_exception_ptr(std::out_of_range("far"));

    std::future<int> bad = complete_with<void(std::exception_ptr, int)>(
        net::use_future, failure, 0);
    std::future<int> good = complete_with<void(std::exception_ptr, int)>(
        net::use_future, std::exception_ptr(), 7);

    EXPECT_THROW(bad.get(), std::out_of_range);
    EXPECT_EQ(good.get(), 7);
}

TEST(use_future, holds_several_results_as_a_tuple) {
    std::future<std::tuple<int, std::string>> both =
        complete_with<void(std::error_code, int, std::string)>(
            net::use_future, std::error_code(), 7, std::string("text"));

    EXPECT_EQ(both.get(), std::make_tuple(7, std::string("text")));
}

TEST(use_future, holds_what_can_only_be_moved) {
    using pointer = std::unique_ptr<int>;

    std::future<pointer> one = complete_with<void(std::error_code, pointer)>(
        net::use_future, std::error_code(), std::make_unique<int>(7));

    EXPECT_EQ(*one.get(), 7);
}

TEST(use_future, waits_for_a_timer) {
    net::io_context loop;
    net::steady_timer timer(loop, 1ms), cancelled(loop, 1h);

    std::future<void> good = timer.async_wait(net::use_future);
    std::future<void> bad = cancelled.async_wait(net::use_future);
    cancelled.cancel();
    loop.run();

    EXPECT_NO_THROW(good.get());
    EXPECT_THROW(bad.get(), std::system_error);
}

TEST(use_future, breaks_its_promise_when_the_handler_is_never_called) {
    std::future<void> never;
    {
        net::io_context loop;
        never = net::post(loop, net::use_future);
    }

    try {
        never.get();
        FAIL();
    } catch (const std::future_error& error) {
        EXPECT_EQ(error.code(), std::future_errc::broken_promise);
    }
}

TEST(use_future, of_a_function_holds_what_it_returns) {
    net::io_context loop;

    std::future<int> one = net::post(loop, net::use_future([] { return 7; }));
    std::future<void> nothing = net::post(loop, net::use_future([] {}));
    EXPECT_FALSE(is_ready(one));
    EXPECT_EQ(loop.run(), 2u);

    EXPECT_EQ(one.get(), 7);
    EXPECT_NO_THROW(nothing.get());
}

TEST(use_future, of_a_function_gives_it_all_the_results) {
    auto size_or_error = [](std::error_code error, const std::string& text) {
        return error ? -1 : static_cast<int>(text.size());
    };

    std::future<int> good = complete_with<void(std::error_code, std::string)>(
        net::use_future(size_or_error), std::error_code(), std::string("four"));
    std::future<int> bad = complete_with<void(std::error_code, std::string)>(
        net::use_future(size_or_error), refused, std::string("four"));

    EXPECT_EQ(good.get(), 4);
    EXPECT_EQ(bad.get(), -1);
}

TEST(use_future, of_a_function_throws_what_the_function_throws) {
    net::io_context loop;
    std::future<int> one = net::post(
        loop, net::use_future([]() -> int { throw std::out_of_range("far"); }));

    EXPECT_EQ(loop.run(), 1u); // the exception has not left run()

    EXPECT_THROW(one.get(), std::out_of_range);
}

TEST(use_future, of_a_function_that_can_only_be_moved_works_too) {
    net::io_context loop;

    std::future<int> one = net::post(
        loop, net::use_future([p = std::make_unique<int>(7)] { return *p; }));
    loop.run();

    EXPECT_EQ(one.get(), 7);
}

TEST(use_future, takes_an_allocator) {
    net::io_context loop;

    std::future<void> done =
        net::post(loop, net::use_future[std::allocator<char>()]);
    loop.run();

    EXPECT_NO_THROW(done.get());
}

} // namespace use_future_test
