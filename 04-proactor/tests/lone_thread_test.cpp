#include "04-proactor/lone_thread.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace lone_thread_test {

using net::detail::update;

TEST(lone_thread, changes_what_is_there_and_says_what_was) {
    std::atomic<int> number = 5;

    const int before = update(number, [](int n) { return 2 * n; });

    EXPECT_EQ(before, 5);
    EXPECT_EQ(number, 10);
}

TEST(lone_thread, is_no_longer_alone_when_there_is_a_second_one) {
    bool first_says = true, second_says = true;
    std::atomic<bool> asked = false;
    std::thread second([&] {
        second_says = net::detail::is_only_thread();
        asked.wait(false);
    });

    first_says = net::detail::is_only_thread();
    asked = true;
    asked.notify_one();
    second.join();

    EXPECT_FALSE(first_says);
    EXPECT_FALSE(second_says);
}

TEST(lone_thread, loses_no_change_that_another_thread_makes) {
    constexpr int times = 100'000;
    std::atomic<int> number = 0;
    const auto count = [&] {
        for (int i = 0; i < times; ++i)
            update(number, [](int n) { return n + 1; });
    };

    std::thread other(count);
    count();
    other.join();

    EXPECT_EQ(number, 2 * times);
}

} // namespace lone_thread_test
