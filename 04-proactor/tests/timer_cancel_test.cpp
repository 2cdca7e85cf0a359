#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/error.h"
#include "04-proactor/io_context.h"
#include "04-proactor/tests/outcome.h"

namespace timer_cancel_test {

using namespace std::chrono_literals;
using net::outcome;
using net::patience;
using std::chrono::steady_clock;

TEST(timer_cancel, ends_all_waits_and_counts_them) {
    net::io_context loop;
    net::steady_timer timer(loop, 1h);
    outcome first, second;
    timer.async_wait(first.handler());
    timer.async_wait(second.handler());

    const std::size_t cancelled = timer.cancel();
    loop.run_for(patience);

    EXPECT_EQ(cancelled, 2u);
    EXPECT_EQ(first.error, net::error::operation_aborted);
    EXPECT_EQ(second.error, net::error::operation_aborted);
}

TEST(timer_cancel, calls_no_handler_itself) {
    net::io_context loop;
    net::steady_timer timer(loop, 1h);
    outcome wait;
    timer.async_wait(wait.handler());

    timer.cancel();

    EXPECT_EQ(wait.calls, 0);
    EXPECT_EQ(loop.poll(), 1u);
    EXPECT_EQ(wait.calls, 1);
}

TEST(timer_cancel, finds_nothing_where_nobody_waits) {
    net::io_context loop;
    net::steady_timer timer(loop, 1h);
    std::error_code error = net::error::fault;

    EXPECT_EQ(timer.cancel(), 0u);
    EXPECT_EQ(timer.cancel_one(error), 0u);
    EXPECT_FALSE(error);
    EXPECT_EQ(loop.run_for(patience), 0u);
}

TEST(timer_cancel, leaves_the_expiry_as_it_was) {
    net::io_context loop;
    const auto expiry = steady_clock::now() + 1h;
    net::steady_timer timer(loop, expiry);
    timer.async_wait([](std::error_code) {});

    timer.cancel();

    EXPECT_EQ(timer.expiry(), expiry);
}

TEST(timer_cancel, ends_the_oldest_wait_if_it_is_to_end_one) {
    net::io_context loop;
    net::steady_timer timer(loop, 1h);
    outcome first, second;
    timer.async_wait(first.handler());
    timer.async_wait(second.handler());

    const std::size_t cancelled = timer.cancel_one();
    loop.poll();

    EXPECT_EQ(cancelled, 1u);
    EXPECT_EQ(first.error, net::error::operation_aborted);
    EXPECT_EQ(second.calls, 0);
    EXPECT_EQ(timer.cancel_one(), 1u);
    EXPECT_EQ(timer.cancel_one(), 0u);
}

TEST(timer_cancel, is_part_of_setting_another_time) {
    net::io_context loop;
    net::steady_timer timer(loop, 1h);
    outcome first, second;
    timer.async_wait(first.handler());

    const std::size_t by_after = timer.expires_after(1h);
    timer.async_wait(second.handler());
    const std::size_t by_at = timer.expires_at(steady_clock::now());
    const std::size_t none_left = timer.expires_after(1h);
    loop.run_for(patience);

    EXPECT_EQ(by_after, 1u);
    EXPECT_EQ(by_at, 1u);
    EXPECT_EQ(none_left, 0u);
    EXPECT_EQ(first.error, net::error::operation_aborted);
    EXPECT_EQ(second.error, net::error::operation_aborted);
}

TEST(timer_cancel, does_not_touch_a_wait_that_is_due_already) {
    net::io_context loop;
    const auto together = steady_clock::now() + 1ms;
    net::steady_timer first(loop, together), second(loop, together);
    std::size_t cancelled = 99;
    outcome wait;
    first.async_wait([&](std::error_code) { cancelled = second.cancel(); });
    second.async_wait(wait.handler());

    loop.run_for(patience);

    EXPECT_EQ(cancelled, 0u);
    EXPECT_EQ(wait.calls, 1);
    EXPECT_FALSE(wait.error);
}

TEST(timer_cancel, does_not_take_back_a_due_wait_by_setting_another_time) {
    net::io_context loop;
    const auto together = steady_clock::now() + 1ms;
    net::steady_timer first(loop, together), second(loop, together);
    std::size_t cancelled = 99;
    outcome wait;
    first.async_wait(
        [&](std::error_code) { cancelled = second.expires_after(1h); });
    second.async_wait(wait.handler());

    loop.run_for(patience);

    EXPECT_EQ(cancelled, 0u);
    EXPECT_EQ(wait.calls, 1);
    EXPECT_FALSE(wait.error);
}

TEST(timer_cancel, still_ends_a_wait_whose_time_nobody_has_looked_at) {
    net::io_context loop;
    net::steady_timer timer(loop, -1s);
    outcome wait;
    timer.async_wait(wait.handler());

    const std::size_t cancelled = timer.cancel();
    loop.run_for(patience);

    EXPECT_EQ(cancelled, 1u);
    EXPECT_EQ(wait.error, net::error::operation_aborted);
}

TEST(timer_cancel, comes_with_the_end_of_the_timer) {
    net::io_context loop;
    outcome wait;

    {
        net::steady_timer timer(loop, 1h);
        timer.async_wait(wait.handler());
    }
    EXPECT_EQ(wait.calls, 0);
    loop.run_for(patience);

    EXPECT_EQ(wait.error, net::error::operation_aborted);
}

TEST(timer_cancel, may_come_from_the_handler_that_owns_the_timer) {
    net::io_context loop;
    auto timer = std::make_shared<net::steady_timer>(loop, 1ms);
    const std::weak_ptr<net::steady_timer> watched = timer;
    timer->async_wait([owner = timer](std::error_code) mutable {
        owner->cancel();
        owner.reset();
    });
    timer.reset();

    loop.run_for(patience);

    EXPECT_TRUE(watched.expired());
}

TEST(timer_cancel, is_not_needed_before_the_context_is_destroyed) {
    auto loop = std::make_unique<net::io_context>();
    auto timer = std::make_shared<net::steady_timer>(*loop, 1h);
    const std::weak_ptr<net::steady_timer> watched = timer;
    outcome wait;
    timer->async_wait([&wait, owner = timer](std::error_code error) {
        wait.handler()(error);
    });
    timer.reset();

    loop.reset();

    EXPECT_TRUE(watched.expired());
    EXPECT_EQ(wait.calls, 0);
}

TEST(timer_cancel, finds_the_waits_where_the_timer_has_moved_to) {
    net::io_context loop;
    net::steady_timer from(loop, 1h);
    outcome wait;
    from.async_wait(wait.handler());

    net::steady_timer to(std::move(from));
    const std::size_t at_the_old_place = from.cancel();
    const std::size_t at_the_new_one = to.cancel();
    loop.run_for(patience);

    EXPECT_EQ(at_the_old_place, 0u);
    EXPECT_EQ(at_the_new_one, 1u);
    EXPECT_EQ(wait.calls, 1);
}

TEST(timer_cancel, ends_what_waits_for_the_target_of_an_assignment) {
    net::io_context loop;
    net::steady_timer from(loop, 1ms), to(loop, 1h);
    outcome of_from, of_to;
    from.async_wait(of_from.handler());
    to.async_wait(of_to.handler());

    to = std::move(from);
    loop.run_for(patience);

    EXPECT_EQ(of_to.error, net::error::operation_aborted);
    EXPECT_EQ(of_from.calls, 1);
    EXPECT_FALSE(of_from.error);
}

TEST(timer_cancel, comes_before_or_after_each_expiry_but_never_both) {
    net::io_context loop;
    int calls = 0, aborted = 0;
    std::size_t cancelled = 0;
    std::vector<net::steady_timer> timers;
    for (int i = 0; i < 1000; ++i) timers.emplace_back(loop, i * 5us);
    for (net::steady_timer& each : timers) {
        each.async_wait([&](std::error_code error) {
            ++calls;
            if (error) ++aborted;
        });
    }

    std::thread running([&] { loop.run_for(patience); });
    for (net::steady_timer& each : timers) cancelled += each.cancel();
    running.join();

    EXPECT_EQ(calls, 1000);
    EXPECT_EQ(static_cast<std::size_t>(aborted), cancelled);
}

} // namespace timer_cancel_test
