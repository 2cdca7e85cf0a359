#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "04-proactor/executor_work_guard.h"
#include "04-proactor/function_operation.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"
#include "04-proactor/tests/hand_fed_task.h"
#include "04-proactor/tests/in_time.h"

namespace scheduler_task_test {

using net::detail::operation_queue;

/// A context, and a task in the place of its reactor.
class scheduler_task : public testing::Test {
protected:
    scheduler_task() { loop_.threads().set_task(task_); }

    static net::detail::operation* make(auto function) {
        return net::detail::make_function_operation(std::move(function),
                                                    std::allocator<void>());
    }

    hand_fed_task task_;
    net::io_context loop_;
};

TEST_F(scheduler_task, is_where_one_thread_waits) {
    const auto guard = net::make_work_guard(loop_);

    in_time::runners threads(loop_, 3);

    EXPECT_TRUE(task_.has_thread());
}

TEST_F(scheduler_task, is_interrupted_by_a_post_when_nobody_sleeps) {
    const auto guard = net::make_work_guard(loop_);
    in_time::event called;
    in_time::runners threads(loop_, 1);
    ASSERT_TRUE(task_.has_thread());

    net::post(loop_, [&] { called.happens(); });

    EXPECT_TRUE(called.wait());
    EXPECT_TRUE(task_.has_thread()); // and then goes on
}

TEST_F(scheduler_task, is_interrupted_by_stop) {
    const auto guard = net::make_work_guard(loop_);
    in_time::runners threads(loop_, 2);
    ASSERT_TRUE(task_.has_thread());

    loop_.stop();

    EXPECT_EQ(threads.join(), 0u);
}

TEST_F(scheduler_task, is_interrupted_when_the_last_work_has_gone) {
    auto guard = net::make_work_guard(loop_);
    in_time::runners threads(loop_, 2);
    ASSERT_TRUE(task_.has_thread());

    guard.reset();

    EXPECT_EQ(threads.join(), 0u);
    EXPECT_TRUE(loop_.stopped());
}

TEST_F(scheduler_task, comes_after_all_that_its_last_wait_has_found) {
    loop_.threads().work_started();
    loop_.threads().work_started();
    std::string called;
    in_time::runners thread(loop_, 1);
    ASSERT_TRUE(task_.has_thread());

    task_.finds([&](operation_queue& ready) {
        ready.push(make([&] { called += 'a'; }));
        ready.push(make([&] { called += 'b'; }));
    });

    EXPECT_EQ(thread.join(), 2u);
    EXPECT_EQ(called, "ab");
}

TEST_F(scheduler_task, may_find_the_last_work_while_a_handler_ends) {
    loop_.threads().work_started(); // as for a timer
    auto guard = net::make_work_guard(loop_);
    int calls = 0;
    in_time::runners thread(loop_, 1);
    ASSERT_TRUE(task_.has_thread());

    task_.finds([&](operation_queue& ready) {
        ready.push(make([&] { ++calls; }));
        guard.reset(); // as another thread might do just now
    });

    EXPECT_EQ(thread.join(), 1u);
    EXPECT_EQ(calls, 1);
}

TEST_F(scheduler_task, is_interrupted_for_several_deferred_functions) {
    const auto guard = net::make_work_guard(loop_);
    in_time::event first, second;
    in_time::runners threads(loop_, 2);
    ASSERT_TRUE(task_.has_thread());

    net::post(loop_, [&] {
        ASSERT_TRUE(task_.has_thread()); // the other one
        net::defer(loop_, [&] {
            if (second.wait()) first.happens();
        });
        net::defer(loop_, [&] { second.happens(); });
    });

    EXPECT_TRUE(first.wait());
}

TEST_F(scheduler_task, is_interrupted_for_what_a_handler_leaves_that_throws) {
    const auto guard = net::make_work_guard(loop_);
    in_time::event called;
    in_time::runners threads(loop_, 2);
    ASSERT_TRUE(task_.has_thread());

    net::post(loop_, [&] {
        ASSERT_TRUE(task_.has_thread());
        net::defer(loop_, [&] { called.happens(); });
        throw std::runtime_error("no more");
    });

    EXPECT_TRUE(called.wait());
    loop_.stop();
    EXPECT_THROW(threads.join(), std::runtime_error);
}

} // namespace scheduler_task_test
