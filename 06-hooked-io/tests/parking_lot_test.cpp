// main(), and so each of these tests, is a coroutine.
#include "06-hooked-io/parking_lot.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include <climits>
#include <thread>
#include <vector>

#include "06-hooked-io/hooked_io.h"

namespace parking_lot_test {

using namespace std::chrono_literals;
using net::futex_result;
using net::futex_wait;
using net::futex_wake;
using net::futex_word;

/// Until somebody waits for it, there is nobody to wake.
void wake_one(const futex_word& word, std::uint32_t bits = net::any_bit) {
    while (futex_wake(word, 1, bits) == 0) ::sched_yield();
}

TEST(parking_lot, does_not_wait_for_a_word_that_has_changed) {
    const futex_word word = 1;

    EXPECT_EQ(futex_wait(word, 0), futex_result::changed);
}

TEST(parking_lot, wakes_nobody_where_nobody_waits) {
    const futex_word word = 0;

    EXPECT_EQ(futex_wake(word, INT_MAX), 0);
}

TEST(parking_lot, gives_up_after_the_deadline) {
    const futex_word word = 0;
    const auto end = std::chrono::steady_clock::now() + 20ms;

    EXPECT_EQ(futex_wait(word, 0, end), futex_result::timed_out);

    EXPECT_GE(std::chrono::steady_clock::now(), end);
    EXPECT_EQ(futex_wake(word, 1), 0); // it has left
}

TEST(parking_lot, wakes_a_coroutine) {
    const futex_word word = 0;
    std::thread other([&] { wake_one(word); });

    EXPECT_EQ(futex_wait(word, 0), futex_result::woken);

    other.join();
}

TEST(parking_lot, wakes_a_coroutine_from_a_thread_of_the_kernels) {
    const futex_word word = 0;
    net::os_thread([&] { wake_one(word); });

    EXPECT_EQ(futex_wait(word, 0), futex_result::woken);
}

TEST(parking_lot, wakes_a_thread_of_the_kernels) {
    const futex_word word = 0;
    futex_word is_over = 0;
    net::os_thread([&] {
        EXPECT_EQ(futex_wait(word, 0), futex_result::woken);
        is_over = 1;
        futex_wake(is_over, 1);
    });

    wake_one(word);

    while (is_over == 0) futex_wait(is_over, 0);
}

TEST(parking_lot, wakes_the_oldest_first) {
    const futex_word word = 0;
    std::vector<int> order;
    futex_word waiting = 0;
    std::vector<std::thread> all;
    for (int i = 0; i < 3; ++i) {
        const std::uint32_t before = waiting;
        all.emplace_back([&, i] {
            ++waiting;
            EXPECT_EQ(futex_wait(word, 0), futex_result::woken);
            order.push_back(i);
            ++waiting;
        });
        // On one worker, who has counted himself waits before we go on.
        while (waiting == before) ::sched_yield();
    }

    for (std::uint32_t i = 0; i < 3; ++i) {
        wake_one(word);
        while (waiting != 4 + i) ::sched_yield();
    }

    for (std::thread& one : all) one.join();
    EXPECT_EQ(order, (std::vector<int>{0, 1, 2}));
}

TEST(parking_lot, wakes_only_who_waits_for_that_word_and_those_bits) {
    const futex_word words[2] = {0, 0};
    std::thread other([&] {
        wake_one(words[1], 4);
        EXPECT_EQ(futex_wake(words[0], 1), 0);
    });

    EXPECT_EQ(futex_wait(words[1], 0, net::futex_time::max(),
                         net::ended_by::nothing, 6),
              futex_result::woken);

    other.join();
}

TEST(parking_lot, passes_over_bits_that_nobody_has) {
    const futex_word word = 0;
    futex_word is_over = 0;
    std::thread other([&] {
        EXPECT_EQ(futex_wait(word, 0, net::futex_time::max(),
                             net::ended_by::nothing, 1),
                  futex_result::woken);
        is_over = 1;
    });

    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(futex_wake(word, 1, 2), 0);
        ::sched_yield();
    }
    EXPECT_EQ(is_over, 0u);
    wake_one(word, 1);

    other.join();
}

TEST(parking_lot, is_left_when_a_signal_comes) {
    const futex_word word = 0;
    struct sigaction action {};
    struct sigaction before {};
    action.sa_handler = [](int) {};
    ::sigaction(SIGUSR1, &action, &before);
    const pthread_t me = ::pthread_self();
    std::atomic<bool> is_over = false;
    std::thread other([&] {
        while (!is_over) {
            ::pthread_kill(me, SIGUSR1);
            ::sched_yield();
        }
    });

    EXPECT_EQ(
        futex_wait(word, 0, net::futex_time::max(), net::ended_by::signals),
        futex_result::interrupted);

    is_over = true;
    other.join();
    EXPECT_EQ(futex_wake(word, 1), 0);
    ::sigaction(SIGUSR1, &before, nullptr);
}

/// Coroutines and threads of the kernel's, and each wakes somebody.
TEST(parking_lot, loses_nobody) {
    constexpr std::uint32_t times = 300;
    constexpr std::uint32_t players = 6;
    futex_word turn = 0;
    futex_word over = 0;
    const auto play = [&](std::uint32_t mine) {
        for (std::uint32_t i = 0; i < times; ++i) {
            for (std::uint32_t now = turn; now % players != mine; now = turn) {
                futex_wait(turn, now);
            }
            ++turn;
            futex_wake(turn, INT_MAX);
        }
        ++over;
        futex_wake(over, 1);
    };

    for (std::uint32_t i = 0; i < players; ++i) {
        if (i % 3 == 0) {
            net::os_thread([&, i] { play(i); });
        } else {
            std::thread([&, i] { play(i); }).detach();
        }
    }
    for (std::uint32_t n = over; n < players; n = over) futex_wait(over, n);

    EXPECT_EQ(turn, times * players);
}

} // namespace parking_lot_test
