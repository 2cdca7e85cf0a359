#include "04-proactor/strand.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "04-proactor/bind_executor.h"
#include "04-proactor/executor_work_guard.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"

namespace strand_test {

struct thrown {};

TEST(strand, keeps_the_order_of_posts) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    std::vector<int> called, expected;
    for (int i = 0; i < 100; ++i) {
        expected.push_back(i);
        net::post(strand, [&called, i] { called.push_back(i); });
    }

    loop.run();

    EXPECT_EQ(called, expected);
}

TEST(strand, calls_nothing_before_run) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    bool called = false;

    net::dispatch(strand, [&] { called = true; });

    EXPECT_FALSE(called);
    loop.run();
    EXPECT_TRUE(called);
}

TEST(strand, calls_what_is_dispatched_inside_of_it_at_once) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    std::string called;
    net::post(strand, [&] {
        net::post(strand, [&] { called += 'c'; });
        net::dispatch(strand, [&] { called += 'a'; });
        called += 'b';
    });

    loop.run();

    EXPECT_EQ(called, "abc");
}

TEST(strand, that_is_free_calls_what_a_handler_of_its_context_dispatches) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    std::string called;
    net::post(loop, [&] {
        net::dispatch(strand, [&] { called += 'a'; });
        called += 'b';
    });

    EXPECT_EQ(loop.run(), 1u);

    EXPECT_EQ(called, "ab");
}

TEST(strand, dispatches_behind_what_was_posted) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    std::string called;
    net::post(loop, [&] {
        net::post(strand, [&] { called += 'b'; });
        net::dispatch(strand, [&] { called += 'c'; });
        called += 'a';
    });

    loop.run();

    EXPECT_EQ(called, "abc");
}

TEST(strand, is_not_entered_from_another_one_that_is_nested_in_it) {
    net::io_context loop;
    auto outer = net::make_strand(loop), inner = net::make_strand(loop);
    std::string called;
    net::post(outer, [&] {
        net::dispatch(inner, [&] {
            net::dispatch(outer, [&] { called += 'a'; });
            called += outer.running_in_this_thread() ? 'b' : '-';
        });
        called += inner.running_in_this_thread() ? '-' : 'c';
    });

    loop.run();

    EXPECT_EQ(called, "abc");
}

TEST(strand, knows_whether_it_is_running_in_this_thread) {
    net::io_context loop;
    auto strand = net::make_strand(loop), other = net::make_strand(loop);
    std::vector<bool> running;
    net::post(loop,
              [&] { running.push_back(strand.running_in_this_thread()); });
    net::post(strand, [&] {
        running.push_back(strand.running_in_this_thread());
        running.push_back(other.running_in_this_thread());
    });

    loop.run();

    EXPECT_EQ(running, (std::vector<bool>{false, true, false}));
    EXPECT_FALSE(strand.running_in_this_thread());
}

TEST(strand, is_the_same_in_all_copies) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    const auto copy = strand;
    bool inside = false;
    net::post(strand, [&] { inside = copy.running_in_this_thread(); });

    loop.run();

    EXPECT_TRUE(inside);
    EXPECT_TRUE(copy == strand);
    EXPECT_FALSE(copy == net::make_strand(loop));
    EXPECT_TRUE(strand.get_inner_executor() == loop.get_executor());
}

TEST(strand, may_die_before_its_handlers_are_called) {
    net::io_context loop;
    std::string called;
    {
        auto strand = net::make_strand(loop);
        for (char each : {'a', 'b'}) {
            net::post(strand, [&called, each] { called += each; });
        }
    }

    loop.run();

    EXPECT_EQ(called, "ab");
}

TEST(strand, may_die_in_its_own_handler) {
    net::io_context loop;
    using strand_type = net::strand<net::io_context::executor_type>;
    auto strand = std::make_unique<strand_type>(loop.get_executor());
    std::string called;
    net::post(*strand, [&] {
        net::post(*strand, [&] { called += 'b'; });
        strand.reset();
        called += 'a';
    });

    loop.run();

    EXPECT_EQ(called, "ab");
}

TEST(strand, is_free_again_after_an_exception) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    std::string called;
    net::post(strand, [] { throw thrown{}; });
    net::post(strand, [&] { called += 'a'; });
    EXPECT_THROW(loop.run(), thrown);
    EXPECT_FALSE(loop.stopped());
    net::post(strand, [&] { called += 'b'; });

    loop.run();

    EXPECT_EQ(called, "ab");
}

TEST(strand, is_free_again_after_an_exception_of_its_only_handler) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    bool called = false;
    net::post(strand, [] { throw thrown{}; });
    EXPECT_THROW(loop.run(), thrown);
    EXPECT_EQ(loop.run(), 0u);
    loop.restart();

    net::post(strand, [&] { called = true; });
    loop.run();

    EXPECT_TRUE(called);
}

TEST(strand, counts_as_work_while_handlers_wait_in_it) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    int calls = 0;
    for (int i = 0; i < 3; ++i) net::post(strand, [&] { ++calls; });
    net::post(strand, [&] {
        for (int i = 0; i < 3; ++i) net::defer(strand, [&] { ++calls; });
    });

    loop.run();

    EXPECT_EQ(calls, 6);
    EXPECT_TRUE(loop.stopped());
}

TEST(strand, of_a_destroyed_context_destroys_its_handlers_uncalled) {
    auto count = std::make_shared<int>(0);
    auto loop = std::make_unique<net::io_context>();
    auto strand = net::make_strand(*loop);
    for (int i = 0; i < 3; ++i) {
        net::post(strand, net::bind_executor(strand, [count] { ++*count; }));
    }

    loop.reset();

    EXPECT_EQ(*count, 0);
    EXPECT_EQ(count.use_count(), 1);
}

TEST(strand, of_a_destroyed_context_is_not_kept_by_a_late_handler) {
    auto count = std::make_shared<int>(0);
    {
        net::io_context loop;
        auto strand = net::make_strand(loop);
        auto last_post = [strand, count](void*) {
            net::post(strand, [strand, count] { ++*count; });
        };
        std::shared_ptr<void> at_the_end(nullptr, last_post);
        net::post(strand, [at_the_end = std::move(at_the_end)] {});
    }

    EXPECT_EQ(*count, 0);
    EXPECT_EQ(count.use_count(), 1);
}

} // namespace strand_test
