// Timers of clocks that are set by hand, and at the ends of time.
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/io_context.h"
#include "04-proactor/tests/outcome.h"

namespace timer_clock_test {

using namespace std::chrono_literals;
using net::outcome;
using net::patience;
using std::chrono::steady_clock;

/// A clock that goes when it is told to.
struct hand_moved_clock {
    using duration = std::chrono::seconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<hand_moved_clock>;
    [[maybe_unused]] static constexpr bool is_steady = false;

    static time_point now() { return time_point(seconds); }
    static inline duration seconds{0};
};

/// Looks at the clock often, for nobody says when it has been moved.
struct look_often {
    static hand_moved_clock::duration to_wait_duration(
        const hand_moved_clock::time_point&) {
        return 0s;
    }
};

/// Says how long there is to wait, and how long there was.
struct below_zero_if_late {
    static hand_moved_clock::duration to_wait_duration(
        const hand_moved_clock::time_point& end) {
        return end - hand_moved_clock::now();
    }
};

using hand_moved_timer = net::basic_waitable_timer<hand_moved_clock>;

struct timer_clock : testing::Test {
    timer_clock() { hand_moved_clock::seconds = 0s; }
    net::io_context loop;
    outcome wait;
};

TEST_F(timer_clock, is_what_a_timer_goes_by) {
    hand_moved_timer timer(loop, 10s);
    timer.async_wait(wait.handler());

    loop.poll();
    const int before = wait.calls;
    hand_moved_clock::seconds = 9s;
    loop.poll();
    const int too_early = wait.calls;
    hand_moved_clock::seconds = 10s;
    loop.poll();

    EXPECT_EQ(before, 0);
    EXPECT_EQ(too_early, 0);
    EXPECT_EQ(wait.calls, 1);
}

TEST_F(timer_clock, does_not_wake_a_timer_at_the_time_it_had_before) {
    hand_moved_timer timer(loop, 10s);
    timer.async_wait([](std::error_code) {});
    timer.expires_after(30s);
    timer.async_wait(wait.handler());

    hand_moved_clock::seconds = 29s;
    loop.poll();
    const int too_early = wait.calls;
    hand_moved_clock::seconds = 30s;
    loop.poll();

    EXPECT_EQ(too_early, 0);
    EXPECT_EQ(wait.calls, 1);
    EXPECT_FALSE(wait.error);
}

TEST_F(timer_clock, calls_timers_in_order_however_they_were_moved) {
    hand_moved_timer first(loop, 40s), second(loop, 1s), third(loop, 2s);
    std::string called;
    for (hand_moved_timer* each : {&first, &second, &third})
        each->async_wait([](std::error_code) {});
    first.expires_after(10s); // forwards
    third.expires_after(20s); // back, and after the next, but started first
    third.async_wait([&](std::error_code) { called += '2'; });
    second.expires_after(20s);
    second.async_wait([&](std::error_code) { called += '3'; });
    first.async_wait([&](std::error_code) { called += '1'; });

    hand_moved_clock::seconds = 60s;
    loop.poll();

    EXPECT_EQ(called, "123");
}

TEST_F(timer_clock, forgets_a_timer_for_which_nobody_waits_any_more) {
    {
        hand_moved_timer used(loop, 10s), silent(loop, 10s);
        used.async_wait([](std::error_code) {});
        used.cancel();
        hand_moved_clock::seconds = 20s;
        EXPECT_EQ(loop.poll(), 1u); // the cancelled wait, and no other
        used.expires_after(10s);
        used.async_wait(wait.handler());
        silent.async_wait([](std::error_code) {});
        silent.cancel();
    }

    hand_moved_clock::seconds = 60s;
    loop.restart();
    loop.poll();

    EXPECT_EQ(wait.calls, 1);
    EXPECT_EQ(wait.error, net::error::operation_aborted);
}

TEST_F(timer_clock, may_go_backwards) {
    hand_moved_timer timer(loop, 10s);
    timer.async_wait(wait.handler());

    hand_moved_clock::seconds = -1000s;
    loop.poll();

    EXPECT_EQ(wait.calls, 0);
    EXPECT_EQ(timer.expires_from_now(), 1010s);
}

TEST_F(timer_clock, is_looked_at_as_often_as_its_traits_say) {
    net::basic_waitable_timer<hand_moved_clock, look_often> timer(loop, 10s);
    net::steady_timer hand(loop, 2ms);
    timer.async_wait(wait.handler());
    hand.async_wait([](std::error_code) { hand_moved_clock::seconds = 10s; });

    loop.run_for(patience);

    EXPECT_EQ(wait.calls, 1);
}

TEST_F(timer_clock, is_late_also_if_its_traits_say_so_in_negative_numbers) {
    using timer_type =
        net::basic_waitable_timer<hand_moved_clock, below_zero_if_late>;
    timer_type timer(loop, -10s), other(loop, 1000s);
    other.async_wait([](std::error_code) {});
    loop.poll(); // the first look into the kernel never waits
    timer.async_wait(wait.handler());

    loop.run_one_for(patience);

    EXPECT_EQ(wait.calls, 1);
}

TEST_F(timer_clock, does_not_disturb_the_timers_of_another) {
    hand_moved_timer ours(loop, 1s);
    net::system_timer theirs(loop, 1ms);
    outcome of_theirs;
    ours.async_wait(wait.handler());
    theirs.async_wait(of_theirs.handler());

    loop.run_one_for(patience);

    EXPECT_EQ(of_theirs.calls, 1);
    EXPECT_EQ(wait.calls, 0);
}

TEST_F(timer_clock, may_be_far_from_the_end_of_time) {
    hand_moved_clock::seconds = -1000s;
    hand_moved_timer timer(loop, hand_moved_clock::time_point::max());
    timer.async_wait(wait.handler());

    loop.run_for(1ms);

    EXPECT_EQ(wait.calls, 0);
    EXPECT_EQ(timer.expires_from_now(), hand_moved_clock::duration::max());
    EXPECT_EQ(timer.cancel(), 1u);
}

TEST_F(timer_clock, has_an_end_that_never_comes) {
    net::steady_timer never(loop, steady_clock::time_point::max());
    net::steady_timer soon(loop, 1ms);
    outcome of_soon;
    never.async_wait(wait.handler());
    soon.async_wait(of_soon.handler());

    loop.run_one_for(patience);
    const std::size_t called = loop.poll();

    EXPECT_EQ(of_soon.calls, 1);
    EXPECT_EQ(called, 0u);
    EXPECT_FALSE(loop.stopped());
    EXPECT_EQ(never.cancel(), 1u);
}

TEST_F(timer_clock, has_a_beginning_that_is_long_over) {
    net::steady_timer timer(loop, steady_clock::time_point::min());

    timer.async_wait(wait.handler());
    loop.run_for(patience);

    EXPECT_EQ(wait.calls, 1);
    EXPECT_LT(timer.expires_from_now(), 0s);
}

TEST_F(timer_clock, does_not_go_beyond_its_end) {
    net::steady_timer timer(loop, steady_clock::duration::max());
    const auto constructed = timer.expiry();

    timer.expires_after(steady_clock::duration::max());

    EXPECT_EQ(constructed, steady_clock::time_point::max());
    EXPECT_EQ(timer.expiry(), steady_clock::time_point::max());
}

} // namespace timer_clock_test
