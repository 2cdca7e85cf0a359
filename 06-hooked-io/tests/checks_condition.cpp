// Condition variables.

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_condition {
namespace {

using namespace std::chrono_literals;

const check waits("condition_waits", [](transcript& says) {
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
    bool is_set = false;
    {
        const meanwhile others(says, [&] {
            ::pthread_mutex_lock(&lock);
            is_set = true;
            says.code("signal", ::pthread_cond_signal(&changed));
            ::pthread_mutex_unlock(&lock);
        });
        ::pthread_mutex_lock(&lock);
        int code = 0;
        while (!is_set) code = ::pthread_cond_wait(&changed, &lock);
        says.code("wait", code);
    }
    says.code("held", ::pthread_mutex_trylock(&lock));
    ::pthread_mutex_unlock(&lock);
    says.code("destroy", ::pthread_cond_destroy(&changed));
});

void give_up(transcript& says, clockid_t clock) {
    pthread_condattr_t attributes;
    ::pthread_condattr_init(&attributes);
    ::pthread_condattr_setclock(&attributes, clock);
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t changed;
    ::pthread_cond_init(&changed, &attributes);
    const stopwatch watch;
    const timespec end = in_a_while(clock);
    ::pthread_mutex_lock(&lock);
    {
        const meanwhile others(says);
        says.code("wait", ::pthread_cond_timedwait(&changed, &lock, &end));
    }
    says.fact("in time", watch.shows_at_least(29ms));
    says.code("held", ::pthread_mutex_trylock(&lock));
    says.code("past", ::pthread_cond_timedwait(&changed, &lock, &end));
    const timespec wrong{.tv_sec = 1, .tv_nsec = -1};
    says.code("wrong", ::pthread_cond_timedwait(&changed, &lock, &wrong));
}

const check real("condition_gives_up",
                 [](transcript& says) { give_up(says, CLOCK_REALTIME); });
const check steady("condition_gives_up_by_the_steady_clock",
                   [](transcript& says) { give_up(says, CLOCK_MONOTONIC); });

const check of_a_clock(
    "condition_waits_by_a_clock_of_choice", [](transcript& says) {
        std::mutex lock;
        std::condition_variable changed;
        std::unique_lock guard(lock);
        const stopwatch watch;
        says.fact("for",
                  changed.wait_for(guard, 20ms) == std::cv_status::timeout);
        says.fact("until", changed.wait_until(
                               guard, std::chrono::system_clock::now() +
                                          20ms) == std::cv_status::timeout);
        says.fact("in time", watch.shows_at_least(39ms));
    });

void wake_some(transcript& says, int wanted) {
    constexpr int count = 5;
    std::mutex lock;
    std::condition_variable changed;
    std::condition_variable all_wait;
    int waiting = 0;
    int allowed = 0;
    int gone = 0;
    std::vector<std::thread> all;
    for (int i = 0; i < count; ++i) {
        all.emplace_back([&] {
            std::unique_lock guard(lock);
            ++waiting;
            all_wait.notify_one();
            changed.wait(guard, [&] { return allowed > 0; });
            --allowed;
            ++gone;
            all_wait.notify_one();
        });
    }
    std::unique_lock guard(lock);
    all_wait.wait(guard, [&] { return waiting == count; });
    allowed = wanted;
    if (wanted == count) {
        changed.notify_all();
    } else {
        for (int i = 0; i < wanted; ++i) changed.notify_one();
    }
    all_wait.wait(guard, [&] { return gone == wanted; });
    says.text("gone", std::to_string(gone));
    allowed = count;
    changed.notify_all();
    guard.unlock();
    for (std::thread& one : all) one.join();
}

const check some("condition_signal_wakes_one_each",
                 [](transcript& says) { wake_some(says, 2); });
const check broadcast("condition_broadcast_wakes_all",
                      [](transcript& says) { wake_some(says, 5); });

const check not_mine("condition_wants_the_mutex_held", [](transcript& says) {
    pthread_mutex_t lock = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
    pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
    says.code("wait", ::pthread_cond_wait(&changed, &lock));
});

const check ping_pong("condition_ping_pong", [](transcript& says) {
    std::mutex lock;
    std::condition_variable changed;
    int turn = 0;
    const auto play = [&](int mine) {
        for (int i = 0; i < 300; ++i) {
            std::unique_lock guard(lock);
            changed.wait(guard, [&] { return turn % 2 == mine; });
            ++turn;
            changed.notify_one();
        }
    };
    std::thread other([&] { play(1); });
    play(0);
    other.join();
    says.fact("all turns", turn == 600);
});

} // namespace
} // namespace net::checks_condition
