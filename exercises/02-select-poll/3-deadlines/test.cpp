// Proves that poll(2) sleeps as long as it may, and not longer: on a clock
// that is moved by hand, and once on the real one.
#include ANSWER

#include <gtest/gtest.h>
#include <poll.h>

#include <limits>
#include <utility>
#include <vector>

#include "exercises/story.h"

namespace {

using namespace std::chrono_literals;
using numbers = std::vector<int>;

const answer::deadlines::time_point start{1000h};

TEST(poll_timeout, is_for_ever_without_a_deadline) {
    net::story story;
    answer::deadlines waiting;
    story.step("nobody has a deadline");
    EXPECT_EQ(waiting.poll_timeout(start), -1) << story.hint(1);

    story.step("7 gets one, and it is cleared again");
    waiting.set(7, start + 5s);
    waiting.clear(7);
    EXPECT_EQ(waiting.poll_timeout(start), -1) << story.hint(1);
}

TEST(poll_timeout, lasts_until_the_nearest_deadline) {
    net::story story;
    answer::deadlines waiting;
    story.step("5 has 30 ms left, 6 has 20 ms, and 7 has 40 ms");
    waiting.set(5, start + 30ms);
    waiting.set(6, start + 20ms);
    waiting.set(7, start + 40ms);
    EXPECT_EQ(waiting.poll_timeout(start), 20) << story.hint(1);

    story.step("12 ms later");
    EXPECT_EQ(waiting.poll_timeout(start + 12ms), 8) << story.hint(1);
    story.step("6 is put off to 100 ms: now 5 is the nearest");
    waiting.set(6, start + 100ms);
    EXPECT_EQ(waiting.poll_timeout(start + 12ms), 18) << story.hint(1);
}

TEST(poll_timeout, is_rounded_up) {
    net::story story;
    answer::deadlines waiting;
    story.step("7 has 1.2 ms left: after 1 ms it would be too early", 2);
    waiting.set(7, start + 1200us);
    EXPECT_EQ(waiting.poll_timeout(start), 2) << story.hint(2);

    story.step(
        "7 has 1 ns left: with 0, poll() would be called a million "
        "times in the meantime",
        2);
    EXPECT_EQ(waiting.poll_timeout(start + 1200us - 1ns), 1) << story.hint(2);
    story.step("7 has 5 ms left, exactly", 2);
    waiting.set(7, start + 5ms);
    EXPECT_EQ(waiting.poll_timeout(start), 5) << story.hint(2);
}

TEST(poll_timeout, is_zero_and_not_for_ever_when_a_deadline_is_over) {
    net::story story;
    answer::deadlines waiting;
    story.step(
        "7 should have been done 3 ms ago: a number below 0 would mean "
        "\"for ever\"",
        2);
    waiting.set(7, start);
    waiting.set(8, start + 1s);
    EXPECT_EQ(waiting.poll_timeout(start + 3ms), 0) << story.hint(2);
}

TEST(poll_timeout, fits_an_int) {
    net::story story;
    answer::deadlines waiting;
    story.step("7 has a year left: more milliseconds than an int can say", 3);
    waiting.set(7, start + 24h * 365);
    EXPECT_EQ(waiting.poll_timeout(start), std::numeric_limits<int>::max())
        << story.hint(3);
}

TEST(take_late, takes_those_whose_time_is_over_in_the_order_of_time) {
    net::story story;
    answer::deadlines waiting;
    story.step("5 has 30 ms, 6 has 10, 7 has 20, and 8 has 40");
    waiting.set(5, start + 30ms);
    waiting.set(6, start + 10ms);
    waiting.set(7, start + 20ms);
    waiting.set(8, start + 40ms);

    story.step("it is 30 ms later, to the nanosecond", 3);
    EXPECT_EQ(waiting.take_late(start + 30ms), (numbers{6, 7, 5}))
        << story.hint(3);
}

TEST(take_late, takes_nobody_before_his_time) {
    net::story story;
    answer::deadlines waiting;
    story.step("7 has 10 ms; it is one nanosecond before that", 3);
    waiting.set(7, start + 10ms);
    EXPECT_EQ(waiting.take_late(start + 10ms - 1ns), numbers{})
        << story.hint(3);
}

TEST(take_late, takes_each_only_once) {
    net::story story;
    answer::deadlines waiting;
    story.step("7 is late, and taken");
    waiting.set(7, start);
    EXPECT_EQ(waiting.take_late(start + 1ms), numbers{7}) << story.hint(3);

    story.step("it is asked for again; and poll() may sleep for ever", 3);
    EXPECT_EQ(waiting.take_late(start + 2ms), numbers{}) << story.hint(3);
    EXPECT_EQ(waiting.poll_timeout(start + 2ms), -1) << story.hint(3);
}

TEST(deadlines, wake_a_real_poll_once_and_in_time) {
    net::story story;
    answer::deadlines waiting;
    using clock = std::chrono::steady_clock;
    const clock::time_point deadline = clock::now() + 20500us;
    story.step("7 has 20.5 ms left; poll() sleeps as long as it is told", 2);
    waiting.set(7, deadline);
    const int timeout = waiting.poll_timeout(clock::now());
    ASSERT_GE(timeout, 0) << story.hint(1);
    ASSERT_LE(timeout, 21) << story.hint(1);
    ::poll(nullptr, 0, timeout);

    story.step("it has returned: 7 is late", 2);
    EXPECT_EQ(waiting.take_late(clock::now()), numbers{7}) << story.hint(2);
}

} // namespace
