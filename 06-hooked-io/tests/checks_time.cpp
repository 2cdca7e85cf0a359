// Sleeping.

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "06-hooked-io/tests/check.h"

namespace net::checks_time {
namespace {

using namespace std::chrono_literals;

constexpr timespec a_while{.tv_sec = 0, .tv_nsec = 20'000'000};

const check all_kinds("sleep_of_all_kinds", [](transcript& says) {
    const stopwatch watch;
    const meanwhile others(says);
    says.call("nanosleep", ::nanosleep(&a_while, nullptr));
    says.call("usleep", ::usleep(20'000));
    for (const clockid_t clock :
         {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME}) {
        says.code("clock_nanosleep",
                  ::clock_nanosleep(clock, 0, &a_while, nullptr));
        timespec end{};
        ::clock_gettime(clock, &end);
        end.tv_nsec += 20'000'000;
        if (end.tv_nsec >= 1'000'000'000)
            ++end.tv_sec, end.tv_nsec -= 1'000'000'000;
        says.code("until",
                  ::clock_nanosleep(clock, TIMER_ABSTIME, &end, nullptr));
    }
    says.fact("in time", watch.shows_at_least(159ms));
});

const check seconds("sleep_of_a_second", [](transcript& says) {
    const stopwatch watch;
    const meanwhile others(says);
    says.call("sleep", ::sleep(1));
    says.fact("in time", watch.shows_at_least(1s));
});

const check none("sleep_of_no_time", [](transcript& says) {
    const timespec no_time{};
    says.call("nanosleep", ::nanosleep(&no_time, nullptr));
    says.call("sleep", ::sleep(0));
    says.call("usleep", ::usleep(0));
    const timespec past{.tv_sec = 1, .tv_nsec = 0};
    says.code("past",
              ::clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &past, nullptr));
});

const check wrong("sleep_of_a_wrong_time", [](transcript& says) {
    for (const timespec time :
         {timespec{0, 1'000'000'000}, timespec{0, -1}, timespec{-1, 0}}) {
        says.call("nanosleep", ::nanosleep(&time, nullptr));
        says.code("clock",
                  ::clock_nanosleep(CLOCK_MONOTONIC, 0, &time, nullptr));
    }
    says.code("of a thread",
              ::clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &a_while, nullptr));
    says.code("of none", ::clock_nanosleep(77, 0, &a_while, nullptr));
});

const check together("sleep_of_many_at_once", [](transcript& says) {
    const auto begin = std::chrono::steady_clock::now();
    std::vector<std::thread> all;
    for (int i = 0; i < 100; ++i) {
        all.emplace_back([] { std::this_thread::sleep_for(50ms); });
    }
    for (std::thread& one : all) one.join();
    says.fact("one after the other",
              std::chrono::steady_clock::now() - begin > 4s);
});

/// A handler that does nothing.
void handle(int signal, int flags) {
    struct sigaction action {};
    action.sa_handler = [](int) {};
    action.sa_flags = flags;
    ::sigaction(signal, &action, nullptr);
}

const check cut("sleep_interrupted", [](transcript& says) {
    for (const int flags : {0, SA_RESTART}) { // sleeps do not go on
        handle(SIGUSR1, flags);
        const timespec long_time{.tv_sec = 1000, .tv_nsec = 0};
        timespec rest{};
        {
            const meanwhile others(says, [] { ::kill(::getpid(), SIGUSR1); });
            says.call("nanosleep", ::nanosleep(&long_time, &rest));
        }
        says.fact("rest", rest.tv_sec > 900 && rest.tv_sec < 1000);
        {
            const meanwhile others(says, [] { ::kill(::getpid(), SIGUSR1); });
            const unsigned left = ::sleep(1000);
            says.fact("left", left > 900 && left < 1000);
        }
        const meanwhile others(says, [] { ::kill(::getpid(), SIGUSR1); });
        says.code("clock",
                  ::clock_nanosleep(CLOCK_MONOTONIC, 0, &long_time, &rest));
    }
});

const check alarmed("sleep_interrupted_by_alarm", [](transcript& says) {
    handle(SIGALRM, 0);
    ::ualarm(20'000, 0);
    says.fact("left", ::sleep(1000) > 900);
});

const check ignored("sleep_not_interrupted_by_what_is_ignored",
                    [](transcript& says) {
                        ::signal(SIGUSR1, SIG_IGN);
                        const stopwatch watch;
                        const timespec time{.tv_sec = 0,
                                            .tv_nsec = 200'000'000};
                        const meanwhile others(says, [] {
                            ::kill(::getpid(), SIGUSR1);
                            ::kill(::getpid(), SIGCHLD);
                        });
                        says.call("nanosleep", ::nanosleep(&time, nullptr));
                        says.fact("in time", watch.shows_at_least(200ms));
                    });

} // namespace
} // namespace net::checks_time
