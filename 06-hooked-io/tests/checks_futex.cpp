// std::atomic::wait() and what is made of it, and futex(2).

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <climits>
#include <future>
#include <latch>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "06-hooked-io/tests/check.h"

namespace net::checks_futex {
namespace {

using namespace std::chrono_literals;

const check an_atomic("atomic_waits", [](transcript& says) {
    std::atomic<int> value = 0;
    {
        const meanwhile others(says, [&] {
            value = 7;
            value.notify_one();
        });
        value.wait(0);
    }
    says.text("value", std::to_string(value));
    value.wait(0); // does not
});

const check a_latch("atomic_latch_and_barrier", [](transcript& says) {
    std::latch latch(4);
    int rounds = 0;
    std::barrier barrier(3, [&]() noexcept { ++rounds; });
    std::vector<std::jthread> all;
    for (int i = 0; i < 3; ++i) {
        all.emplace_back([&] {
            latch.arrive_and_wait();
            for (int n = 0; n < 10; ++n) barrier.arrive_and_wait();
        });
    }
    latch.arrive_and_wait();
    all.clear();
    says.text("rounds", std::to_string(rounds));
});

const check std_semaphore("atomic_semaphore", [](transcript& says) {
    std::counting_semaphore<> one(0);
    says.fact("in time", one.try_acquire_for(20ms));
    const meanwhile others(says, [&] { one.release(); });
    one.acquire();
});

const check a_future("atomic_future", [](transcript& says) {
    std::promise<int> promise;
    std::future<int> future = promise.get_future();
    says.fact("early", future.wait_for(20ms) == std::future_status::timeout);
    {
        const meanwhile others(says, [&] { promise.set_value(3); });
        says.text("value", std::to_string(future.get()));
    }
    auto other = std::async(std::launch::async, [] { return 4; });
    says.text("async", std::to_string(other.get()));
});

const check stops("thread_that_is_asked_to_stop", [](transcript& says) {
    std::jthread other([](std::stop_token stop) {
        while (!stop.stop_requested()) std::this_thread::sleep_for(1ms);
    });
    says.fact("asked", other.request_stop());
    other.join();
    says.fact("joined", !other.joinable());
});

long futex(const void* word, int operation, std::uint32_t value,
           const timespec* time = nullptr, std::uint32_t bits = 0) {
    return ::syscall(SYS_futex, word, operation, value, time, nullptr, bits);
}

const check plain("futex_waits_and_wakes", [](transcript& says) {
    for (const int flag : {FUTEX_PRIVATE_FLAG, 0}) {
        std::atomic<std::uint32_t> word = 0;
        says.call("changed", futex(&word, FUTEX_WAIT | flag, 1));
        says.call("nobody", futex(&word, FUTEX_WAKE | flag, INT_MAX));
        long woken = 0;
        {
            const meanwhile others(says, [&, flag] {
                // The word stays as it is: who is early finds nobody.
                while ((woken = futex(&word, FUTEX_WAKE | flag, 1)) == 0) {
                    std::this_thread::sleep_for(1ms);
                }
            });
            says.call("wait", futex(&word, FUTEX_WAIT | flag, 0));
        }
        says.call("wake", woken);
    }
});

const check futex_late("futex_gives_up", [](transcript& says) {
    std::atomic<std::uint32_t> word = 0;
    const timespec length{.tv_sec = 0, .tv_nsec = 20'000'000};
    const stopwatch watch;
    says.call("wait", futex(&word, FUTEX_WAIT_PRIVATE, 0, &length));
    says.fact("in time", watch.shows_at_least(20ms));
    const timespec end = in_a_while(CLOCK_MONOTONIC);
    says.call("until", futex(&word, FUTEX_WAIT_BITSET_PRIVATE, 0, &end, 1));
    const timespec real = in_a_while(CLOCK_REALTIME);
    says.call("real",
              futex(&word, FUTEX_WAIT_BITSET_PRIVATE | FUTEX_CLOCK_REALTIME, 0,
                    &real, 1));
    says.fact("all in time", watch.shows_at_least(78ms));
    const timespec wrong{.tv_sec = 0, .tv_nsec = -1};
    says.call("wrong", futex(&word, FUTEX_WAIT_PRIVATE, 0, &wrong));
    says.call("no bits", futex(&word, FUTEX_WAIT_BITSET_PRIVATE, 0));
});

const check with_bits("futex_wakes_by_bits", [](transcript& says) {
    std::atomic<std::uint32_t> word = 0;
    long other = -1;
    long its_own = -1;
    {
        const meanwhile others(says, [&] {
            other = futex(&word, FUTEX_WAKE_BITSET_PRIVATE, 1, nullptr, 2);
            its_own = futex(&word, FUTEX_WAKE_BITSET_PRIVATE, 1, nullptr, 4);
        });
        says.call("wait",
                  futex(&word, FUTEX_WAIT_BITSET_PRIVATE, 0, nullptr, 5));
    }
    says.call("other", other);
    says.call("its own", its_own);
});

const check others("syscall_goes_through", [](transcript& says) {
    says.fact("pid", ::syscall(SYS_getpid) == ::getpid());
    says.fact("tid", ::syscall(SYS_gettid) == ::gettid());
    says.call("none", ::syscall(-1));
    says.call("bad", ::syscall(SYS_close, -1));
});

} // namespace
} // namespace net::checks_futex
