// Locks between coroutines and threads of the kernel's. main(), and so each of
// these tests, is a coroutine.
#include <gtest/gtest.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>

#include "06-hooked-io/hooked_io.h"
#include "06-hooked-io/parking_lot.h"

namespace locks_test {

/// Runs `body` on coroutines and on threads of the kernel's, half and half.
void run_on_both(int count, const std::function<void()>& body) {
    net::futex_word over = 0;
    const auto run = [&] {
        body();
        ++over;
        net::futex_wake(over, 1);
    };
    for (int i = 0; i < count; ++i) {
        i % 2 == 0 ? std::thread(run).detach() : net::os_thread(run);
    }
    const auto all = static_cast<std::uint32_t>(count);
    for (std::uint32_t n = over; n < all; n = over) net::futex_wait(over, n);
}

TEST(locks, a_mutex_lets_in_one_of_all) {
    std::mutex lock;
    int count = 0;

    run_on_both(6, [&] {
        for (int i = 0; i < 300; ++i) {
            const std::lock_guard guard(lock);
            const int seen = count;
            if (i % 16 == 0) ::sched_yield();
            count = seen + 1;
        }
    });

    EXPECT_EQ(count, 6 * 300);
}

TEST(locks, a_recursive_mutex_knows_its_holder) {
    std::recursive_mutex lock;
    int count = 0;

    run_on_both(6, [&] {
        for (int i = 0; i < 200; ++i) {
            const std::lock_guard outer(lock);
            const std::lock_guard inner(lock);
            const int seen = count;
            if (i % 16 == 0) ::sched_yield();
            count = seen + 1;
        }
    });

    EXPECT_EQ(count, 6 * 200);
}

TEST(locks, a_condition_passes_a_turn_around) {
    std::mutex lock;
    std::condition_variable changed;
    int next = 0;
    int turn = 0;

    run_on_both(4, [&] {
        std::unique_lock guard(lock);
        const int mine = next++;
        for (int i = 0; i < 100; ++i) {
            changed.wait(guard, [&] { return turn % 4 == mine; });
            ++turn;
            changed.notify_all();
        }
    });

    EXPECT_EQ(turn, 400);
}

TEST(locks, readers_never_see_half_a_write) {
    std::shared_mutex lock;
    int one = 0;
    int two = 0;
    std::atomic<int> halves = 0;
    std::atomic<int> who = 0;

    run_on_both(6, [&] {
        const bool writes = who++ < 3;
        for (int i = 0; i < 150; ++i) {
            if (writes) {
                const std::lock_guard guard(lock);
                ++one;
                if (i % 8 == 0) ::sched_yield();
                ++two;
            } else {
                const std::shared_lock guard(lock);
                if (one != two) ++halves;
            }
        }
    });

    EXPECT_EQ(halves, 0);
    EXPECT_EQ(one, 3 * 150);
}

TEST(locks, a_semaphore_passes_on_what_it_gets) {
    sem_t full;
    ::sem_init(&full, 0, 0);
    std::atomic<int> taken = 0;
    std::atomic<int> who = 0;

    run_on_both(8, [&] {
        const bool gives = who++ % 2 == 0;
        for (int i = 0; i < 200; ++i) {
            if (gives) {
                ::sem_post(&full);
            } else {
                while (::sem_wait(&full) == -1) {
                }
                ++taken;
            }
        }
    });

    EXPECT_EQ(taken, 4 * 200);
    ::sem_destroy(&full);
}

TEST(locks, a_barrier_holds_all_up_until_the_last) {
    pthread_barrier_t barrier;
    ::pthread_barrier_init(&barrier, nullptr, 6);
    std::atomic<int> arrived = 0;
    std::atomic<int> too_early = 0;
    std::atomic<int> serial = 0;

    run_on_both(6, [&] {
        for (int round = 1; round <= 50; ++round) {
            ++arrived;
            const int code = ::pthread_barrier_wait(&barrier);
            if (code == PTHREAD_BARRIER_SERIAL_THREAD) ++serial;
            if (arrived < round * 6) ++too_early;
        }
    });

    EXPECT_EQ(too_early, 0);
    EXPECT_EQ(serial, 50);
    ::pthread_barrier_destroy(&barrier);
}

/// Two of the kernel's threads whose values are in libc, two of ours.
TEST(keys, have_a_value_for_each_of_both) {
    pthread_key_t key{};
    static std::atomic<int> destroyed = 0;
    destroyed = 0;
    ASSERT_EQ(::pthread_key_create(&key, [](void*) { ++destroyed; }), 0);
    std::atomic<int> wrong = 0;

    run_on_both(4, [&] {
        if (::pthread_getspecific(key) != nullptr) ++wrong;
        int mine = 0;
        ::pthread_setspecific(key, &mine);
        for (int i = 0; i < 20; ++i) {
            ::sched_yield();
            if (::pthread_getspecific(key) != &mine) ++wrong;
        }
    });

    EXPECT_EQ(wrong, 0);
    while (destroyed < 4) ::sched_yield();
    ::pthread_key_delete(key);
}

} // namespace locks_test
