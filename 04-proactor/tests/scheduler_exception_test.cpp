#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>

#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/executor_work_guard.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"
#include "04-proactor/tests/in_time.h"

namespace scheduler_exception_test {

using namespace std::chrono_literals;

struct thrown {
    std::string what;
};

/// With the hint 1, what handlers post takes another way.
class exception : public testing::TestWithParam<int> {
protected:
    net::io_context loop_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(hints, exception, testing::Values(1, 4));

TEST_P(exception, leaves_the_handler_through_run) {
    net::post(loop_, [] { throw thrown{"first"}; });

    try {
        loop_.run();
        FAIL();
    } catch (const thrown& error) {
        EXPECT_EQ(error.what, "first");
    }
}

TEST_P(exception, leaves_every_run_function) {
    for (int i = 0; i < 5; ++i) net::post(loop_, [] { throw thrown{}; });

    EXPECT_THROW(loop_.run_one(), thrown);
    EXPECT_THROW(loop_.run_for(1h), thrown);
    EXPECT_THROW(loop_.run_one_for(1h), thrown);
    EXPECT_THROW(loop_.poll(), thrown);
    EXPECT_THROW(loop_.poll_one(), thrown);

    EXPECT_EQ(loop_.run(), 0u);
}

TEST_P(exception, does_not_stop_the_context) {
    std::string called;
    net::post(loop_, [] { throw thrown{}; });
    net::post(loop_, [&] { called += 'a'; });
    EXPECT_THROW(loop_.run(), thrown);

    EXPECT_FALSE(loop_.stopped());
    EXPECT_EQ(loop_.run(), 1u);

    EXPECT_EQ(called, "a");
}

TEST_P(exception, of_the_last_handler_leaves_no_work) {
    net::post(loop_, [] { throw thrown{}; });
    EXPECT_THROW(loop_.run(), thrown);

    EXPECT_EQ(loop_.run(), 0u);

    EXPECT_TRUE(loop_.stopped());
}

TEST_P(exception, does_not_lose_what_the_handler_has_posted) {
    std::string called;
    net::post(loop_, [&] {
        net::post(loop_, [&] { called += 'a'; });
        net::defer(loop_, [&] { called += 'b'; });
        throw thrown{};
    });
    EXPECT_THROW(loop_.run(), thrown);

    EXPECT_EQ(loop_.run(), 2u);

    EXPECT_EQ(called, "ab");
}

TEST_P(exception, leaves_the_run_out_of_a_timer_handler) {
    net::steady_timer timer(loop_, 1ms);
    timer.async_wait([](std::error_code) { throw thrown{}; });
    timer.async_wait([](std::error_code) {});

    EXPECT_THROW(loop_.run(), thrown);

    EXPECT_EQ(loop_.run(), 1u);
}

TEST_P(exception, of_a_dispatched_function_leaves_run_too) {
    net::post(loop_, [&] { net::dispatch(loop_, [] { throw thrown{}; }); });

    EXPECT_THROW(loop_.run(), thrown);

    EXPECT_EQ(loop_.run(), 0u);
}

TEST_P(exception, leaves_a_nested_poll_like_any_function) {
    std::string called;
    net::post(loop_, [&] {
        net::post(loop_, [] { throw thrown{"inner"}; });
        net::post(loop_, [&] { called += 'b'; });
        EXPECT_THROW(loop_.poll(), thrown);
        called += 'a';
    });

    EXPECT_EQ(loop_.run(), 2u);

    EXPECT_EQ(called, "ab");
}

TEST(exceptions, leave_the_run_of_their_own_thread_only) {
    net::io_context loop;
    auto guard = net::make_work_guard(loop);
    in_time::event other_is_busy, thrown_away;
    in_time::runners others(loop, 1);
    net::post(loop, [&] {
        other_is_busy.happens();
        EXPECT_TRUE(thrown_away.wait());
    });
    ASSERT_TRUE(other_is_busy.wait());
    net::post(loop, [] { throw thrown{}; });

    EXPECT_THROW(loop.run(), thrown);

    thrown_away.happens();
    guard.reset();
    EXPECT_EQ(others.join(), 1u);
}

} // namespace scheduler_exception_test
