#include <thread>

#include "05-ucontext-coroutines/condition.h"
#include "05-ucontext-coroutines/tests/by_hand.h"

namespace scheduler_run_test {

using namespace std::chrono_literals;
using net::interest;

class scheduler : public net::by_hand {};

TEST_F(scheduler, runs_not_at_all_without_a_task) {
    tasks->run();

    EXPECT_EQ(calls.told, 0u);
    EXPECT_FALSE(tasks->run_one(0ms));
}

TEST_F(scheduler, runs_tasks_in_the_order_in_which_they_were_spawned) {
    for (const char name : {'a', 'b', 'c'}) {
        tasks->spawn([&, name] { log += name; });
    }

    tasks->run();

    EXPECT_EQ(log, "abc");
}

TEST_F(scheduler, does_not_run_a_task_before_its_maker_waits) {
    run_task([&] {
        tasks->spawn([&] { log += "inner "; });
        log += "outer ";
        tasks->yield();
        log += "outer ";
    });

    EXPECT_EQ(log, "outer inner outer ");
}

TEST_F(scheduler, goes_round_everyone_who_is_ready_twice_a_turn) {
    for (const char name : {'a', 'b', 'c'}) {
        tasks->spawn([&, name] {
            for (int i = 0; i < 3; ++i) {
                log += name;
                tasks->yield();
            }
        });
    }

    EXPECT_TRUE(tasks->run_one(0ms));
    EXPECT_EQ(log, "abcabc");
    tasks->run();
    EXPECT_EQ(log, "abcabcabc");
}

TEST_F(scheduler, lets_who_becomes_ready_in_the_second_round_wait) {
    tasks->spawn([&] {
        log += "a";
        tasks->spawn([&] {
            log += "b";
            tasks->spawn([&] { log += "c"; });
        });
    });

    EXPECT_TRUE(tasks->run_one(0ms));
    EXPECT_EQ(log, "ab");
    EXPECT_TRUE(tasks->run_one(0ms));
    EXPECT_EQ(log, "abc");
    EXPECT_FALSE(tasks->run_one(0ms));
}

TEST_F(scheduler, runs_whom_tasks_have_woken_before_it_looks_outside_again) {
    net::condition said;
    auto [ours, theirs] = net::connected_pair();
    loop.watch(ours.get(), interest::readable, [&] { log += "outside "; });
    tasks->spawn([&] {
        said.wait();
        log += "written ";
    });
    run_until_quiet();
    for (int i = 0; i < 2; ++i) {
        tasks->spawn([&, &to = theirs] {
            log += "read ";
            said.notify_all();
            net::say(to, "x"); // an answer to come
        });
    }

    EXPECT_TRUE(tasks->run_one(0ms));

    EXPECT_EQ(log, "read read written ");
}

TEST_F(scheduler, hears_descriptors_though_tasks_are_always_ready) {
    auto [ours, theirs] = net::connected_pair();
    net::say(theirs, "x");
    bool heard = false;
    loop.watch(ours.get(), interest::readable, [&] { heard = true; });

    run_task([&] {
        for (int i = 0; i < 10 && !heard; ++i) tasks->yield();
    });

    EXPECT_TRUE(heard);
}

TEST_F(scheduler, hears_timers_and_posts_though_tasks_are_always_ready) {
    run_task([&] {
        loop.call_after(0ms, [&] { log += "timer "; });
        tasks->post([&] { log += "post "; });
        for (int i = 0; i < 10; ++i) tasks->yield();
        log += "end";
    });

    EXPECT_EQ(log, "post timer end");
}

TEST_F(scheduler, runs_who_was_woken_in_the_same_turn) {
    auto [ours, theirs] = net::nonblocking_pair();
    tasks->spawn([&, fd = ours.get()] {
        net::descriptor_wait one;
        one.fd = fd;
        one.wanted = interest::readable;
        tasks->descriptors().wait({&one, 1}, "to read", net::scheduler::never);
        log += "woken";
    });
    run_until_quiet();
    net::say(theirs, "x");

    EXPECT_TRUE(tasks->run_one(0ms));

    EXPECT_EQ(log, "woken");
    tasks.reset();
}

TEST_F(scheduler, does_what_tasks_have_posted_before_it_looks_outside_again) {
    net::condition said;
    auto [ours, theirs] = net::connected_pair();
    loop.watch(ours.get(), interest::readable, [&] { log += "outside "; });
    tasks->spawn([&] {
        said.wait();
        log += "written ";
    });
    tasks->run_one(0ms);
    for (int i = 0; i < 2; ++i) {
        tasks->spawn([&, &to = theirs] {
            log += "read ";
            tasks->post([&] { said.notify_all(); });
            net::say(to, "x"); // an answer to come
        });
    }

    EXPECT_TRUE(tasks->run_one(0ms));

    EXPECT_EQ(log, "read read written ");
}

TEST_F(scheduler, says_how_many_tasks_are_not_done) {
    tasks->spawn([&] { tasks->sleep_for(1ms); });
    tasks->spawn([] {});
    EXPECT_EQ(tasks->size(), 2u);

    tasks->run_one(0ms);
    EXPECT_EQ(tasks->size(), 1u);
    now += 1ms;
    tasks->run();
    EXPECT_EQ(tasks->size(), 0u);
}

TEST_F(scheduler, stops_at_the_end_of_the_turn) {
    for (int i = 0; i < 2; ++i) {
        tasks->spawn([&] {
            for (;;) {
                log += "x";
                tasks->stop();
                tasks->sleep_for(1s);
            }
        });
    }

    tasks->run();
    EXPECT_EQ(log, "xx");
    now += 1s;
    tasks->run();
    EXPECT_EQ(log, "xxxx");
}

TEST_F(scheduler, stops_before_its_first_turn_if_it_is_told_before) {
    tasks->spawn([&] { log += "x"; });

    tasks->stop();

    tasks->run();
    EXPECT_EQ(log, "");
    tasks->run();
    EXPECT_EQ(log, "x");
}

TEST_F(scheduler, does_not_keep_a_stop_of_the_last_turn_for_the_next_run) {
    run_task([&] { tasks->stop(); });

    run_task([&] { log += "x"; });

    EXPECT_EQ(log, "x");
}

TEST_F(scheduler, is_stopped_by_another_thread_while_all_sleep) {
    tasks->spawn([&] { tasks->sleep_for(1h); });
    std::thread other([&] { tasks->stop(); });

    tasks->run();

    other.join();
    EXPECT_EQ(tasks->size(), 1u);
}

TEST_F(scheduler, calls_what_other_threads_post_outside_of_any_task) {
    net::condition called;
    bool is_called = false;
    tasks->spawn([&] {
        while (!is_called) tasks->park({"another thread", -1, true});
        log += "woken";
    });
    run_until_quiet();
    std::thread other([&] {
        tasks->post([&] {
            is_called = true;
            EXPECT_EQ(net::coroutine_frame::running(), nullptr);
            EXPECT_EQ(&net::scheduler::current(), tasks.get());
            tasks->spawn([&] { tasks->stop(); });
        });
    });

    tasks->run();

    other.join();
    EXPECT_TRUE(is_called);
}

TEST_F(scheduler, waits_for_posts_without_a_task_until_it_is_stopped) {
    int done = 0;
    std::thread other([&] {
        for (int i = 0; i < 100; ++i) {
            tasks->post([&] { tasks->spawn([&] { ++done; }); });
        }
        tasks->stop();
    });

    tasks->run_until_stopped();

    other.join();
    while (loop.run_one(0ms)) { // what was posted after it had seen the stop
    }
    run_until_quiet();
    EXPECT_EQ(done, 100);
}

TEST_F(scheduler, loses_nothing_when_a_task_without_a_handle_throws) {
    tasks->spawn([&] { log += "a"; });
    tasks->spawn([] { throw std::runtime_error("one"); });
    tasks->spawn([&] { log += "b"; });
    tasks->spawn([] { throw std::runtime_error("two"); });
    tasks->spawn([&] { log += "c"; });

    for (int i = 0; i < 2; ++i) {
        try {
            tasks->run();
            ADD_FAILURE() << "it has not thrown";
        } catch (const std::runtime_error& failure) {
            log += failure.what();
        }
    }
    tasks->run();

    EXPECT_EQ(log, "aonebtwoc");
    EXPECT_EQ(tasks->size(), 0u);
}

TEST_F(scheduler, loses_nothing_when_a_posted_function_throws) {
    tasks->spawn([&] { log += "a"; });
    tasks->post([] { throw std::runtime_error("one"); });

    EXPECT_THROW(tasks->run(), std::runtime_error);
    EXPECT_FALSE(net::scheduler::is_current());
    tasks->run();

    EXPECT_EQ(log, "a");
}

TEST_F(scheduler, is_the_current_one_while_it_runs) {
    net::scheduler other(loop);
    EXPECT_FALSE(net::scheduler::is_current());
    tasks->spawn([&] {
        other.spawn([&] {
            EXPECT_EQ(&net::scheduler::current(), &other);
            log += "inner ";
        });
        EXPECT_EQ(&net::scheduler::current(), tasks.get());
    });

    tasks->run();
    other.run();

    EXPECT_FALSE(net::scheduler::is_current());
    EXPECT_EQ(log, "inner ");
}

TEST_F(scheduler, lists_what_its_tasks_do) {
    net::condition never_met;
    tasks->spawn([&] { never_met.wait(); }, "first");
    tasks->spawn(
        [&] {
            net::descriptor_wait one;
            one.fd = 0; // need not be ready, and mostly is not
            tasks->park({"to read", 42, true});
        },
        "second");
    run_until_quiet();
    tasks->spawn([&] { log = tasks->list(); }, "third");
    const int line = __LINE__ - 1;
    tasks->spawn([] {}, "fourth");

    tasks->run_one(0ms);

    EXPECT_NE(log.find("first, spawned at "), log.npos) << log;
    EXPECT_NE(log.find("waits for a condition\n"), log.npos) << log;
    EXPECT_NE(log.find("waits for to read descriptor 42\n"), log.npos) << log;
    EXPECT_NE(log.find("third, spawned at " __FILE__ ":" +
                       std::to_string(line) + ", runs\n"),
              log.npos)
        << log;
    EXPECT_NE(log.find("is ready\n"), log.npos) << log;
    EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 4);
}

} // namespace scheduler_run_test
