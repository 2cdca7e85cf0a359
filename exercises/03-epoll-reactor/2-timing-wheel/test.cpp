// Proves the wheel: never early, no round forgotten, and the queue's order.
#include ANSWER

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <string>

#include "exercises/story.h"

namespace {

using namespace std::chrono_literals;
using answer::timing_wheel;

constexpr timing_wheel::time_point start{}; // no clock runs here

/// Calls what is due at `now`, as a loop would.
void call_due(timing_wheel& timers, timing_wheel::time_point now) {
    const std::uint64_t added = timers.added();
    while (const auto due = timers.take_due(now, added)) due();
}

TEST(timing_wheel, calls_a_timer_when_its_time_has_come) {
    net::story story;
    timing_wheel wheel(10ms, 8);
    std::string called;
    story.step("a wheel of 8 spokes and 10 ms; timers for 30, 10 and 20 ms");
    wheel.add(start + 30ms, [&] { called += "30 "; });
    wheel.add(start + 10ms, [&] { called += "10 "; });
    wheel.add(start + 20ms, [&] { called += "20 "; });
    EXPECT_EQ(wheel.size(), 3u) << story.hint(1);
    story.step("the clock says 20 ms");
    call_due(wheel, start + 20ms);
    EXPECT_EQ(called, "10 20 ") << story.hint(1);
    story.step("the clock says 30 ms");
    call_due(wheel, start + 30ms);

    EXPECT_EQ(called, "10 20 30 ") << story.hint(1);
    EXPECT_TRUE(wheel.empty()) << story.hint(1);
}

TEST(timing_wheel, is_never_early) {
    net::story story;
    timing_wheel wheel(10ms, 8);
    bool called = false;
    story.step("a tick is 10 ms; a timer for 25 ms");
    wheel.add(start + 25ms, [&] { called = true; });
    story.step("the clock says 24 ms");
    call_due(wheel, start + 24ms);
    EXPECT_FALSE(called) << "it is early\n" << story.hint(1);
    story.step("the clock says 30 ms");
    call_due(wheel, start + 30ms);

    EXPECT_TRUE(called) << "it is late\n" << story.hint(1);
}

TEST(timing_wheel, waits_for_the_right_round) {
    net::story story;
    timing_wheel wheel(10ms, 8);
    std::string called;
    story.step("8 spokes of 10 ms: 20, 100 and 180 ms are on the same one");
    wheel.add(start + 180ms, [&] { called += "180 "; });
    wheel.add(start + 100ms, [&] { called += "100 "; });
    wheel.add(start + 20ms, [&] { called += "20 "; });
    story.step("the clock says 20 ms, and later 100 ms");
    call_due(wheel, start + 20ms);
    EXPECT_EQ(called, "20 ") << story.hint(2);
    call_due(wheel, start + 100ms);

    EXPECT_EQ(called, "20 100 ") << story.hint(2);
}

TEST(timing_wheel, misses_nothing_when_the_clock_jumps) {
    net::story story;
    timing_wheel wheel(10ms, 8);
    std::string called;
    story.step("timers for 70, 20 and 250 ms: 8 spokes of 10 ms");
    wheel.add(start + 70ms, [&] { called += "70 "; });
    wheel.add(start + 20ms, [&] { called += "20 "; });
    wheel.add(start + 250ms, [&] { called += "250 "; });
    story.step("nobody asks for a second; then the clock says 1000 ms");
    call_due(wheel, start + 1000ms);

    EXPECT_EQ(called, "20 70 250 ") << story.hint(2);
}

TEST(timing_wheel, calls_at_once_what_is_due_already) {
    net::story story;
    timing_wheel wheel(10ms, 8);
    bool called = false;
    story.step("the clock says 50 ms, and nothing is due");
    wheel.add(start + 1h, [] {});
    call_due(wheel, start + 50ms);
    story.step("a timer is added for 20 ms, which are over");
    wheel.add(start + 20ms, [&] { called = true; });
    story.step("the clock says 50 ms still");
    call_due(wheel, start + 50ms);

    EXPECT_TRUE(called) << story.hint(3);
}

TEST(timing_wheel, leaves_what_a_timer_adds_for_the_next_time) {
    net::story story;
    timing_wheel wheel(10ms, 8);
    int called = 0;
    story.step("a timer adds another one for the same moment");
    wheel.add(start, [&] { wheel.add(start, [&] { ++called; }); });
    call_due(wheel, start);
    EXPECT_EQ(called, 0) << "was called in the same go\n" << story.hint(3);
    story.step("the same again, a moment later");
    call_due(wheel, start);

    EXPECT_EQ(called, 1) << story.hint(3);
}

TEST(timing_wheel, never_calls_what_was_cancelled) {
    net::story story;
    timing_wheel wheel(10ms, 8);
    std::string called;
    story.step("two timers for 20 ms");
    const auto first = wheel.add(start + 20ms, [&] { called += "first"; });
    const auto second = wheel.add(start + 20ms, [&] { called += "second"; });
    story.step("the first one is cancelled, twice");
    EXPECT_TRUE(wheel.cancel(first)) << "it was waiting\n" << story.hint(1);
    EXPECT_FALSE(wheel.cancel(first)) << "it was gone\n" << story.hint(1);
    EXPECT_EQ(wheel.size(), 1u) << story.hint(1);
    story.step("the clock says 20 ms; then the second one is cancelled");
    call_due(wheel, start + 20ms);

    EXPECT_EQ(called, "second") << story.hint(1);
    EXPECT_FALSE(wheel.cancel(second)) << "it was called\n" << story.hint(1);
}

TEST(timing_wheel, agrees_with_a_sorted_map_on_two_thousand_random_steps) {
    net::story story;
    story.step("timers are added, cancelled and taken, and a map does the same",
               2);
    // Two numbers as the key: the tick first, and then the order of adding.
    using key = std::pair<timing_wheel::time_point, std::uint64_t>;
    timing_wheel wheel(1s, 64);
    std::map<key, timing_wheel::id> model;
    auto now = start;
    std::uint64_t called = 0; // the number of the timer called last
    std::mt19937 random(2024);
    const auto below = [&](std::size_t n) { return random() % n; };

    for (int step = 0; step < 2000; ++step) {
        const auto what = below(5);
        if (what < 3 || model.empty()) {
            const auto expiry = now + std::chrono::seconds(below(500));
            const std::uint64_t number = wheel.added();
            model[{expiry, number}] =
                wheel.add(expiry, [&called, number] { called = number; });
        } else if (what == 3) {
            const auto victim =
                std::next(model.begin(),
                          static_cast<std::ptrdiff_t>(below(model.size())));
            ASSERT_TRUE(wheel.cancel(victim->second)) << story.hint(2);
            model.erase(victim);
        } else {
            const auto [expiry, number] = model.begin()->first;
            ASSERT_EQ(wheel.next_expiry(), expiry) << story.hint(2);
            now = expiry;
            const auto due = wheel.take_due(now, wheel.added());
            ASSERT_TRUE(due) << "at step " << step << story.hint(2);
            due();
            ASSERT_EQ(called, number) << "at step " << step << story.hint(2);
            model.erase(model.begin());
        }
        ASSERT_EQ(wheel.size(), model.size()) << story.hint(2);
    }
}

} // namespace
