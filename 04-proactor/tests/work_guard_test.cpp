#include <gtest/gtest.h>

#include <chrono>
#include <utility>

#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/bind_executor.h"
#include "04-proactor/executor_work_guard.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"
#include "04-proactor/strand.h"
#include "04-proactor/tests/in_time.h"

namespace work_guard_test {

using namespace std::chrono_literals;

TEST(work_guard, keeps_a_run_without_handlers_from_ending) {
    net::io_context loop;
    const auto guard = net::make_work_guard(loop);

    EXPECT_EQ(loop.poll(), 0u);

    EXPECT_FALSE(loop.stopped());
    EXPECT_TRUE(guard.owns_work());
    EXPECT_TRUE(guard.get_executor() == loop.get_executor());
}

TEST(work_guard, lets_run_end_when_it_is_reset_from_outside) {
    net::io_context loop;
    auto guard = net::make_work_guard(loop);
    in_time::runners threads(loop, 2);

    guard.reset();

    EXPECT_EQ(threads.join(), 0u);
    EXPECT_TRUE(loop.stopped());
}

TEST(work_guard, lets_run_end_when_it_is_reset_by_a_handler) {
    net::io_context loop;
    auto guard = net::make_work_guard(loop);
    net::post(loop, [&] { guard.reset(); });

    EXPECT_EQ(loop.run_for(1h), 1u);

    EXPECT_TRUE(loop.stopped());
}

TEST(work_guard, lets_what_is_left_be_called_first) {
    net::io_context loop;
    auto guard = net::make_work_guard(loop);
    int calls = 0;
    for (int i = 0; i < 3; ++i) net::post(loop, [&] { ++calls; });

    guard.reset();

    EXPECT_EQ(loop.run(), 3u);
    EXPECT_EQ(calls, 3);
}

TEST(work_guard, can_be_reset_more_than_once) {
    net::io_context loop;
    auto guard = net::make_work_guard(loop);
    const auto second = net::make_work_guard(loop);

    guard.reset();
    guard.reset();

    EXPECT_FALSE(guard.owns_work());
    loop.poll();
    EXPECT_FALSE(loop.stopped());
}

TEST(work_guard, counts_each_of_its_copies) {
    net::io_context loop;
    auto first = net::make_work_guard(loop);
    auto copy = first;

    first.reset();
    loop.poll();
    EXPECT_FALSE(loop.stopped());

    copy.reset();
    EXPECT_TRUE(loop.stopped());
}

TEST(work_guard, that_is_moved_counts_once) {
    net::io_context loop;
    auto first = net::make_work_guard(loop);
    auto second = std::move(first);
    EXPECT_FALSE(first.owns_work());
    EXPECT_TRUE(second.owns_work());

    second.reset();

    EXPECT_TRUE(loop.stopped());
}

TEST(work_guard, that_was_reset_copies_no_work) {
    net::io_context loop;
    auto first = net::make_work_guard(loop);
    first.reset();
    loop.restart();

    const auto copy = first;

    EXPECT_FALSE(copy.owns_work());
    EXPECT_EQ(loop.run(), 0u);
}

TEST(work_guard, of_a_strand_is_its_contexts) {
    net::io_context loop;
    auto guard = net::make_work_guard(net::make_strand(loop));
    loop.poll();
    EXPECT_FALSE(loop.stopped());

    guard.reset();

    EXPECT_TRUE(loop.stopped());
}

TEST(work_guard, may_be_made_for_a_handler_or_an_io_object) {
    net::io_context loop, other;
    net::steady_timer timer(loop);
    const auto bound = net::bind_executor(loop, [] {});
    auto of_object = net::make_work_guard(timer);
    auto of_handler = net::make_work_guard(bound);
    auto with_default = net::make_work_guard([] {}, other);

    EXPECT_TRUE(of_object.get_executor() == loop.get_executor());
    EXPECT_TRUE(of_handler.get_executor() == loop.get_executor());
    EXPECT_TRUE(with_default.get_executor() == other.get_executor());
}

TEST(work_guard, of_older_programs_is_called_work) {
    net::io_context loop;
    {
        const net::io_context::work guard(loop);
        loop.poll();
        EXPECT_FALSE(loop.stopped());
    }

    EXPECT_TRUE(loop.stopped());
}

} // namespace work_guard_test
