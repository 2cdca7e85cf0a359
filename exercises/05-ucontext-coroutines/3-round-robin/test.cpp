// Proves the scheduler: turns in order, sleepers on time, an idle thread.
#include ANSWER

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "exercises/in_child.h"
#include "exercises/story.h"

namespace {

using namespace std::chrono_literals;
using answer::round_robin;

/// A clock that is moved by nobody but who waits for it. It knows when somebody
/// spins instead.
class hand_clock {
public:
    answer::clock_source source() {
        return {[this] {
                    if (++looks > 10'000) {
                        throw std::logic_error(
                            "it looks at the clock again "
                            "and again, and never sleeps");
                    }
                    return time;
                },
                [this](answer::clock_source::time_point until) {
                    ++waits;
                    if (until > time) time = until;
                }};
    }

    answer::clock_source::time_point time{};
    int looks = 0;
    int waits = 0;
};

/// A scheduler, and what its tasks have to say.
struct tasks {
    /// Adds a word, and the time in milliseconds.
    void say(const std::string& word) {
        log += word + "@" +
               std::to_string(clock.time.time_since_epoch() / 1ms) + " ";
    }
    void sleep(std::chrono::milliseconds how_long) {
        all.sleep_until(clock.time + how_long);
    }

    hand_clock clock;
    round_robin all{clock.source()};
    std::string log;
};

// A task that is resumed by mistake crashes, so each test runs in a child.

TEST(round_robin, runs_what_is_spawned_to_its_end) {
    net::story story;
    story.step("two tasks are spawned, which just say their names");
    const std::string got = net::in_child([] {
        tasks t;
        t.all.spawn([&] { t.log += "a "; });
        t.all.spawn([&] { t.log += "b "; });
        t.log += "run ";
        t.all.run();
        return t.log + "end";
    });

    EXPECT_EQ(got, "run a b end") << story.hint(1);
}

TEST(round_robin, lets_tasks_take_turns) {
    net::story story;
    story.step("three tasks say their name three times, and yield in between");
    const std::string got = net::in_child([] {
        tasks t;
        for (const char* name : {"a", "b", "c"}) {
            t.all.spawn([&t, name] {
                for (int i = 0; i < 3; ++i) {
                    t.log += name;
                    t.all.yield();
                }
            });
        }
        t.all.run();
        return t.log;
    });

    EXPECT_EQ(got, "abcabcabc") << story.hint(1);
}

TEST(round_robin, lets_a_task_spawn_another_one) {
    net::story story;
    story.step("a task spawns another one, and yields");
    const std::string got = net::in_child([] {
        tasks t;
        t.all.spawn([&] {
            t.all.spawn([&] { t.log += "child "; });
            t.log += "parent ";
            t.all.yield();
            t.log += "parent ";
        });
        t.all.run();
        return t.log;
    });

    EXPECT_EQ(got, "parent child parent ") << story.hint(1);
}

TEST(round_robin, lets_others_run_while_one_sleeps) {
    net::story story;
    story.step("one task sleeps for 20 ms, another one for 10 ms");
    const std::string got = net::in_child([] {
        tasks t;
        t.all.spawn([&] {
            t.sleep(20ms);
            t.say("long");
        });
        t.all.spawn([&] {
            t.sleep(10ms);
            t.say("short");
        });
        t.all.run();
        return t.log;
    });

    EXPECT_EQ(got, "short@10 long@20 ") << story.hint(2);
}

TEST(round_robin, wakes_in_the_order_of_falling_asleep) {
    net::story story;
    story.step("four tasks sleep until the same moment");
    const std::string got = net::in_child([] {
        tasks t;
        for (const char* name : {"a", "b", "c", "d"}) {
            t.all.spawn([&t, name] {
                t.sleep(10ms);
                t.say(name);
            });
        }
        t.all.run();
        return t.log;
    });

    EXPECT_EQ(got, "a@10 b@10 c@10 d@10 ") << story.hint(2);
}

TEST(round_robin, sleeps_when_nobody_is_ready) {
    net::story story;
    story.step("a task sleeps for an hour, and then for another one");
    const std::string got = net::in_child([] {
        tasks t;
        t.all.spawn([&] {
            t.sleep(1h);
            t.sleep(1h);
        });
        t.all.run();
        return std::to_string(t.clock.waits) + " waits";
    });

    EXPECT_EQ(got, "2 waits") << story.hint(2);
}

TEST(round_robin, never_sleeps_while_somebody_is_ready) {
    net::story story;
    story.step("one task sleeps for 10 ms; another one yields 5 times");
    const std::string got = net::in_child([] {
        tasks t;
        t.all.spawn([&] { t.sleep(10ms); });
        t.all.spawn([&] {
            for (int i = 0; i < 5; ++i) t.all.yield();
            t.say("done");
        });
        t.all.run();
        return t.log;
    });

    EXPECT_EQ(got, "done@0 ") << story.hint(2);
}

TEST(round_robin, wakes_a_sleeper_although_others_are_always_ready) {
    net::story story;
    story.step(
        "one task sleeps for 10 ms; another one yields for 50 ms, a "
        "millisecond a turn");
    const std::string got = net::in_child([] {
        tasks t;
        t.all.spawn([&] {
            t.sleep(10ms);
            const auto late = t.clock.time.time_since_epoch() - 10ms;
            t.log += late <= 1ms ? "on time"
                                 : std::to_string(late / 1ms) + " ms too late";
        });
        t.all.spawn([&] {
            for (int i = 0; i < 50; ++i) {
                t.clock.time += 1ms; // the work that it does
                t.all.yield();
            }
        });
        t.all.run();
        return t.log;
    });

    EXPECT_EQ(got, "on time") << story.hint(3);
}

TEST(round_robin, goes_on_at_once_after_a_sleep_that_is_over) {
    net::story story;
    story.step("a task sleeps until a moment that has passed");
    const std::string got = net::in_child([] {
        tasks t;
        t.clock.time += 10ms;
        t.all.spawn([&] {
            t.all.sleep_until({});
            t.say("done");
        });
        t.all.run();
        return t.log;
    });

    EXPECT_EQ(got, "done@10 ") << story.hint(3);
}

} // namespace
