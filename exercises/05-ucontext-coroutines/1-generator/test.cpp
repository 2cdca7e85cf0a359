// Proves the generator: its values, its end, and what it throws.
#include ANSWER

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "exercises/in_child.h"
#include "exercises/story.h"

namespace {

using answer::generator;

/// What next() gives, `times` times: "1 2 end ".
std::string values(generator& of, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) {
        const std::optional<int> value = of.next();
        text += value ? std::to_string(*value) + " " : "end ";
    }
    return text;
}

// A switch to the wrong place crashes, so each test runs in a child process.

TEST(generator, gives_a_value_for_each_next) {
    net::story story;
    story.step("the function yields 1, 2, 3, ... for ever");
    story.step("next() is called four times");
    const std::string got = net::in_child([] {
        generator numbers([](const auto& yield) {
            for (int n = 1;; ++n) yield(n);
        });
        return values(numbers, 4);
    });

    EXPECT_EQ(got, "1 2 3 4 ") << story.hint(1);
}

TEST(generator, does_nothing_before_it_is_asked) {
    net::story story;
    story.step("a generator is made, and next() is called once");
    const std::string got = net::in_child([] {
        std::string log;
        generator numbers([&](const auto& yield) {
            log += "begins ";
            yield(1);
            log += "goes on ";
            yield(2);
        });
        log += "made ";
        values(numbers, 1);
        return log;
    });

    EXPECT_EQ(got, "made begins ") << story.hint(1);
}

TEST(generator, ends_when_its_function_returns) {
    net::story story;
    story.step("the function yields 7, and returns");
    story.step("next() is called three times");
    const std::string got = net::in_child([] {
        generator one([](const auto& yield) { yield(7); });
        return values(one, 3);
    });

    EXPECT_EQ(got, "7 end end ") << story.hint(2);
}

TEST(generator, may_give_nothing_at_all) {
    net::story story;
    story.step("the function returns at once");
    const std::string got = net::in_child([] {
        generator none([](const auto&) {});
        return values(none, 2);
    });

    EXPECT_EQ(got, "end end ") << story.hint(2);
}

TEST(generator, yields_from_however_deep) {
    net::story story;
    story.step("a recursive function yields on its way down and back");
    const std::string got = net::in_child([] {
        generator deep([](const auto& yield) {
            const auto descend = [&](auto& self, int depth) -> void {
                yield(depth);
                if (depth < 3) self(self, depth + 1);
                yield(-depth);
            };
            descend(descend, 1);
        });
        return values(deep, 7);
    });

    EXPECT_EQ(got, "1 2 3 -3 -2 -1 end ") << story.hint(1);
}

TEST(generator, takes_turns_with_another_one) {
    net::story story;
    story.step("two generators are asked in turn");
    const std::string got = net::in_child([] {
        generator up([](const auto& yield) {
            for (int n = 1;; ++n) yield(n);
        });
        generator down([](const auto& yield) {
            for (int n = -1;; --n) yield(n);
        });
        std::string text;
        for (int i = 0; i < 3; ++i) text += values(up, 1) + values(down, 1);
        return text;
    });

    EXPECT_EQ(got, "1 -1 2 -2 3 -3 ") << story.hint(1);
}

TEST(generator, may_ask_another_one_inside) {
    net::story story;
    story.step("the function of one generator asks another one");
    const std::string got = net::in_child([] {
        generator numbers([](const auto& yield) {
            for (int n = 1;; ++n) yield(n);
        });
        generator squares([&](const auto& yield) {
            while (const std::optional<int> n = numbers.next()) yield(*n * *n);
        });
        return values(squares, 3);
    });

    EXPECT_EQ(got, "1 4 9 ") << story.hint(2);
}

TEST(generator, throws_what_its_function_throws_where_it_is_asked) {
    net::story story;
    story.step("the function yields 1, and then throws");
    const std::string got = net::in_child([] {
        generator broken([](const auto& yield) {
            yield(1);
            throw std::runtime_error("broken ");
        });
        std::string text = values(broken, 1);
        try {
            text += values(broken, 1);
        } catch (const std::runtime_error& error) {
            text += error.what();
        }
        return text + values(broken, 1);
    });

    EXPECT_EQ(got, "1 broken end ") << story.hint(3);
}

} // namespace
