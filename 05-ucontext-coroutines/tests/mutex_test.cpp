#include "05-ucontext-coroutines/mutex.h"

#include <mutex>

#include "05-ucontext-coroutines/condition.h"
#include "05-ucontext-coroutines/tests/by_hand.h"
#include "05-ucontext-coroutines/wait_group.h"

namespace mutex_test {

using namespace std::chrono_literals;

class mutex : public net::by_hand {
protected:
    net::mutex lock;
};

TEST_F(mutex, costs_no_wait_while_it_is_free) {
    run_task([&] {
        tasks->spawn([&] { log += "later"; });
        lock.lock();
        lock.unlock();
        const std::lock_guard again(lock);
        log += "at once ";
    });

    EXPECT_EQ(log, "at once later");
}

TEST_F(mutex, lets_one_in_at_a_time) {
    int inside = 0;
    for (int i = 0; i < 3; ++i) {
        tasks->spawn([&] {
            for (int n = 0; n < 3; ++n) {
                const std::lock_guard guard(lock);
                EXPECT_EQ(++inside, 1);
                tasks->yield();
                --inside;
                log += "x";
            }
        });
    }

    tasks->run();

    EXPECT_EQ(log, "xxxxxxxxx");
}

TEST_F(mutex, goes_to_who_has_waited_longest_and_to_nobody_between) {
    lock.lock();
    for (const char name : {'a', 'b'}) {
        tasks->spawn([&, name] {
            const std::lock_guard guard(lock);
            log += name;
        });
    }
    run_until_quiet();

    lock.unlock();

    EXPECT_FALSE(lock.try_lock()); // it is a's, though a has not run yet
    tasks->spawn([&] {
        const std::lock_guard guard(lock);
        log += 'c';
    });
    tasks->run();
    EXPECT_EQ(log, "abc");
    EXPECT_TRUE(lock.try_lock());
}

TEST_F(mutex, can_be_tried) {
    EXPECT_TRUE(lock.try_lock());
    EXPECT_FALSE(lock.try_lock());
    lock.unlock();
    EXPECT_TRUE(lock.try_lock());
}

class condition : public net::by_hand {
protected:
    net::condition news;
};

TEST_F(condition, wakes_one_or_all_of_those_who_wait) {
    for (const char name : {'a', 'b', 'c'}) {
        tasks->spawn([&, name] {
            EXPECT_TRUE(news.wait());
            log += name;
        });
    }
    run_until_quiet();

    news.notify_one();
    run_until_quiet();
    EXPECT_EQ(log, "a");
    news.notify_all();
    run_until_quiet();
    EXPECT_EQ(log, "abc");
}

TEST_F(condition, forgets_a_notification_for_which_nobody_waits) {
    news.notify_all();
    tasks->spawn([&] {
        news.wait();
        log += "x";
    });

    run_until_quiet();

    EXPECT_EQ(log, "");
}

TEST_F(condition, is_waited_for_no_longer_than_the_deadline) {
    tasks->spawn([&] { log += news.wait(now + 1s) ? "news" : "over"; });
    run_until_quiet();

    now += 1s;

    run_until_quiet();
    EXPECT_EQ(log, "over");
}

TEST_F(condition, gives_the_lock_up_while_it_waits_and_has_it_again_after) {
    net::mutex lock;
    tasks->spawn([&] {
        std::unique_lock mine(lock);
        EXPECT_TRUE(news.wait(mine));
        EXPECT_TRUE(mine.owns_lock());
        log += "a";
    });
    tasks->spawn([&] {
        const std::lock_guard mine(lock);
        log += "b";
        news.notify_all();
        tasks->yield();
        log += "c"; // a has been notified, but the lock is ours
    });

    tasks->run();

    EXPECT_EQ(log, "bca");
    EXPECT_TRUE(lock.try_lock());
}

TEST_F(condition, has_the_lock_again_after_the_deadline_too) {
    net::mutex lock;
    tasks->spawn([&] {
        std::unique_lock mine(lock);
        EXPECT_FALSE(news.wait(mine, now + 1s));
        EXPECT_FALSE(lock.try_lock());
        log += "over";
    });
    run_until_quiet();

    now += 1s;
    tasks->run();

    EXPECT_EQ(log, "over");
}

class wait_group : public net::by_hand {
protected:
    net::wait_group group;
};

TEST_F(wait_group, is_over_at_once_with_nobody_in_it) {
    run_task([&] { EXPECT_TRUE(group.wait()); });
}

TEST_F(wait_group, is_over_when_the_last_one_is_done) {
    group.add(3);
    for (const char name : {'a', 'b'}) {
        tasks->spawn([&, name] {
            group.wait();
            log += name;
        });
    }
    for (int i = 0; i < 3; ++i) {
        run_until_quiet();
        EXPECT_EQ(log, "");
        EXPECT_EQ(group.count(), 3u - static_cast<unsigned>(i));
        group.done();
    }

    run_until_quiet();

    EXPECT_EQ(log, "ab");
}

TEST_F(wait_group, is_waited_for_no_longer_than_the_deadline) {
    group.add();
    tasks->spawn([&] { log += group.wait(now + 1s) ? "done" : "over"; });
    run_until_quiet();

    now += 1s;

    run_until_quiet();
    EXPECT_EQ(log, "over");
}

TEST_F(wait_group, can_be_used_again) {
    for (int i = 0; i < 2; ++i) {
        group.add();
        tasks->spawn([&] { group.done(); });
        run_task([&] { EXPECT_TRUE(group.wait()); });
    }

    EXPECT_EQ(group.count(), 0u);
}

} // namespace mutex_test
