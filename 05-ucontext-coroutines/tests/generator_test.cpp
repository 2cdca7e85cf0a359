// Values that come out of a coroutine, and values that go in.
#include "05-ucontext-coroutines/generator.h"

#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <vector>

#include "05-ucontext-coroutines/coroutine_of.h"
#include "05-ucontext-coroutines/tests/any_switch.h"

namespace generator_test {

using generator = net::any_switch;
using coroutine_of = net::any_switch;

INSTANTIATE_TEST_SUITE_P(by, generator, net::all_switches(),
                         net::name_of_switch);

net::stack new_stack() {
    return net::stack(net::default_stack_size);
}

static_assert(std::ranges::input_range<net::generator<int>>);

TEST_P(generator, gives_its_values_in_order) {
    net::generator<std::string> words(
        [](auto& yield) {
            yield("one");
            yield("two");
            yield("three");
        },
        new_stack(), how);

    std::vector<std::string> all;
    for (const std::string& word : words) all.push_back(word);

    EXPECT_EQ(all, (std::vector<std::string>{"one", "two", "three"}));
}

TEST_P(generator, may_be_empty) {
    net::generator<int> nothing([](auto&) {}, new_stack(), how);

    for (const int n : nothing) FAIL() << n;

    SUCCEED();
}

TEST_P(generator, runs_no_further_than_it_is_asked) {
    int made = 0;
    net::generator<int> numbers(
        [&](auto& yield) {
            for (;;) yield(++made);
        },
        new_stack(), how);

    int last = 0;
    for (const int n : numbers) {
        last = n;
        if (n == 5) break;
    }

    EXPECT_EQ(last, 5);
    EXPECT_EQ(made, 5);
}

TEST_P(generator, destroys_its_locals_when_it_is_abandoned) {
    auto local = std::make_shared<int>();
    {
        net::generator<int> numbers(
            [&](auto& yield) {
                const auto held = local;
                for (int n = 0;; ++n) yield(n);
            },
            new_stack(), how);
        numbers.begin();
        EXPECT_EQ(local.use_count(), 2);
    }

    EXPECT_EQ(local.use_count(), 1);
}

TEST_P(generator, throws_what_its_function_throws_behind_the_values) {
    net::generator<int> broken(
        [](auto& yield) {
            yield(1);
            throw std::runtime_error("no second number");
        },
        new_stack(), how);

    auto at = broken.begin();
    const int first = *at;

    EXPECT_EQ(first, 1);
    EXPECT_THROW(++at, std::runtime_error);
    EXPECT_EQ(at, broken.end());
}

struct tree {
    int value;
    std::unique_ptr<tree> left{}, right{};
};

void walk(const tree* at, net::generator<int>::yielder& yield) {
    if (!at) return;
    walk(at->left.get(), yield);
    yield(at->value);
    walk(at->right.get(), yield);
}

TEST_P(generator, may_yield_from_a_function_that_calls_itself) {
    tree root{2, std::make_unique<tree>(tree{1}),
              std::make_unique<tree>(tree{3})};
    net::generator<int> in_order([&](auto& yield) { walk(&root, yield); },
                                 new_stack(), how);

    std::vector<int> values;
    for (const int n : in_order) values.push_back(n);

    EXPECT_EQ(values, (std::vector<int>{1, 2, 3}));
}

INSTANTIATE_TEST_SUITE_P(by, coroutine_of, net::all_switches(),
                         net::name_of_switch);

TEST_P(coroutine_of, takes_a_value_and_gives_one_at_each_resume) {
    net::coroutine_of<std::string(int)> spell(
        [](auto& say, int n) {
            while (n != 0) n = say(std::to_string(n));
            return std::string("the end");
        },
        new_stack(), how);

    EXPECT_EQ(spell.resume(1), "1");
    EXPECT_EQ(spell.resume(22), "22");
    EXPECT_FALSE(spell.done());
    EXPECT_EQ(spell.resume(0), "the end");
    EXPECT_TRUE(spell.done());
}

TEST_P(coroutine_of, passes_values_that_can_only_be_moved) {
    using number = std::unique_ptr<int>;
    net::coroutine_of<number(number)> twice(
        [](auto& say, number n) {
            for (;;) {
                *n *= 2;
                n = say(std::move(n));
            }
            return number();
        },
        new_stack(), how);

    EXPECT_EQ(*twice.resume(std::make_unique<int>(4)), 8);
    EXPECT_EQ(*twice.resume(std::make_unique<int>(5)), 10);
}

TEST_P(coroutine_of, throws_what_its_body_throws) {
    net::coroutine_of<int(int)> picky(
        [](auto& say, int n) {
            while (n >= 0) n = say(n);
            throw std::runtime_error("negative");
            return 0;
        },
        new_stack(), how);
    picky.resume(1);

    EXPECT_THROW(picky.resume(-1), std::runtime_error);
    EXPECT_TRUE(picky.done());
    EXPECT_THROW(picky.resume(1), std::logic_error);
}

TEST_P(coroutine_of, has_no_answer_when_its_body_yields_without_one) {
    net::coroutine_of<int(int)> silent(
        [](auto&, int n) {
            net::coroutine::yield();
            return n;
        },
        new_stack(), how);

    EXPECT_THROW(silent.resume(1), std::bad_optional_access);
    EXPECT_EQ(silent.resume(2), 1);
}

TEST_P(coroutine_of, destroys_what_it_was_told_last) {
    auto told = std::make_shared<int>();
    {
        net::coroutine_of<int(std::shared_ptr<int>)> keeper(
            [](auto& say, std::shared_ptr<int> first) {
                const auto second = say(0);
                say(1);
                return *first + *second;
            },
            new_stack(), how);
        keeper.resume(told);
        keeper.resume(told);
        EXPECT_EQ(told.use_count(), 3);
    }

    EXPECT_EQ(told.use_count(), 1);
}

} // namespace generator_test
