#include "05-ucontext-coroutines/tests/by_hand.h"

namespace scheduler_park_test {

using namespace std::chrono_literals;

class park : public net::by_hand {
protected:
    /// A task that parks once, and how that ended.
    void spawn_one_who_parks(
        net::scheduler::time_point deadline = net::scheduler::never) {
        tasks->spawn([this, deadline] {
            who = &tasks->running_task();
            log += tasks->park({"a test"}, deadline) ? "woken" : "over";
        });
    }

    net::task_record* who = nullptr;
};

TEST_F(park, lasts_until_somebody_wakes_the_task) {
    spawn_one_who_parks();
    run_until_quiet();
    EXPECT_EQ(log, "");

    tasks->wake(*who);

    run_until_quiet();
    EXPECT_EQ(log, "woken");
}

TEST_F(park, lasts_no_longer_than_its_deadline_and_no_shorter) {
    spawn_one_who_parks(now + 10s);
    run_until_quiet();

    now += 10s - 1ns;
    run_until_quiet();
    EXPECT_EQ(log, "");
    now += 1ns;
    run_until_quiet();
    EXPECT_EQ(log, "over");
}

TEST_F(park, is_over_at_once_if_the_deadline_was_long_ago) {
    now += 1h;
    spawn_one_who_parks(now - 1s);

    run_until_quiet();

    EXPECT_EQ(log, "over");
}

TEST_F(park, was_woken_if_that_came_before_the_deadline_however_shortly) {
    spawn_one_who_parks(now + 10s);
    run_until_quiet();

    now += 10s;
    tasks->wake(*who);

    run_until_quiet();
    EXPECT_EQ(log, "woken");
}

TEST_F(park, ends_once_for_two_wakes) {
    tasks->spawn([this] {
        who = &tasks->running_task();
        for (int i = 0; i < 2; ++i) {
            tasks->park({"a test"});
            log += "woken ";
        }
    });
    run_until_quiet();

    tasks->wake(*who);
    tasks->wake(*who);

    run_until_quiet();
    EXPECT_EQ(log, "woken ");
    tasks->wake(*who);
    run_until_quiet();
    EXPECT_EQ(log, "woken woken ");
}

TEST_F(park, is_not_ended_by_a_wake_that_came_before_it) {
    tasks->spawn([this] {
        who = &tasks->running_task();
        tasks->wake(*who); // it runs
        tasks->yield();
        tasks->yield();
        tasks->park({"a test"});
        log += "woken";
    });
    tasks->run_one(0ms); // two rounds

    tasks->wake(*who); // it is ready

    run_until_quiet();
    EXPECT_EQ(log, "");
}

TEST_F(park, is_not_begun_by_waking_one_that_is_done) {
    const net::task handle = tasks->spawn([this] {
        who = &tasks->running_task();
        log += "x";
    });
    tasks->run();

    tasks->wake(*who);

    run_until_quiet();
    EXPECT_EQ(log, "x");
}

TEST_F(park, is_not_ended_by_the_deadline_of_an_earlier_one) {
    tasks->spawn([this] {
        who = &tasks->running_task();
        log += tasks->park({"a test"}, now + 1s) ? "woken " : "over ";
        log += tasks->park({"a test"}) ? "woken " : "over ";
    });
    run_until_quiet();
    tasks->wake(*who);
    run_until_quiet();

    now += 1h;
    run_until_quiet();
    EXPECT_EQ(log, "woken ");
    tasks->wake(*who);
    run_until_quiet();
    EXPECT_EQ(log, "woken woken ");
}

TEST_F(park, ends_at_its_own_deadline_wherever_the_alarm_stood) {
    for (const auto before : {1s, 5s, 10s}) {
        for (const auto after : {1s, 5s, 10s}) {
            tasks->spawn([&] {
                who = &tasks->running_task();
                EXPECT_TRUE(tasks->park({"a test"}, now + before));
                EXPECT_FALSE(tasks->park({"a test"}, now + after));
                log += "over";
            });
            run_until_quiet();
            tasks->wake(*who);
            run_until_quiet();

            now += after - 1ns;
            run_until_quiet();
            EXPECT_EQ(log, "");
            now += 1ns;
            run_until_quiet();
            EXPECT_EQ(log, "over");
            log.clear();
        }
    }
}

TEST_F(park, says_how_it_ended_whatever_the_last_one_said) {
    tasks->spawn([&] {
        who = &tasks->running_task();
        for (int i = 0; i < 2; ++i) {
            log += tasks->park({"a test"}, now + 1s) ? "woken " : "over ";
        }
    });
    run_until_quiet();

    now += 1s;
    run_until_quiet();
    tasks->wake(*who);
    run_until_quiet();

    EXPECT_EQ(log, "over woken ");
}

TEST_F(park, ends_at_a_deadline_that_was_moved_back_before_the_alarm_rang) {
    tasks->spawn([&] {
        who = &tasks->running_task();
        for (int i = 0; i < 10; ++i) {
            EXPECT_TRUE(tasks->park({"a test"}, now + 10s));
        }
        EXPECT_FALSE(tasks->park({"a test"}, now + 10s));
        log += "over";
    });
    run_until_quiet();
    for (int i = 0; i < 10; ++i) {
        now += 3s; // the alarm rings now and then, too early
        run_until_quiet();
        tasks->wake(*who);
        run_until_quiet();
    }

    now += 10s - 1ns;
    run_until_quiet();
    EXPECT_EQ(log, "");
    now += 1ns;
    run_until_quiet();
    EXPECT_EQ(log, "over");
}

TEST_F(park, keeps_one_timer_however_often_its_deadline_is_moved) {
    tasks->spawn([&] {
        who = &tasks->running_task();
        for (int i = 0; i < 100; ++i) {
            tasks->park({"a test"}, now + 200s - (i % 7) * 1s - i * 1s);
        }
    });
    run_until_quiet();
    for (int i = 0; i < 50; ++i) {
        tasks->wake(*who);
        run_until_quiet();
    }

    EXPECT_EQ(loop.size(), 1u);
    tasks.reset();
    EXPECT_EQ(loop.size(), 0u);
}

TEST_F(park, leaves_no_timer_behind_in_a_task_that_is_done) {
    const net::task kept = tasks->spawn([&] {
        who = &tasks->running_task();
        tasks->park({"a test"}, now + 1h);
    });
    run_until_quiet();
    EXPECT_EQ(loop.size(), 1u);

    tasks->wake(*who);
    run_until_quiet();

    EXPECT_TRUE(kept.done());
    EXPECT_EQ(loop.size(), 0u);
}

class sleep : public net::by_hand {};

TEST_F(sleep, is_never_over_early) {
    tasks->spawn([&] {
        tasks->sleep_for(10s);
        log += "awake";
    });
    run_until_quiet();

    now += 10s - 1ns;
    run_until_quiet();
    EXPECT_EQ(log, "");
    now += 1ns;
    run_until_quiet();
    EXPECT_EQ(log, "awake");
}

TEST_F(sleep, is_never_over_early_by_the_real_clock) {
    net::reactor real_loop;
    net::scheduler real(real_loop);
    int early = 0;
    for (int i = 0; i < 100; ++i) {
        real.spawn([&, i] {
            const auto until = net::reactor::clock::now() + i * 100us;
            real.sleep_until(until);
            if (net::reactor::clock::now() < until) ++early;
        });
    }

    real.run();

    EXPECT_EQ(early, 0);
}

TEST_F(sleep, is_over_in_the_order_of_time_and_then_of_coming) {
    for (const int n : {3, 1, 2, 1, 3}) {
        tasks->spawn([&, n, name = log.size()] {
            tasks->sleep_for(n * 1s);
            log += std::to_string(n);
            log += static_cast<char>('a' + name);
        });
        log += ' ';
    }
    run_until_quiet();
    log.clear();

    now += 1h;
    run_until_quiet();

    EXPECT_EQ(log, "1b1d2c3a3e");
}

TEST_F(sleep, of_no_time_lets_the_others_run) {
    tasks->spawn([&] {
        tasks->sleep_for(0s);
        tasks->sleep_for(-1s);
        log += "a";
    });
    tasks->spawn([&] { log += "b"; });

    tasks->run();

    EXPECT_EQ(log, "ba");
}

TEST_F(sleep, may_last_for_ever) {
    now += 1h;
    tasks->spawn([&] {
        tasks->sleep_for(net::scheduler::clock::duration::max());
        FAIL() << "it woke up";
    });
    run_until_quiet();

    now += 24h * 365 * 100;

    run_until_quiet();
    EXPECT_EQ(tasks->size(), 1u);
}

} // namespace scheduler_park_test
