#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/executor_work_guard.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"

namespace scheduler_poll_test {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

/// The contexts that promise one thread keep what handlers post elsewhere.
class nested_poll : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(hints, nested_poll, testing::Values(1, 4));

TEST(poll, returns_at_once_without_work) {
    net::io_context loop;

    EXPECT_EQ(loop.poll(), 0u);

    EXPECT_TRUE(loop.stopped());
}

TEST(poll, does_not_wait_for_work_that_is_not_ready) {
    net::io_context loop;
    net::steady_timer timer(loop, 1h);
    timer.async_wait([](std::error_code) {});
    net::post(loop, [] {});
    const auto begin = steady_clock::now();

    EXPECT_EQ(loop.poll(), 1u);

    EXPECT_LT(steady_clock::now() - begin, 1min);
    EXPECT_FALSE(loop.stopped());
}

TEST(poll, goes_on_with_what_handlers_post) {
    net::io_context loop;
    std::string called;
    net::post(loop, [&] {
        called += 'a';
        net::post(loop, [&] { called += 'b'; });
    });

    EXPECT_EQ(loop.poll(), 2u);

    EXPECT_EQ(called, "ab");
}

TEST(poll, calls_the_handler_of_a_timer_that_is_due) {
    net::io_context loop;
    net::steady_timer timer(loop, steady_clock::now() - 1s);
    timer.async_wait([](std::error_code) {});

    EXPECT_EQ(loop.poll(), 1u);
}

TEST(poll_one, calls_one_handler_at_most) {
    net::io_context loop;
    const auto guard = net::make_work_guard(loop);
    net::post(loop, [] {});
    net::post(loop, [] {});

    EXPECT_EQ(loop.poll_one(), 1u);
    EXPECT_EQ(loop.poll_one(), 1u);
    EXPECT_EQ(loop.poll_one(), 0u);

    EXPECT_FALSE(loop.stopped());
}

TEST_P(nested_poll, calls_what_its_handler_has_posted) {
    net::io_context loop(GetParam());
    std::string called;
    std::size_t inner = 0;
    net::post(loop, [&] {
        net::post(loop, [&] { called += 'a'; });
        net::defer(loop, [&] { called += 'b'; });
        inner = loop.poll();
        called += 'c';
    });

    EXPECT_EQ(loop.run(), 1u);

    EXPECT_EQ(inner, 2u);
    EXPECT_EQ(called, "abc");
}

TEST_P(nested_poll, leaves_the_rest_to_the_outer_run) {
    net::io_context loop(GetParam());
    std::string called;
    net::post(loop, [&] {
        for (char each : {'a', 'b', 'c'}) {
            net::post(loop, [&called, each] { called += each; });
        }
        EXPECT_EQ(loop.poll_one(), 1u);
        EXPECT_EQ(called, "a");
        EXPECT_FALSE(loop.stopped());
    });

    EXPECT_EQ(loop.run(), 3u);

    EXPECT_EQ(called, "abc");
}

TEST_P(nested_poll, goes_as_deep_as_one_likes) {
    net::io_context loop(GetParam());
    std::string called;
    net::post(loop, [&] {
        net::post(loop, [&] {
            net::post(loop, [&] { called += 'a'; });
            EXPECT_EQ(loop.poll(), 1u);
            called += 'b';
        });
        EXPECT_EQ(loop.poll(), 1u);
        called += 'c';
    });

    EXPECT_EQ(loop.poll(), 1u);

    EXPECT_EQ(called, "abc");
}

TEST(poll, of_another_context_is_not_nested) {
    net::io_context loop;
    net::io_context other;
    std::string called;
    net::post(other, [&] { called += 'a'; });
    net::post(loop, [&] {
        EXPECT_EQ(other.poll(), 1u);
        net::post(loop, [&] { called += 'b'; });
    });

    EXPECT_EQ(loop.run(), 2u);

    EXPECT_EQ(called, "ab");
}

} // namespace scheduler_poll_test
