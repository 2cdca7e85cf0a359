// Proves the hooks: on a task they park, everywhere else they are libc's.
#include ANSWER

#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <string>
#include <thread>

#include "exercises/hand_scheduler.h"
#include "exercises/in_child.h"
#include "exercises/story.h"

namespace {

using namespace std::chrono_literals;

/// Whether no time passes while `work` runs; the hand-moved clock is none.
template <class Work>
std::string without_real_time(Work work) {
    const auto begin = std::chrono::steady_clock::now();
    const std::string said = work();
    const auto took = std::chrono::steady_clock::now() - begin;
    return took < 900ms ? said : said + ", but the thread slept";
}

// A hook that finds no task, or itself, crashes, so tests run in a child.

TEST(sleep, parks_a_task_and_lets_others_run) {
    net::story story;
    story.step("a task calls sleep(1); another one just runs");
    const std::string got = net::in_child([] {
        return without_real_time([] {
            net::hand_scheduler all;
            std::string log;
            all.spawn([&] {
                log += "a sleeps, ";
                const unsigned left = ::sleep(1);
                log += "a is back, " + std::to_string(left) + " s left";
            });
            all.spawn([&] { log += "b runs, "; });
            all.run();
            return log;
        });
    });

    EXPECT_EQ(got, "a sleeps, b runs, a is back, 0 s left") << story.hint(1);
}

TEST(sleep, lets_time_pass_for_the_task) {
    net::story story;
    story.step("one task calls sleep(1) twice, another one sleep(3)");
    const std::string got = net::in_child([] {
        net::hand_scheduler all;
        std::string log;
        const auto note = [&](const char* name) {
            log += name + std::to_string(all.passed() / 1s) + " ";
        };
        all.spawn([&] {
            ::sleep(1);
            note("a");
            ::sleep(1);
            note("a");
        });
        all.spawn([&] {
            ::sleep(3);
            note("b");
        });
        all.run();
        return log;
    });

    EXPECT_EQ(got, "a1 a2 b3 ") << story.hint(1);
}

TEST(sleep, is_libcs_outside_of_a_scheduler) {
    net::story story;
    story.step("no scheduler runs; sleep(0) and sleep(1) are called");
    const std::string got = net::in_child([] {
        const auto begin = std::chrono::steady_clock::now();
        const unsigned left = ::sleep(0) + ::sleep(1);
        const auto took = std::chrono::steady_clock::now() - begin;
        if (took < 1s) return std::string("too early");
        return std::to_string(left) + " s left";
    });

    EXPECT_EQ(got, "0 s left") << story.hint(2);
}

TEST(sleep, is_libcs_where_a_scheduler_runs_but_no_task) {
    net::story story;
    story.step(
        "a function is posted to the scheduler: it is called on its "
        "thread, but it is no task; it calls sleep(0)");
    const std::string got = net::in_child([] {
        net::hand_scheduler all;
        std::string log;
        all.tasks.post([&] {
            log += "left: " + std::to_string(::sleep(0));
            const timespec short_time{0, 1000};
            log += ", " + std::to_string(::nanosleep(&short_time, nullptr));
        });
        all.spawn([] {});
        all.run();
        return log;
    });

    EXPECT_EQ(got, "left: 0, 0") << story.hint(2);
}

TEST(nanosleep, parks_a_task_and_is_never_early) {
    net::story story;
    story.step("a task calls nanosleep() for 1 s and 1,500,000 ns");
    const std::string got = net::in_child([] {
        return without_real_time([] {
            net::hand_scheduler all;
            std::string log;
            all.spawn([&] {
                const timespec time{1, 1'500'000};
                log = std::to_string(::nanosleep(&time, nullptr));
                const auto slept = all.now.time_since_epoch();
                log += slept < 1s + 1500us ? ", too early" : "";
                log += slept > 1s + 3ms ? ", too late" : "";
            });
            all.run();
            return log;
        });
    });

    EXPECT_EQ(got, "0") << story.hint(3);
}

TEST(nanosleep, is_what_the_standard_library_sleeps_by) {
    net::story story;
    story.step("a task calls std::this_thread::sleep_for(2 s)");
    const std::string got = net::in_child([] {
        return without_real_time([] {
            net::hand_scheduler all;
            all.spawn([] { std::this_thread::sleep_for(2s); });
            all.run();
            return std::to_string(all.passed() / 1s) + " s";
        });
    });

    EXPECT_EQ(got, "2 s") << story.hint(1);
}

TEST(nanosleep, refuses_a_time_that_is_none) {
    net::story story;
    story.step("a task calls nanosleep() for -1 s, and for 1,000,000,000 ns");
    const std::string got = net::in_child([] {
        net::hand_scheduler all;
        std::string log;
        all.spawn([&] {
            for (const timespec time : {timespec{-1, 0}, {0, 1'000'000'000}}) {
                errno = 0;
                log += std::to_string(::nanosleep(&time, nullptr));
                log += errno == EINVAL ? " EINVAL " : " no EINVAL ";
            }
        });
        all.run();
        return log + std::to_string(all.passed() / 1ms) + " ms";
    });

    EXPECT_EQ(got, "-1 EINVAL -1 EINVAL 0 ms") << story.hint(3);
}

} // namespace
