#include "04-proactor/awaitable.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "04-proactor/tests/allocation_counter.h"
#include "04-proactor/tests/coroutines.h"

namespace awaitable_test {

using net::awaitable;

awaitable<int> number(int n) {
    co_return n;
}

awaitable<void> say(std::string& log, std::string what) {
    log += what;
    co_return;
}

awaitable<void> fail() {
    throw std::runtime_error("no good");
    co_return;
}

awaitable<void> hold(net::destruction_mark) {
    co_return;
}

awaitable<int> count_down(int n) {
    if (n == 0) co_return 0;
    co_return 1 + co_await count_down(n - 1);
}

/// Shape:    where the stack ends
[[gnu::noinline]] std::uintptr_t stack_end() {
    return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
}

awaitable<std::uintptr_t> stack_end_in_coroutine() {
    co_return stack_end();
}

TEST(awaitable, is_moved_and_never_copied) {
    using type = awaitable<int>;

    EXPECT_TRUE(std::is_nothrow_move_constructible_v<type>);
    EXPECT_TRUE(std::is_nothrow_move_assignable_v<type>);
    EXPECT_FALSE(std::is_copy_constructible_v<type>);
    EXPECT_FALSE(std::is_copy_assignable_v<type>);
}

TEST(awaitable, knows_whether_it_has_a_coroutine) {
    const awaitable<int> empty;
    awaitable<int> first = number(1);

    const awaitable<int> second = std::move(first);

    EXPECT_FALSE(empty.valid());
    EXPECT_FALSE(first.valid());
    EXPECT_TRUE(second.valid());
}

TEST(awaitable, does_not_begin_before_it_is_awaited) {
    net::io_context loop;
    std::string log;

    net::run(loop, [&]() -> awaitable<void> {
        awaitable<void> later = say(log, "second");
        log += "first ";
        co_await std::move(later);
        log += " third";
        EXPECT_FALSE(later.valid());
    });

    EXPECT_EQ(log, "first second third");
}

TEST(awaitable, gives_its_value_to_its_caller) {
    net::io_context loop;
    int sum = 0;

    net::run(loop, [&]() -> awaitable<void> {
        sum = co_await number(40) + co_await number(2);
    });

    EXPECT_EQ(sum, 42);
}

TEST(awaitable, gives_a_value_that_can_only_be_moved) {
    net::io_context loop;
    std::unique_ptr<int> found;
    auto make = []() -> awaitable<std::unique_ptr<int>> {
        co_return std::make_unique<int>(7);
    };

    net::run(loop, [&]() -> awaitable<void> { found = co_await make(); });

    EXPECT_EQ(*found, 7);
}

TEST(awaitable, gives_a_value_that_has_no_default) {
    struct named {
        explicit named(std::string one) : name(std::move(one)) {}
        std::string name;
    };
    net::io_context loop;
    std::string name;
    auto make = []() -> awaitable<named> { co_return named("she"); };

    net::run(loop, [&]() -> awaitable<void> { name = (co_await make()).name; });

    EXPECT_EQ(name, "she");
}

TEST(awaitable, passes_an_exception_to_its_caller) {
    net::io_context loop;
    std::string caught;

    net::run(loop, [&]() -> awaitable<void> {
        try {
            co_await fail();
        } catch (const std::runtime_error& error) {
            caught = error.what();
        }
    });

    EXPECT_EQ(caught, "no good");
}

TEST(awaitable, passes_an_exception_through_those_who_do_not_catch_it) {
    net::io_context loop;
    bool destroyed = false;
    auto between = [&]() -> awaitable<int> {
        const net::destruction_mark mark(destroyed);
        co_await fail();
        co_return 1;
    };
    auto first = [&]() -> awaitable<void> { co_await between(); };

    EXPECT_THROW(net::run(loop, first), std::runtime_error);

    EXPECT_TRUE(destroyed);
}

TEST(awaitable, is_gone_before_its_caller_goes_on) {
    net::io_context loop;
    bool destroyed = false;

    net::run(loop, [&]() -> awaitable<void> {
        awaitable<void> one = hold(net::destruction_mark(destroyed));
        EXPECT_FALSE(destroyed);
        co_await std::move(one);
        EXPECT_TRUE(destroyed);
    });

    EXPECT_TRUE(destroyed);
}

TEST(awaitable, destroys_its_arguments_if_it_is_never_awaited) {
    bool destroyed = false;

    { const auto unused = hold(net::destruction_mark(destroyed)); }

    EXPECT_TRUE(destroyed);
}

TEST(awaitable, destroys_its_coroutine_when_it_is_assigned_another) {
    bool first_destroyed = false, second_destroyed = false;
    auto one = hold(net::destruction_mark(first_destroyed));

    one = hold(net::destruction_mark(second_destroyed));

    EXPECT_TRUE(first_destroyed);
    EXPECT_FALSE(second_destroyed);
}

TEST(awaitable, may_be_a_recursive_function) {
    net::io_context loop;
    int depth = 0;

    net::run(loop,
             [&]() -> awaitable<void> { depth = co_await count_down(1000); });

    EXPECT_EQ(depth, 1000);
}

TEST(awaitable, needs_no_more_stack_for_a_million_calls_than_for_one) {
    net::io_context loop;
    std::set<std::uintptr_t> ends;

    net::run(loop, [&]() -> awaitable<void> {
        for (int i = 0; i < 1'000'000; ++i)
            ends.insert(co_await stack_end_in_coroutine());
    });

    EXPECT_EQ(ends.size(), 1u);
}

TEST(awaitable, allocates_nothing_once_its_memory_has_been_used) {
    net::io_context loop;
    std::size_t before = 0, after = 0;

    net::run(loop, [&]() -> awaitable<void> {
        co_await number(0);
        before = net::allocation_count();
        for (int i = 0; i < 100; ++i) co_await number(i);
        after = net::allocation_count();
    });

    EXPECT_EQ(after, before);
}

} // namespace awaitable_test
