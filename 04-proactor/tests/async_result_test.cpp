#include "04-proactor/async_result.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/detached.h"
#include "04-proactor/io_context.h"
#include "04-proactor/packaged_task.h"
#include "04-proactor/post.h"
#include "04-proactor/use_future.h"

namespace async_result_test {

using namespace std::chrono_literals;

/// A token of the newer form: nothing is started before start() is called.
struct lazy {};

/// A token of the older form: its results go where it points.
struct into {
    std::string* where;
};

/// What the older form makes of it.
struct into_handler {
    explicit into_handler(const into& token) : where(token.where) {}
    void operator()(int n, const std::string& text) const {
        *where = text + std::to_string(n);
    }
    std::string* where;
};

} // namespace async_result_test

template <class... Results>
class net::async_result<async_result_test::lazy, void(Results...)> {
public:
    using return_type = std::function<void(std::function<void(Results...)>)>;

    template <class Initiation, class... Arguments>
    static return_type initiate(Initiation initiation, async_result_test::lazy,
                                Arguments... arguments) {
        return [initiation = std::move(initiation),
                arguments...](std::function<void(Results...)> handler) mutable {
            std::move(initiation)(std::move(handler), arguments...);
        };
    }
};

template <>
class net::async_result<async_result_test::into, void(int, std::string)> {
public:
    using completion_handler_type = async_result_test::into_handler;
    using return_type = const char*;

    explicit async_result(completion_handler_type& handler)
        : where_(handler.where) {}
    return_type get() { return where_->c_str(); }

private:
    std::string* where_;
};

namespace async_result_test {

/// An operation with a number and a text as its results, at once.
template <class Token>
auto async_spell(int n, const std::string& text, Token&& token) {
    return net::async_initiate<Token, void(int, std::string)>(
        [](auto handler, int number, std::string spelt) {
            std::move(handler)(number, std::move(spelt));
        },
        token, n, text);
}

/// The same, as it was written before there was async_initiate.
template <class Token>
auto async_spell_as_of_old(int n, const std::string& text, Token&& token) {
    net::async_completion<Token, void(int, std::string)> made(token);
    std::move(made.completion_handler)(n, text);
    return made.result.get();
}

TEST(async_result, of_a_function_is_nothing) {
    std::string seen;
    auto handler = [&](int n, const std::string& text) {
        seen += text + std::to_string(n);
    };

    async_spell(1, "a", handler);
    async_spell(2, "b", std::move(handler));

    EXPECT_EQ(seen, "a1b2");
    static_assert(std::is_void_v<decltype(async_spell(1, "a", handler))>);
}

TEST(async_result, takes_a_function_that_can_only_be_moved) {
    int seen = 0;

    async_spell(1, "a", [&, p = std::make_unique<int>(6)](int n, std::string) {
        seen = n + *p;
    });

    EXPECT_EQ(seen, 7);
}

TEST(async_result, of_a_user_may_start_the_operation_later) {
    std::string seen;

    auto start = async_spell(1, "a", lazy());
    EXPECT_EQ(seen, "");
    start([&](int n, const std::string& text) {
        seen = text + std::to_string(n);
    });

    EXPECT_EQ(seen, "a1");
}

TEST(async_result, of_a_user_works_with_the_librarys_operations) {
    net::io_context loop;
    net::steady_timer timer(loop, 1ms);
    std::error_code result = std::make_error_code(std::errc::bad_message);
    int posted = 0;

    auto wait = timer.async_wait(lazy());
    auto post = net::post(loop, lazy());
    EXPECT_EQ(loop.run(), 0u); // there is nothing to do yet
    loop.restart();
    wait([&](std::error_code error) { result = error; });
    post([&] { ++posted; });

    EXPECT_EQ(loop.run(), 2u);
    EXPECT_FALSE(result);
    EXPECT_EQ(posted, 1);
}

TEST(async_result, may_be_of_the_older_form) {
    std::string where;

    const char* const seen = async_spell(1, "a", into{&where});

    EXPECT_STREQ(seen, "a1");
}

TEST(async_result, of_the_older_form_takes_a_token_that_is_kept) {
    std::string where;
    const into token{&where};

    const char* const seen = async_spell(1, "a", token);

    EXPECT_STREQ(seen, "a1");
}

TEST(async_completion, serves_operations_of_the_older_form) {
    std::string where, seen;

    const char* const result = async_spell_as_of_old(1, "a", into{&where});
    async_spell_as_of_old(2, "b", [&](int n, const std::string& text) {
        seen = text + std::to_string(n);
    });

    EXPECT_STREQ(result, "a1");
    EXPECT_EQ(seen, "b2");
}

TEST(detached, drops_the_results) {
    net::io_context loop;
    net::steady_timer timer(loop, 1ms);

    timer.async_wait(net::detached);
    net::post(loop, net::detached);
    async_spell(1, "a", net::detached);

    EXPECT_EQ(loop.run(), 2u);
}

TEST(async_completion, serves_the_librarys_tokens_too) {
    int called = 0;
    const auto finish = [&](auto&& token) {
        using token_type = decltype(token);
        net::async_completion<token_type, void(int)> made(token);
        made.completion_handler(++called);
        return made.result.get();
    };

    finish(net::detached);
    std::future<int> future = finish(net::use_future);
    auto twice = finish(net::use_future([](int n) { return 2 * n; }));

    EXPECT_EQ(future.get(), 2);
    EXPECT_EQ(twice.get(), 6);
}

TEST(packaged_task, is_a_token_that_leaves_its_future) {
    net::io_context loop;
    std::packaged_task<int()> task([] { return 42; });

    std::future<int> future = net::post(loop, std::move(task));
    loop.run();

    EXPECT_EQ(future.get(), 42);
}

TEST(completion_token_for, knows_what_a_signature_takes) {
    using one = void (*)(int);
    using signature = void(int);

    EXPECT_TRUE((net::completion_handler_for<one, signature>));
    EXPECT_FALSE((net::completion_handler_for<one, void(std::string)>));
    EXPECT_FALSE((net::completion_handler_for<net::detached_t, signature>));
    EXPECT_TRUE((net::completion_token_for<one, signature>));
    EXPECT_TRUE((net::completion_token_for<net::detached_t, signature>));
    EXPECT_TRUE((net::completion_token_for<net::use_future_t<>, signature>));
}

} // namespace async_result_test
