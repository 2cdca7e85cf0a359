#include "05-ucontext-coroutines/task.h"

#include <stdexcept>
#include <vector>

#include "05-ucontext-coroutines/tests/by_hand.h"

namespace task_test {

class task : public net::by_hand {
protected:
    /// Runs, and writes down what is thrown.
    void run() {
        try {
            tasks->run();
            log += "end ";
        } catch (const std::runtime_error& failure) {
            log += std::string("thrown:") + failure.what() + " ";
        }
    }
};

/// Throws a body's worth.
auto fails(const char* why) {
    return [why] { throw std::runtime_error(why); };
}

TEST_F(task, is_joined_before_its_end) {
    run_task([&] {
        net::task other = tasks->spawn([&] {
            tasks->yield();
            log += "other ";
        });
        EXPECT_FALSE(other.done());
        other.join();
        EXPECT_TRUE(other.done());
        log += "joined";
    });

    EXPECT_EQ(log, "other joined");
}

TEST_F(task, is_joined_after_its_end_without_a_wait) {
    run_task([&] {
        net::task other = tasks->spawn([] {});
        tasks->yield();
        ASSERT_TRUE(other.done());
        tasks->spawn([&] { log += "later "; });
        other.join();
        log += "joined ";
    });

    EXPECT_EQ(log, "joined later ");
}

TEST_F(task, throws_what_it_failed_of_at_its_join) {
    run_task([&] {
        net::task early = tasks->spawn(fails("early"));
        net::task late = tasks->spawn([&] {
            tasks->yield();
            tasks->yield();
            throw std::runtime_error("late");
        });
        for (net::task* one : {&late, &early}) {
            try {
                one->join();
                log += "nothing ";
            } catch (const std::runtime_error& failure) {
                log += std::string(failure.what()) + " ";
            }
        }
    });

    EXPECT_EQ(log, "late early ");
}

TEST_F(task, has_failed_for_nobody_else_once_it_is_joined) {
    tasks->spawn([&] {
        net::task other = tasks->spawn(fails("x"));
        EXPECT_THROW(other.join(), std::runtime_error);
    });

    run();

    EXPECT_EQ(log, "end ");
}

TEST_F(task, has_several_who_join_it) {
    run_task([&] {
        net::task slow = tasks->spawn([&] { tasks->yield(); });
        net::task first = tasks->spawn([&] {
            slow.join();
            log += "a";
        });
        net::task second = tasks->spawn([&] {
            slow.join();
            log += "b";
        });
        second.join();
        first.join();
    });

    EXPECT_EQ(log, "ab");
}

TEST_F(task, runs_on_when_its_handle_is_dropped) {
    tasks->spawn([&] {
        tasks->yield();
        log += "done ";
    });

    run();

    EXPECT_EQ(log, "done end ");
}

TEST_F(task, whose_handle_was_dropped_fails_out_of_run) {
    tasks->spawn(fails("x"));

    run();
    run();

    EXPECT_EQ(log, "thrown:x end ");
}

TEST_F(task, whose_handle_is_dropped_after_it_failed_fails_out_of_run) {
    tasks->spawn([&] {
        net::task failed = tasks->spawn(fails("x"));
        tasks->yield();
        EXPECT_TRUE(failed.done());
    });

    run();
    run();

    EXPECT_EQ(log, "thrown:x end ");
}

TEST_F(task, keeps_its_failure_until_the_next_run_if_none_is_under_way) {
    {
        const net::task failed = tasks->spawn(fails("x"));
        run();
    }

    run();
    run();

    EXPECT_EQ(log, "end thrown:x end ");
}

TEST_F(task, hides_no_other_failure_of_the_same_moment) {
    tasks->spawn([&] {
        const net::task last = tasks->spawn(fails("c"));
        const net::task second = tasks->spawn(fails("b"));
        const net::task first = tasks->spawn(fails("a"));
        tasks->yield();
    });

    for (int i = 0; i < 4; ++i) run();

    EXPECT_EQ(log, "thrown:a thrown:b thrown:c end ");
}

TEST_F(task, can_be_moved) {
    run_task([&] {
        net::task none;
        net::task other = tasks->spawn([&] { log += "a"; });
        none = std::move(other);
        other = tasks->spawn([&] { log += "b"; });
        std::vector<net::task> all;
        all.push_back(std::move(none));
        all.push_back(std::move(other));
        for (net::task& each : all) each.join();
        log += "joined";
    });

    EXPECT_EQ(log, "abjoined");
}

TEST_F(task, ends_when_it_owns_its_own_handle) {
    auto handle = std::make_shared<net::task>();
    *handle = tasks->spawn([handle, this] {
        tasks->yield();
        log += "x";
    });
    handle.reset();

    tasks->run();

    EXPECT_EQ(log, "x");
}

TEST_F(task, frees_what_its_body_has_captured_when_it_is_done) {
    const auto token = std::make_shared<int>();
    const net::task kept = tasks->spawn([token] {});
    EXPECT_EQ(token.use_count(), 2);

    tasks->run();

    EXPECT_EQ(token.use_count(), 1);
}

} // namespace task_test
