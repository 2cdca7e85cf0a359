// Semaphores.

#include <semaphore.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "06-hooked-io/tests/check.h"

namespace net::checks_semaphore {
namespace {

using namespace std::chrono_literals;

const check waits("semaphore_waits", [](transcript& says) {
    sem_t one;
    says.call("init", ::sem_init(&one, 0, 0));
    {
        const meanwhile others(says, [&] { ::sem_post(&one); });
        says.call("wait", ::sem_wait(&one));
    }
    says.call("try", ::sem_trywait(&one));
    says.call("destroy", ::sem_destroy(&one));
});

const check counts("semaphore_counts", [](transcript& says) {
    sem_t one;
    ::sem_init(&one, 0, 2);
    says.call("wait", ::sem_wait(&one));
    says.call("try", ::sem_trywait(&one));
    says.call("none", ::sem_trywait(&one));
    ::sem_post(&one);
    ::sem_post(&one);
    ::sem_post(&one);
    int value = -1;
    says.call("get", ::sem_getvalue(&one, &value));
    says.text("value", std::to_string(value));
    sem_t full;
    ::sem_init(&full, 0, SEM_VALUE_MAX);
    says.call("too many", ::sem_post(&full));
    says.call("wrong", ::sem_init(&full, 0, SEM_VALUE_MAX + 1u));
});

const check late("semaphore_gives_up", [](transcript& says) {
    sem_t one;
    ::sem_init(&one, 0, 0);
    for (const clockid_t clock : {CLOCK_REALTIME, CLOCK_MONOTONIC}) {
        const stopwatch watch;
        const timespec end = in_a_while(clock);
        const meanwhile others(says);
        says.call("wait", ::sem_clockwait(&one, clock, &end));
        says.fact("in time", watch.shows_at_least(29ms));
    }
    const timespec wrong{.tv_sec = 1, .tv_nsec = 1'000'000'000};
    says.call("wrong", ::sem_timedwait(&one, &wrong));
    ::sem_post(&one);
    const timespec past{};
    says.call("past, but free", ::sem_timedwait(&one, &past));
});

sem_t posted; // by a signal's handler

const check from_handler(
    "semaphore_posted_by_a_signal_handler", [](transcript& says) {
        ::sem_init(&posted, 0, 0);
        struct sigaction action {};
        action.sa_handler = [](int) { ::sem_post(&posted); };
        action.sa_flags = SA_RESTART;
        ::sigaction(SIGUSR1, &action, nullptr);
        const meanwhile others(says, [] { ::kill(::getpid(), SIGUSR1); });
        says.call("wait", ::sem_wait(&posted));
    });

const check interrupted("semaphore_interrupted_by_a_signal",
                        [](transcript& says) {
                            sem_t one;
                            ::sem_init(&one, 0, 0);
                            struct sigaction action {};
                            action.sa_handler = [](int) {};
                            ::sigaction(SIGUSR1, &action, nullptr);
                            const meanwhile others(
                                says, [] { ::kill(::getpid(), SIGUSR1); });
                            says.call("wait", ::sem_wait(&one));
                        });

const check many("semaphore_passes_all_it_gets", [](transcript& says) {
    constexpr int times = 400;
    sem_t full;
    sem_t room;
    ::sem_init(&full, 0, 0);
    ::sem_init(&room, 0, 3);
    std::atomic<int> taken = 0;
    std::vector<std::thread> all;
    for (int i = 0; i < 3; ++i) {
        all.emplace_back([&] {
            for (int n = 0; n < times; ++n) {
                ::sem_wait(&room);
                ::sem_post(&full);
            }
        });
        all.emplace_back([&] {
            for (int n = 0; n < times; ++n) {
                ::sem_wait(&full);
                ++taken;
                ::sem_post(&room);
            }
        });
    }
    for (std::thread& one : all) one.join();
    says.fact("all", taken == 3 * times);
});

const check shared("semaphore_shared_with_processes", [](transcript& says) {
    sem_t one;
    says.call("init", ::sem_init(&one, 1, 1));
    says.call("wait", ::sem_wait(&one));
    says.call("try", ::sem_trywait(&one));
    const timespec past{};
    says.call("timed", ::sem_timedwait(&one, &past));
    says.call("post", ::sem_post(&one));
    says.call("wait", ::sem_wait(&one));
    const meanwhile others(says, [&] { ::sem_post(&one); });
    says.call("waits", ::sem_wait(&one));
});

} // namespace
} // namespace net::checks_semaphore
