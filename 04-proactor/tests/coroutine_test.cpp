#include "04-proactor/coroutine.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "04-proactor/io_context.h"
#include "04-proactor/post.h"
#include "04-proactor/yield.h"

namespace coroutine_test {

/// Counts to 3, one number a call.
struct counter : net::coroutine {
    int operator()() {
        reenter(this) {
            for (n = 1; n <= 3; ++n) {
                yield return n;
            }
        }
        return 0;
    }
    int n = 0;
};

TEST(coroutine, goes_on_behind_its_yield) {
    counter count;

    const std::vector<int> numbers{count(), count(), count()};

    EXPECT_EQ(numbers, (std::vector<int>{1, 2, 3}));
    EXPECT_FALSE(count.is_complete());
}

TEST(coroutine, is_complete_at_its_end_and_does_nothing_any_more) {
    counter count;
    for (int i = 0; i < 3; ++i) count();

    const int at_the_end = count();
    const int afterwards = count();

    EXPECT_EQ(at_the_end, 0);
    EXPECT_EQ(afterwards, 0);
    EXPECT_TRUE(count.is_complete());
}

TEST(coroutine, has_copies_that_go_on_each_for_itself) {
    counter count;
    count();

    counter copy = count;
    count();

    EXPECT_EQ(copy(), 2);
    EXPECT_EQ(count(), 3);
}

/// A body that is left in several ways.
struct leaver : net::coroutine {
    void operator()(std::string how) {
        reenter(this) {
            yield trace += "a";
            if (how == "break") yield break;
            if (how == "return") return;
            if (how == "throw") throw std::runtime_error(how);
            yield { // a block is a statement as well
                trace += "b";
                trace += "c";
            }
            yield;
            trace += "d";
        }
    }
    std::string trace;
};

TEST(coroutine, runs_the_statement_of_a_yield_once) {
    leaver one;

    one("");
    one("");
    one("");
    const bool before = one.is_complete();
    one("");

    EXPECT_EQ(one.trace, "abcd");
    EXPECT_FALSE(before);
    EXPECT_TRUE(one.is_complete());
}

TEST(coroutine, is_complete_however_it_is_left_but_by_a_yield) {
    leaver broken, returned, thrown;
    for (leaver* each : {&broken, &returned, &thrown}) (*each)("");

    broken("break");
    returned("return");
    EXPECT_THROW(thrown("throw"), std::runtime_error);

    EXPECT_TRUE(broken.is_complete());
    EXPECT_TRUE(returned.is_complete());
    EXPECT_TRUE(thrown.is_complete());
}

/// Forks before its first yield.
struct parent : net::coroutine {
    void operator()() {
        reenter(this) {
            fork parent (*this)();
            *trace += is_child() ? "child " : "parent ";
            yield* trace += "yields ";
            *trace += is_parent() ? "parent" : "child";
        }
    }
    std::string* trace;
};

TEST(coroutine, forks_into_a_child_that_goes_on_in_the_same_place) {
    std::string trace;
    parent one;
    one.trace = &trace;

    one();

    EXPECT_EQ(trace, "child yields parent yields ");
    EXPECT_FALSE(one.is_complete());
}

TEST(coroutine, is_no_child_any_more_once_it_has_yielded) {
    std::string trace;
    parent one;
    one.trace = &trace;
    one();

    trace.clear();
    one();

    EXPECT_EQ(trace, "parent");
    EXPECT_TRUE(one.is_complete());
}

/// Moves itself into each of its handlers.
struct mover : net::coroutine {
    void operator()() {
        reenter(this) {
            while (++rounds < 3) {
                yield net::post(*loop, std::move(*this));
            }
            *result = rounds;
        }
    }
    net::io_context* loop;
    int* result;
    int rounds = 0;
};

TEST(coroutine, may_be_moved_away_by_the_statement_of_a_yield) {
    net::io_context loop;
    int rounds = 0;
    mover one;
    one.loop = &loop;
    one.result = &rounds;

    net::post(loop, std::move(one));
    loop.run();

    EXPECT_EQ(rounds, 3);
}

/// Has the coroutine as a member, and an `if` of the user's around a yield.
class chooser {
public:
    std::string operator()(bool first) {
        reenter(state_) {
            if (first)
                yield return "first";
            else
                yield return "second";
            yield return "behind";
        }
        return "end";
    }

private:
    net::coroutine state_;
};

TEST(coroutine, leaves_the_users_else_to_the_users_if) {
    chooser first, second;

    EXPECT_EQ(first(true), "first");
    EXPECT_EQ(first(true), "behind");
    EXPECT_EQ(second(false), "second");
    EXPECT_EQ(second(true), "behind");
    EXPECT_EQ(second(true), "end");
}

#include "04-proactor/unyield.h"

TEST(coroutine, gives_its_short_names_back) {
    const int yield = 1, fork = 2, reenter = 3;

    EXPECT_EQ(yield + fork + reenter, 6);
}

struct long_names : net::coroutine {
    int operator()() {
        ASIO_CORO_REENTER(this) {
            ASIO_CORO_YIELD return 1;
            NET_CORO_YIELD return 2;
        }
        return 3;
    }
};

TEST(coroutine, knows_its_long_names_and_asios) {
    long_names one;

    EXPECT_EQ(one(), 1);
    EXPECT_EQ(one(), 2);
    EXPECT_EQ(one(), 3);
}

} // namespace coroutine_test
