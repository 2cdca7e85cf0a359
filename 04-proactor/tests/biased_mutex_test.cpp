#include "04-proactor/biased_mutex.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace biased_mutex_test {

using net::detail::biased_mutex;

TEST(biased_mutex, is_locked_and_unlocked_again_and_again) {
    biased_mutex mutex;
    int n = 0;

    for (int i = 0; i < 1000; ++i) {
        const std::lock_guard lock(mutex);
        ++n;
    }

    EXPECT_EQ(n, 1000);
}

constexpr long enough = 200; // times in a row, to be the favourite

/// Threads that add to one number; all but the first come while that is at it,
/// and has become the favourite.
/// Shape:    what they have got to
long count_together(int threads, long each) {
    biased_mutex mutex;
    long n = 0; // guarded
    std::atomic<bool> is_favourite{false};
    const auto count = [&](auto note) {
        for (long i = 0; i < each; ++i) {
            const std::lock_guard lock(mutex);
            ++n;
            note();
        }
    };
    std::vector<std::jthread> others;
    for (int i = 1; i < threads; ++i) {
        others.emplace_back([&] {
            is_favourite.wait(false);
            count([] {});
        });
    }
    long of_the_first = 0;
    count([&] {
        if (++of_the_first != enough) return;
        is_favourite = true;
        is_favourite.notify_all();
    });
    others.clear(); // joins
    return n;
}

TEST(biased_mutex, lets_only_one_thread_in) {
    EXPECT_EQ(count_together(4, 20'000), 4 * 20'000);
}

TEST(biased_mutex, loses_no_step_when_its_favourite_is_disturbed) {
    for (int round = 0; round < 200; ++round)
        ASSERT_EQ(count_together(2, 2000), 2 * 2000);
}

TEST(biased_mutex, may_be_waited_for_while_its_favourite_is_inside) {
    biased_mutex mutex;
    for (long i = 0; i < enough; ++i) {
        mutex.lock();
        mutex.unlock();
    }
    mutex.lock(); // as the favourite
    int n = 0;    // guarded

    std::thread other([&] {
        const std::lock_guard lock(mutex);
        ++n;
    });
    n = 1;
    mutex.unlock();
    other.join();

    EXPECT_EQ(n, 2);
}

constexpr auto never = std::chrono::steady_clock::time_point::max();

TEST(biased_mutex, serves_a_condition_variable) {
    biased_mutex mutex;
    std::condition_variable changed;
    int turn = 0; // guarded
    const auto take_turns = [&](int mine) {
        for (int i = 0; i < 1000; ++i) {
            mutex.lock();
            while (turn != mine) mutex.wait(changed, never);
            turn = 1 - mine;
            mutex.unlock();
            changed.notify_one();
        }
    };

    std::thread other([&] { take_turns(1); });
    take_turns(0);
    other.join();

    EXPECT_EQ(turn, 0);
}

TEST(biased_mutex, has_no_favourite_whom_a_waiter_could_disturb) {
    biased_mutex mutex;
    std::condition_variable changed;
    int waiting = 0; // guarded
    long n = 0;      // guarded
    const auto count = [&] {
        for (long i = 0; i < 20'000; ++i) {
            const std::lock_guard lock(mutex);
            ++n;
        }
    };
    std::thread other([&] {
        mutex.lock();
        waiting = 1;
        while (waiting == 1) mutex.wait(changed, never);
        ++n;
        mutex.unlock();
        count();
    });
    for (int seen = 0; seen == 0;) {
        const std::lock_guard lock(mutex);
        seen = waiting;
    }

    count(); // would be the favourite by now
    mutex.lock();
    waiting = 2;
    mutex.unlock();
    changed.notify_one();
    count();
    other.join();

    EXPECT_EQ(n, 3 * 20'000 + 1);
}

} // namespace biased_mutex_test
