#include "03-epoll-reactor/timer_queue.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>

namespace timer_queue_test {

using namespace std::chrono_literals;
using net::timer_queue;

constexpr timer_queue::time_point start{}; // no clock runs here

/// Calls what is due at `now`, as a loop would.
void call_due(timer_queue& timers, timer_queue::time_point now) {
    const std::uint64_t added = timers.added();
    while (const auto due = timers.take_due(now, added)) due();
}

struct heap_timer {
    int name;
    std::size_t position = 0;
};

TEST(timer_heap, keeps_its_order_when_a_timer_is_moved) {
    std::vector<heap_timer> timers;
    for (int i = 0; i < 20; ++i) timers.push_back({i});
    net::timer_heap<int, heap_timer> heap;
    for (heap_timer& each : timers)
        heap.push({each.name, static_cast<std::uint64_t>(each.name), &each});

    heap.move({100, 0, &timers[0]}); // from the first to the last place
    heap.move({-1, 0, &timers[19]}); // and the other way round
    heap.move({10, 0, &timers[5]});  // before the other of the same expiry

    std::vector<int> order;
    for (; !heap.empty(); heap.remove(*heap.front().timer))
        order.push_back(heap.front().timer->name);
    EXPECT_EQ(order, (std::vector{19, 1,  2,  3,  4,  6,  7,  8,  9,  5,
                                  10, 11, 12, 13, 14, 15, 16, 17, 18, 0}));
}

TEST(timer_queue, starts_empty) {
    timer_queue timers;

    EXPECT_TRUE(timers.empty());
    EXPECT_EQ(timers.size(), 0u);
    EXPECT_EQ(timers.added(), 0u);
    EXPECT_FALSE(timers.take_due(timer_queue::time_point::max(), 1));
}

TEST(timer_queue, calls_in_the_order_of_expiry) {
    timer_queue timers;
    std::string called;
    timers.add(start + 3s, [&] { called += '3'; });
    timers.add(start + 1s, [&] { called += '1'; });
    timers.add(start + 2s, [&] { called += '2'; });

    call_due(timers, start + 3s);

    EXPECT_EQ(called, "123");
    EXPECT_TRUE(timers.empty());
}

TEST(timer_queue, calls_timers_of_one_expiry_in_the_order_of_adding) {
    timer_queue timers;
    std::vector<int> called;
    std::vector<int> expected;
    for (int i = 0; i < 100; ++i) {
        timers.add(start + 1s, [&called, i] { called.push_back(i); });
        expected.push_back(i);
    }

    call_due(timers, start + 1s);

    EXPECT_EQ(called, expected);
}

TEST(timer_queue, is_never_early) {
    timer_queue timers;
    timers.add(start + 1s, [] {});

    EXPECT_EQ(timers.next_expiry(), start + 1s);
    EXPECT_FALSE(timers.take_due(start + 1s - 1ns, timers.added()));
    EXPECT_TRUE(timers.take_due(start + 1s, timers.added()));
}

TEST(timer_queue, keeps_a_timer_of_the_far_future) {
    timer_queue timers;
    timers.add(timer_queue::time_point::max(), [] {});
    timers.add(start, [] {});

    EXPECT_EQ(timers.next_expiry(), start);
    EXPECT_TRUE(timers.take_due(start + 24h * 365, timers.added()));
    EXPECT_FALSE(timers.take_due(start + 24h * 365, timers.added()));
    EXPECT_EQ(timers.size(), 1u);
}

TEST(timer_queue, leaves_what_was_added_too_late_for_the_next_time) {
    timer_queue timers;
    int called = 0;
    timers.add(start, [&] { timers.add(start, [&] { ++called; }); });

    call_due(timers, start);

    EXPECT_EQ(called, 0);
    call_due(timers, start);
    EXPECT_EQ(called, 1);
}

TEST(timer_queue, never_calls_a_timer_that_was_cancelled_wherever_it_stands) {
    for (std::size_t victim = 0; victim < 10; ++victim) {
        timer_queue timers;
        std::vector<timer_queue::id> ids;
        std::vector<std::size_t> called;
        std::vector<std::size_t> expected;
        for (std::size_t i = 0; i < 10; ++i) {
            ids.push_back(timers.add(start + std::chrono::seconds(i),
                                     [&called, i] { called.push_back(i); }));
            if (i != victim) expected.push_back(i);
        }

        EXPECT_TRUE(timers.cancel(ids[victim]));

        call_due(timers, start + 10s);
        EXPECT_EQ(called, expected);
    }
}

TEST(timer_queue, cancels_only_what_still_waits) {
    timer_queue timers;
    const auto cancelled = timers.add(start, [] {});
    const auto fired = timers.add(start, [] {});

    EXPECT_TRUE(timers.cancel(cancelled));
    EXPECT_FALSE(timers.cancel(cancelled));
    call_due(timers, start);
    EXPECT_FALSE(timers.cancel(fired));
    EXPECT_FALSE(timers.cancel({}));
    EXPECT_FALSE(timers.cancel({12345, 1}));
}

TEST(timer_queue, does_not_take_a_new_timer_for_the_old_one_in_its_slot) {
    timer_queue timers;
    const auto old = timers.add(start, [] {});
    timers.cancel(old);
    const auto young = timers.add(start, [] {});
    ASSERT_EQ(old.slot, young.slot);

    EXPECT_FALSE(timers.cancel(old));

    EXPECT_EQ(timers.size(), 1u);
    EXPECT_TRUE(timers.cancel(young));
}

TEST(timer_queue, cancels_from_inside_a_timer) {
    timer_queue timers;
    int called = 0;
    timer_queue::id other;
    timers.add(start, [&] { EXPECT_TRUE(timers.cancel(other)); });
    other = timers.add(start, [&] { ++called; });

    call_due(timers, start);

    EXPECT_EQ(called, 0);
    EXPECT_TRUE(timers.empty());
}

TEST(timer_queue, destroys_a_cancelled_function_at_once) {
    timer_queue timers;
    const auto token = std::make_shared<int>();
    const auto timer = timers.add(start + 1h, [token] {});
    ASSERT_EQ(token.use_count(), 2);

    timers.cancel(timer);

    EXPECT_EQ(token.use_count(), 1);
}

TEST(timer_queue, agrees_with_a_sorted_map_on_ten_thousand_random_steps) {
    // Two numbers as the key: expiry first, and then the order of adding.
    using key = std::pair<timer_queue::time_point, std::uint64_t>;
    timer_queue timers;
    std::map<key, timer_queue::id> model;
    std::uint64_t called = 0; // the number of the timer called last
    std::mt19937 random(2024);
    const auto below = [&](std::size_t n) { return random() % n; };

    for (int step = 0; step < 10'000; ++step) {
        const auto what = below(5);
        if (what < 3 || model.empty()) {
            const auto expiry = start + std::chrono::seconds(below(500));
            const std::uint64_t number = timers.added();
            model[{expiry, number}] =
                timers.add(expiry, [&called, number] { called = number; });
        } else if (what == 3) {
            const auto victim =
                std::next(model.begin(),
                          static_cast<std::ptrdiff_t>(below(model.size())));
            ASSERT_TRUE(timers.cancel(victim->second));
            model.erase(victim);
        } else {
            const auto [expiry, number] = model.begin()->first;
            ASSERT_EQ(timers.next_expiry(), expiry);
            timers.take_due(expiry, timers.added())();
            ASSERT_EQ(called, number);
            model.erase(model.begin());
        }
        ASSERT_EQ(timers.size(), model.size());
    }
}

} // namespace timer_queue_test
