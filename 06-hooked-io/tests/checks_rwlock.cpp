// Barriers and read-write locks.

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_rwlock {
namespace {

const check meets("barrier_lets_all_go_and_tells_one", [](transcript& says) {
    constexpr unsigned count = 4;
    pthread_barrier_t barrier;
    says.code("none", ::pthread_barrier_init(&barrier, nullptr, 0));
    ::pthread_barrier_init(&barrier, nullptr, count);
    std::atomic<int> arrived = 0;
    std::atomic<int> serial = 0;
    std::atomic<bool> too_early = false;
    const auto meet = [&] {
        for (int round = 1; round <= 20; ++round) {
            ++arrived;
            const int code = ::pthread_barrier_wait(&barrier);
            if (code == PTHREAD_BARRIER_SERIAL_THREAD) ++serial;
            if (arrived < round * static_cast<int>(count)) too_early = true;
        }
    };
    std::vector<std::thread> all;
    for (unsigned i = 0; i < count; ++i) all.emplace_back(meet);
    for (std::thread& one : all) one.join();
    says.text("serial", std::to_string(serial));
    says.fact("too early", too_early);
    says.code("destroy", ::pthread_barrier_destroy(&barrier));
});

const check alone("barrier_of_one_does_not_wait", [](transcript& says) {
    pthread_barrier_t barrier;
    ::pthread_barrier_init(&barrier, nullptr, 1);
    says.fact("serial", ::pthread_barrier_wait(&barrier) ==
                            PTHREAD_BARRIER_SERIAL_THREAD);
    ::pthread_barrier_destroy(&barrier);
});

const check readers("rwlock_has_many_readers", [](transcript& says) {
    pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
    says.code("read", ::pthread_rwlock_rdlock(&lock));
    says.code("again", ::pthread_rwlock_rdlock(&lock));
    std::thread([&] {
        says.code("other reads", ::pthread_rwlock_tryrdlock(&lock));
        says.code("other writes", ::pthread_rwlock_trywrlock(&lock));
        ::pthread_rwlock_unlock(&lock);
    }).join();
    ::pthread_rwlock_unlock(&lock);
    says.code("still", ::pthread_rwlock_trywrlock(&lock));
    ::pthread_rwlock_unlock(&lock);
    says.code("write", ::pthread_rwlock_wrlock(&lock));
    says.code("mine", ::pthread_rwlock_wrlock(&lock));
    says.code("mine to read", ::pthread_rwlock_rdlock(&lock));
    says.code("try", ::pthread_rwlock_tryrdlock(&lock));
    says.code("unlock", ::pthread_rwlock_unlock(&lock));
    says.code("destroy", ::pthread_rwlock_destroy(&lock));
});

const check writer("rwlock_writer_waits_for_readers", [](transcript& says) {
    std::shared_mutex lock;
    std::atomic<bool> is_held = false;
    std::atomic<bool> may_end = false;
    std::thread reader([&] {
        const std::shared_lock guard(lock);
        is_held = true;
        while (!may_end) ::usleep(100);
    });
    while (!is_held) ::sched_yield();
    {
        const meanwhile others(says, [&] { may_end = true; });
        lock.lock();
    }
    lock.unlock();
    reader.join();
});

const check late("rwlock_gives_up", [](transcript& says) {
    pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
    ::pthread_rwlock_rdlock(&lock);
    std::thread([&] {
        const timespec end = in_a_while(CLOCK_REALTIME);
        says.code("write", ::pthread_rwlock_timedwrlock(&lock, &end));
        const timespec other = in_a_while(CLOCK_MONOTONIC);
        says.code("clock",
                  ::pthread_rwlock_clockwrlock(&lock, CLOCK_MONOTONIC, &other));
        const timespec wrong{.tv_sec = 1, .tv_nsec = 1'000'000'000};
        says.code("wrong", ::pthread_rwlock_timedwrlock(&lock, &wrong));
        says.code("read", ::pthread_rwlock_timedrdlock(&lock, &end));
        ::pthread_rwlock_unlock(&lock);
    }).join();
    says.code("unlock", ::pthread_rwlock_unlock(&lock));
});

const check preferred("rwlock_prefers_writers_when_told", [](transcript& says) {
    pthread_rwlockattr_t attributes;
    ::pthread_rwlockattr_init(&attributes);
    ::pthread_rwlockattr_setkind_np(
        &attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_t lock;
    ::pthread_rwlock_init(&lock, &attributes);
    ::pthread_rwlock_rdlock(&lock);
    std::thread writes([&] {
        ::pthread_rwlock_wrlock(&lock);
        ::pthread_rwlock_unlock(&lock);
    });
    // Until it waits, readers come in.
    int code = 0;
    while ((code = ::pthread_rwlock_tryrdlock(&lock)) == 0) {
        ::pthread_rwlock_unlock(&lock);
        ::usleep(100);
    }
    says.code("reader", code);
    ::pthread_rwlock_unlock(&lock);
    writes.join();
    says.code("after", ::pthread_rwlock_tryrdlock(&lock));
});

const check right("rwlock_keeps_a_count_right", [](transcript& says) {
    std::shared_mutex lock;
    int count = 0;
    int seen = 0;
    std::vector<std::thread> all;
    for (int i = 0; i < 6; ++i) {
        all.emplace_back([&, i] {
            for (int n = 0; n < 200; ++n) {
                if (i % 2 == 0) {
                    const std::lock_guard guard(lock);
                    const int now = count;
                    ::sched_yield();
                    count = now + 1;
                } else {
                    const std::shared_lock guard(lock);
                    seen = std::max(seen, count);
                }
            }
        });
    }
    for (std::thread& one : all) one.join();
    says.fact("right", count == 600);
    says.fact("never more", seen <= 600);
});

} // namespace
} // namespace net::checks_rwlock
