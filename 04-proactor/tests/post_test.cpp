#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "04-proactor/bind_executor.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"
#include "04-proactor/strand.h"
#include "04-proactor/system_executor.h"
#include "04-proactor/tests/in_time.h"
#include "04-proactor/thread_pool.h"

namespace post_test {

int calls_of_a_plain_function;
void plain_function() {
    ++calls_of_a_plain_function;
}

TEST(post, never_calls_before_it_returns) {
    net::io_context loop;
    std::string called;
    net::post(loop, [&] {
        net::post(loop, [&] { called += 'b'; });
        called += 'a';
    });
    EXPECT_EQ(called, "");

    loop.run();

    EXPECT_EQ(called, "ab");
}

TEST(post, keeps_the_order) {
    net::io_context loop;
    std::vector<int> called, expected;
    for (int i = 0; i < 1000; ++i) {
        expected.push_back(i);
        net::post(loop, [&called, i] { called.push_back(i); });
    }

    EXPECT_EQ(loop.run(), 1000u);

    EXPECT_EQ(called, expected);
}

TEST(post, takes_a_plain_function) {
    net::io_context loop;
    calls_of_a_plain_function = 0;

    net::post(loop, plain_function);
    net::post(loop, &plain_function);

    EXPECT_EQ(loop.run(), 2u);
    EXPECT_EQ(calls_of_a_plain_function, 2);
}

TEST(post, copies_a_function_that_is_not_given_away) {
    net::io_context loop;
    auto count = std::make_shared<int>(0);
    const auto function = [count] { ++*count; };

    net::post(loop, function);
    net::post(loop.get_executor(), function);

    EXPECT_EQ(loop.run(), 2u);
    EXPECT_EQ(*count, 2);
    EXPECT_EQ(count.use_count(), 2);
}

TEST(post, takes_a_function_that_can_only_be_moved) {
    net::io_context loop;
    int seen = 0;

    net::post(loop, [&, one = std::make_unique<int>(7)] { seen = *one; });
    loop.run();

    EXPECT_EQ(seen, 7);
}

TEST(post, of_a_handler_alone_goes_to_its_own_executor) {
    net::io_context loop;
    bool called = false;

    net::post(net::bind_executor(loop, [&] { called = true; }));

    EXPECT_FALSE(called);
    EXPECT_EQ(loop.run(), 1u);
    EXPECT_TRUE(called);
}

TEST(post, of_a_function_alone_goes_to_the_system_executor) {
    in_time::event called;
    std::thread::id caller;

    net::post([&] {
        caller = std::this_thread::get_id();
        called.happens();
    });

    ASSERT_TRUE(called.wait());
    EXPECT_NE(caller, std::this_thread::get_id());
}

TEST(post, to_a_context_of_a_bound_handler_passes_it_on) {
    net::io_context first, own;
    bool called = false;
    net::post(first, net::bind_executor(own, [&] { called = true; }));

    EXPECT_EQ(own.poll(), 0u); // it is not here yet, and there is work
    EXPECT_FALSE(own.stopped());
    EXPECT_EQ(first.run(), 1u);
    EXPECT_FALSE(called);

    EXPECT_EQ(own.run(), 1u);
    EXPECT_TRUE(called);
}

TEST(post, leaves_a_bound_handler_on_the_executor_it_was_posted_to) {
    net::io_context loop;
    bool called = false;

    net::post(loop, net::bind_executor(loop, [&] { called = true; }));

    EXPECT_EQ(loop.run(), 1u);
    EXPECT_TRUE(called);
}

TEST(dispatch, outside_of_run_is_post) {
    net::io_context loop;
    bool called = false;

    net::dispatch(loop, [&] { called = true; });

    EXPECT_FALSE(called);
    EXPECT_EQ(loop.run(), 1u);
    EXPECT_TRUE(called);
}

TEST(dispatch, inside_of_run_calls_at_once) {
    net::io_context loop;
    std::string called;
    net::post(loop, [&] {
        net::dispatch(loop, [&] { called += 'a'; });
        called += 'b';
    });

    EXPECT_EQ(loop.run(), 1u);

    EXPECT_EQ(called, "ab");
}

TEST(dispatch, looks_through_the_run_of_another_context) {
    net::io_context outer, inner;
    std::string called;
    net::post(outer, [&] {
        net::post(inner, [&] {
            net::dispatch(outer, [&] { called += 'a'; });
            called += 'b';
        });
        inner.run();
    });

    EXPECT_EQ(outer.run(), 1u);

    EXPECT_EQ(called, "ab");
}

TEST(dispatch, in_the_run_of_another_context_is_post) {
    net::io_context loop, other;
    bool called = false;
    net::post(other, [&] { net::dispatch(loop, [&] { called = true; }); });

    EXPECT_EQ(other.run(), 1u);

    EXPECT_FALSE(called);
    EXPECT_EQ(loop.run(), 1u);
    EXPECT_TRUE(called);
}

TEST(dispatch, to_the_system_executor_calls_at_once) {
    bool called = false;

    net::dispatch([&] { called = true; });

    EXPECT_TRUE(called);
}

TEST(defer, never_calls_before_it_returns) {
    net::io_context loop;
    std::string called;
    net::defer(loop, [&] {
        net::defer(loop, [&] { called += 'b'; });
        called += 'a';
    });
    EXPECT_EQ(called, "");

    EXPECT_EQ(loop.run(), 2u);

    EXPECT_EQ(called, "ab");
}

TEST(defer, lets_go_first_what_was_posted_meanwhile) {
    net::io_context loop;
    std::string called;
    net::post(loop, [&] {
        net::defer(loop, [&] { called += 'b'; });
        net::post(loop, [&] { called += 'a'; });
    });

    EXPECT_EQ(loop.run(), 3u);

    EXPECT_EQ(called, "ab");
}

TEST(post, is_a_member_of_the_context_of_older_programs) {
    net::io_context loop;
    std::string called;

    loop.post([&] {
        loop.dispatch([&] { called += 'a'; });
        called += 'b';
    });
    loop.post(loop.wrap([&] { called += 'c'; }));

    EXPECT_EQ(loop.run(), 2u);
    EXPECT_EQ(called, "abc");
}

} // namespace post_test
