#include <csignal>

#include "05-ucontext-coroutines/condition.h"
#include "05-ucontext-coroutines/mutex.h"
#include "05-ucontext-coroutines/tests/by_hand.h"

namespace scheduler_deadlock_test {

using namespace std::chrono_literals;
using net::interest;

class deadlock : public net::by_hand {
protected:
    ~deadlock() override { tasks.reset(); } // before what they wait for

    /// Runs, and returns what it complains of; nothing if it does not.
    std::string complaint() {
        try {
            tasks->run();
            return {};
        } catch (const std::system_error& failure) {
            EXPECT_EQ(failure.code(), std::errc::resource_deadlock_would_occur);
            return failure.what();
        }
    }

    /// A task that waits until met() is called.
    void spawn_one_who_waits() {
        tasks->spawn([this] {
            while (!is_met) news.wait();
            log += "met";
        });
    }

    void met() {
        is_met = true;
        news.notify_all();
    }

    net::condition news;
    bool is_met = false;
};

TEST_F(deadlock, is_told_with_a_list_of_all_tasks) {
    net::mutex left, right;
    const auto take = [this](net::mutex& first, net::mutex& second) {
        const std::lock_guard one(first);
        tasks->yield();
        const std::lock_guard other(second);
    };
    tasks->spawn([&] { take(left, right); }, "philosopher 1");
    const int line = __LINE__ - 1;
    tasks->spawn([&] { take(right, left); }, "philosopher 2");

    const std::string told = complaint();

    EXPECT_NE(told.find("philosopher 1, spawned at " __FILE__ ":" +
                        std::to_string(line) + ", waits for a mutex"),
              told.npos)
        << told;
    EXPECT_NE(told.find("philosopher 2"), told.npos) << told;
    tasks.reset();
}

TEST_F(deadlock, is_told_of_a_task_that_joins_one_that_waits_for_ever) {
    tasks->spawn([&] {
        net::task waiting = tasks->spawn([&] { news.wait(); });
        waiting.join();
    });

    EXPECT_NE(complaint().find("waits for the end of a task"),
              std::string::npos);
}

TEST_F(deadlock, is_told_again_and_can_be_ended) {
    spawn_one_who_waits();
    EXPECT_NE(complaint(), "");
    EXPECT_NE(complaint(), "");

    met();

    EXPECT_EQ(complaint(), "");
    EXPECT_EQ(log, "met");
}

TEST_F(deadlock, is_not_told_while_one_task_sleeps) {
    spawn_one_who_waits();
    tasks->spawn([&] {
        tasks->sleep_for(1s);
        met();
    });
    run_until_quiet();
    calls.instead_of_sleep = [&] { now += 1s; };

    EXPECT_EQ(complaint(), "");
    EXPECT_EQ(log, "met");
}

TEST_F(deadlock, is_not_told_while_a_wait_has_a_deadline) {
    tasks->spawn([&] {
        EXPECT_FALSE(news.wait(now + 1s));
        log += "over";
    });
    run_until_quiet();
    calls.instead_of_sleep = [&] { now += 1s; };

    EXPECT_EQ(complaint(), "");
    EXPECT_EQ(log, "over");
}

TEST_F(deadlock, is_not_told_while_something_is_posted) {
    tasks->spawn([&] {
        tasks->post([&] { tasks->post([&] { met(); }); });
        news.wait();
        log += "met";
    });

    EXPECT_EQ(complaint(), "");
    EXPECT_EQ(log, "met");
}

TEST_F(deadlock, is_not_told_while_the_loop_has_a_timer_of_somebody_else) {
    spawn_one_who_waits();
    loop.call_after(1s, [&] { met(); });
    calls.instead_of_sleep = [&] { now += 1s; };

    EXPECT_EQ(complaint(), "");
    EXPECT_EQ(log, "met");
}

TEST_F(deadlock, is_not_told_while_the_loop_watches_for_somebody_else) {
    spawn_one_who_waits();
    auto [ours, theirs] = net::connected_pair();
    loop.watch(ours.get(), interest::readable, [&, fd = ours.get()] {
        met();
        loop.forget(fd);
    });
    calls.instead_of_sleep = [&, &to = theirs] { net::say(to, "x"); };

    EXPECT_EQ(complaint(), "");
    EXPECT_EQ(log, "met");
}

TEST_F(deadlock, is_not_told_while_a_signal_may_come) {
    spawn_one_who_waits();
    loop.on_signal(SIGUSR1, [&] { met(); });
    calls.instead_of_sleep = [] { ::raise(SIGUSR1); };

    EXPECT_EQ(complaint(), "");
    EXPECT_EQ(log, "met");
    loop.forget_signal(SIGUSR1);
}

TEST_F(deadlock, is_told_though_a_watch_and_an_alarm_are_left_over) {
    auto [ours, theirs] = net::nonblocking_pair();
    tasks->spawn([&, fd = ours.get()] {
        net::descriptor_wait one;
        one.fd = fd;
        one.wanted = interest::readable;
        tasks->descriptors().wait({&one, 1}, "bytes from", now + 1h);
        EXPECT_EQ(one.found, interest::readable);
        news.wait();
    });
    net::say(theirs, "x");

    EXPECT_NE(complaint(), "");
    EXPECT_EQ(loop.size(), 2u);
    tasks.reset();
}

} // namespace scheduler_deadlock_test
