#include "05-ucontext-coroutines/wait_queue.h"

#include "05-ucontext-coroutines/tests/by_hand.h"

namespace wait_queue_test {

using namespace std::chrono_literals;

class wait_queue : public net::by_hand {
protected:
    void spawn_one_who_waits(char name, net::scheduler::time_point deadline =
                                            net::scheduler::never) {
        tasks->spawn([this, name, deadline] {
            log += queue.wait({"a test"}, deadline) ? name : '-';
        });
        run_until_quiet();
    }

    net::wait_queue queue;
};

TEST_F(wait_queue, has_nobody_to_wake_at_first) {
    EXPECT_TRUE(queue.empty());
    EXPECT_FALSE(queue.wake_one());
    queue.wake_all();
}

TEST_F(wait_queue, wakes_who_has_waited_longest) {
    for (const char name : {'a', 'b', 'c'}) spawn_one_who_waits(name);

    EXPECT_TRUE(queue.wake_one());
    run_until_quiet();
    EXPECT_EQ(log, "a");

    queue.wake_all();
    run_until_quiet();
    EXPECT_EQ(log, "abc");
    EXPECT_TRUE(queue.empty());
}

TEST_F(wait_queue, wakes_two_for_two_wakes_in_a_row) {
    for (const char name : {'a', 'b', 'c'}) spawn_one_who_waits(name);

    EXPECT_TRUE(queue.wake_one());
    EXPECT_TRUE(queue.wake_one());

    run_until_quiet();
    EXPECT_EQ(log, "ab");
}

TEST_F(wait_queue, is_left_at_the_deadline) {
    spawn_one_who_waits('a', now + 2s);
    spawn_one_who_waits('b', now + 1s);
    spawn_one_who_waits('c');

    now += 1s;
    run_until_quiet();
    EXPECT_EQ(log, "-");

    queue.wake_one();
    queue.wake_one();
    run_until_quiet();
    EXPECT_EQ(log, "-ac");
    EXPECT_TRUE(queue.empty());
}

TEST_F(wait_queue, loses_no_wake_to_one_whose_time_is_over_in_this_moment) {
    spawn_one_who_waits('a', now + 1s);
    now += 1s;
    loop.wait_one(0ms); // it has been told, but has not run

    EXPECT_TRUE(queue.wake_one());

    run_until_quiet();
    EXPECT_EQ(log, "a");
}

TEST_F(wait_queue, puts_one_who_waits_again_at_the_end) {
    tasks->spawn([this] {
        for (int i = 0; i < 2; ++i) {
            queue.wait({"a test"});
            log += 'a';
        }
    });
    run_until_quiet();
    spawn_one_who_waits('b');

    for (int i = 0; i < 3; ++i) {
        queue.wake_one();
        run_until_quiet();
    }

    EXPECT_EQ(log, "aba");
}

TEST_F(wait_queue, is_left_by_who_is_woken_otherwise) {
    net::task_record* who = nullptr;
    tasks->spawn([&] {
        who = &tasks->running_task();
        log += queue.wait({"a test"}) ? 'a' : '-';
    });
    run_until_quiet();

    tasks->wake(*who);
    run_until_quiet();

    EXPECT_EQ(log, "-");
    EXPECT_TRUE(queue.empty());
}

TEST_F(wait_queue, wakes_tasks_of_different_schedulers) {
    net::scheduler other(loop);
    spawn_one_who_waits('a');
    other.spawn([this] { log += queue.wait({"a test"}) ? 'b' : '-'; });
    other.run_one(0ms);

    queue.wake_all();
    other.run();
    tasks->run();

    EXPECT_EQ(log, "ba");
}

} // namespace wait_queue_test
