// Mutexes and spin locks.

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_mutex {
namespace {

/// Made with a type, and destroyed at the end.
struct typed_mutex {
    explicit typed_mutex(int type) {
        pthread_mutexattr_t attributes;
        ::pthread_mutexattr_init(&attributes);
        ::pthread_mutexattr_settype(&attributes, type);
        ::pthread_mutex_init(&one, &attributes);
        ::pthread_mutexattr_destroy(&attributes);
    }
    typed_mutex(const typed_mutex&) = delete;
    ~typed_mutex() { ::pthread_mutex_destroy(&one); }
    operator pthread_mutex_t*() { return &one; }

    pthread_mutex_t one;
};

void from_another_thread(const std::function<void()>& call) {
    std::thread(call).join();
}

const check waits("mutex_waits", [](transcript& says) {
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    std::atomic<bool> is_held = false;
    std::atomic<bool> may_end = false;
    std::thread holder([&] {
        ::pthread_mutex_lock(&lock);
        is_held = true;
        while (!may_end) ::usleep(100);
        ::pthread_mutex_unlock(&lock);
    });
    while (!is_held) ::sched_yield();
    {
        const meanwhile others(says, [&] { may_end = true; });
        says.code("lock", ::pthread_mutex_lock(&lock));
    }
    says.code("unlock", ::pthread_mutex_unlock(&lock));
    holder.join();
    says.code("destroy", ::pthread_mutex_destroy(&lock));
});

const check held("mutex_is_held_over_a_read", [](transcript& says) {
    // One waits in read() with the lock, another for the lock.
    std::mutex lock;
    pipe_ends ends;
    std::atomic<bool> is_held = false;
    std::thread holder([&] {
        const std::lock_guard guard(lock);
        is_held = true;
        char byte = 0;
        (void)!::read(ends.out, &byte, 1);
    });
    while (!is_held) ::sched_yield();
    says.fact("try", lock.try_lock());
    {
        const meanwhile others(says, [&] { say(ends.in, "x"); });
        lock.lock();
    }
    lock.unlock();
    holder.join();
});

const check tries("mutex_trylock_does_not_wait", [](transcript& says) {
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    says.code("free", ::pthread_mutex_trylock(&lock));
    says.code("mine", ::pthread_mutex_trylock(&lock));
    from_another_thread(
        [&] { says.code("other", ::pthread_mutex_trylock(&lock)); });
    says.code("destroy", ::pthread_mutex_destroy(&lock));
    ::pthread_mutex_unlock(&lock);
});

const check recursive("mutex_recursive_counts", [](transcript& says) {
    typed_mutex lock(PTHREAD_MUTEX_RECURSIVE);
    says.code("first", ::pthread_mutex_lock(lock));
    says.code("second", ::pthread_mutex_lock(lock));
    says.code("try", ::pthread_mutex_trylock(lock));
    from_another_thread([&] {
        says.code("other", ::pthread_mutex_trylock(lock));
        says.code("not its", ::pthread_mutex_unlock(lock));
    });
    for (int i = 0; i < 4; ++i) {
        says.code("unlock", ::pthread_mutex_unlock(lock));
    }
    from_another_thread([&] {
        says.code("free", ::pthread_mutex_trylock(lock));
        ::pthread_mutex_unlock(lock);
    });
});

const check initialised("mutex_static_recursive", [](transcript& says) {
    pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
    says.code("first", ::pthread_mutex_lock(&lock));
    says.code("second", ::pthread_mutex_lock(&lock));
    pthread_mutex_t strict = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
    says.code("first", ::pthread_mutex_lock(&strict));
    says.code("second", ::pthread_mutex_lock(&strict));
});

const check strict("mutex_errorcheck_checks", [](transcript& says) {
    typed_mutex lock(PTHREAD_MUTEX_ERRORCHECK);
    says.code("not locked", ::pthread_mutex_unlock(lock));
    says.code("lock", ::pthread_mutex_lock(lock));
    says.code("again", ::pthread_mutex_lock(lock));
    says.code("try", ::pthread_mutex_trylock(lock));
    from_another_thread(
        [&] { says.code("not its", ::pthread_mutex_unlock(lock)); });
    const timespec end = in_a_while(CLOCK_REALTIME);
    says.code("timed", ::pthread_mutex_timedlock(lock, &end));
    says.code("unlock", ::pthread_mutex_unlock(lock));
    says.code("no more", ::pthread_mutex_unlock(lock));
});

const check adaptive("mutex_adaptive_locks", [](transcript& says) {
    typed_mutex lock(PTHREAD_MUTEX_ADAPTIVE_NP);
    says.code("lock", ::pthread_mutex_lock(lock));
    from_another_thread(
        [&] { says.code("other", ::pthread_mutex_trylock(lock)); });
    says.code("unlock", ::pthread_mutex_unlock(lock));
});

const check timed("mutex_timedlock_gives_up", [](transcript& says) {
    typed_mutex lock(PTHREAD_MUTEX_NORMAL);
    ::pthread_mutex_lock(lock);
    for (const clockid_t clock : {CLOCK_REALTIME, CLOCK_MONOTONIC}) {
        const stopwatch watch;
        const timespec end = in_a_while(clock);
        const meanwhile others(says);
        says.code("clocklock", ::pthread_mutex_clocklock(lock, clock, &end));
        says.fact("in time",
                  watch.shows_at_least(std::chrono::milliseconds(29)));
    }
    const timespec past{.tv_sec = 1, .tv_nsec = 0};
    const timespec wrong{.tv_sec = 1, .tv_nsec = 2'000'000'000};
    says.code("past", ::pthread_mutex_timedlock(lock, &past));
    says.code("wrong", ::pthread_mutex_timedlock(lock, &wrong));
    says.code("clock", ::pthread_mutex_clocklock(lock, 12, &past));
    ::pthread_mutex_unlock(lock);
    says.code("free", ::pthread_mutex_timedlock(lock, &wrong));
    ::pthread_mutex_unlock(lock);
});

const check counts("mutex_keeps_a_count_right", [](transcript& says) {
    constexpr int threads = 8;
    constexpr int times = 500;
    std::mutex lock;
    int count = 0;
    std::vector<std::thread> all;
    for (int i = 0; i < threads; ++i) {
        all.emplace_back([&] {
            for (int n = 0; n < times; ++n) {
                const std::lock_guard guard(lock);
                const int seen = count;
                if (n % 16 == 0) ::sched_yield();
                count = seen + 1;
            }
        });
    }
    for (std::thread& one : all) one.join();
    says.fact("right", count == threads * times);
});

const check shared("mutex_shared_with_processes", [](transcript& says) {
    pthread_mutexattr_t attributes;
    ::pthread_mutexattr_init(&attributes);
    ::pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutex_t lock;
    says.code("init", ::pthread_mutex_init(&lock, &attributes));
    says.code("lock", ::pthread_mutex_lock(&lock));
    says.code("try", ::pthread_mutex_trylock(&lock));
    says.code("unlock", ::pthread_mutex_unlock(&lock));
    ::pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    ::pthread_mutex_init(&lock, &attributes);
    says.code("robust", ::pthread_mutex_lock(&lock));
    says.code("unlock", ::pthread_mutex_unlock(&lock));
});

const check spins("spin_lock_lets_others_run", [](transcript& says) {
    pthread_spinlock_t lock{};
    ::pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
    says.code("lock", ::pthread_spin_lock(&lock));
    std::atomic<bool> is_there = false;
    std::thread other([&] {
        is_there = true;
        says.code("other", ::pthread_spin_lock(&lock));
        ::pthread_spin_unlock(&lock);
    });
    while (!is_there) ::sched_yield();
    says.code("try", ::pthread_spin_trylock(&lock));
    says.code("unlock", ::pthread_spin_unlock(&lock));
    other.join();
    ::pthread_spin_destroy(&lock);
});

const check yields("spinning_with_sched_yield_gets_on", [](transcript& says) {
    std::atomic<int> turn = 0;
    std::thread other([&] {
        for (int i = 1; i < 100; i += 2) {
            while (turn != i) ::sched_yield();
            ++turn;
        }
    });
    for (int i = 0; i < 100; i += 2) {
        while (turn != i) ::sched_yield();
        ++turn;
    }
    other.join();
    says.fact("all turns", turn == 100);
});

} // namespace
} // namespace net::checks_mutex
