#include <gtest/gtest.h>

#include <array>
#include <semaphore>
#include <thread>

#include "01-blocking/socket.h"
#include "03-epoll-reactor/reactor.h"
#include "03-epoll-reactor/tests/any_reactor.h"

namespace reactor_post_test {

using namespace std::chrono_literals;
using net::any_reactor;
using net::interest;

TEST_P(any_reactor, calls_a_posted_function_from_run_and_never_from_post) {
    bool called = false;

    loop.post([&] { called = true; });

    EXPECT_FALSE(called);
    EXPECT_TRUE(loop.run_one(-1ms));
    EXPECT_TRUE(called);
}

TEST_P(any_reactor, calls_what_posted_functions_post_in_the_next_turn) {
    std::string log;
    loop.post([&] {
        loop.post([&] { log += "second"; });
        log += "first ";
    });

    loop.run_one(0ms);
    EXPECT_EQ(log, "first ");

    loop.run_one(-1ms);
    EXPECT_EQ(log, "first second");
}

TEST_P(any_reactor, calls_what_a_handler_posts_after_the_handler) {
    auto [ours, theirs] = net::connected_pair();
    std::string log;
    loop.watch(ours.get(), interest::readable, [&, fd = ours.get()] {
        loop.post([&] { log += "posted"; });
        log += "handler ";
        loop.forget(fd);
    });
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    loop.run();

    EXPECT_EQ(log, "handler posted");
}

TEST_P(any_reactor, destroys_a_posted_function_once_it_has_been_called) {
    const auto token = std::make_shared<int>();
    loop.post([token] {});
    loop.post([&] { EXPECT_EQ(token.use_count(), 1); });

    loop.run();

    EXPECT_EQ(token.use_count(), 1);
}

TEST_P(any_reactor, calls_all_that_four_threads_post_each_in_its_order) {
    constexpr int each = 10'000;
    std::array<int, 4> next{}; // what each thread has posted next
    int out_of_order = 0;
    int called = 0;
    const auto post_all = [&](int& expected) {
        for (int i = 0; i < each; ++i) {
            loop.post([&, i] {
                if (expected++ != i) ++out_of_order;
                if (++called == each * 4) loop.stop();
            });
        }
    };
    std::vector<std::thread> threads;
    for (int& expected : next) {
        threads.emplace_back([&] { post_all(expected); });
    }

    loop.run_until_stopped();

    for (std::thread& each_thread : threads) each_thread.join();
    EXPECT_EQ(called, each * 4);
    EXPECT_EQ(out_of_order, 0);
}

TEST_P(any_reactor, is_woken_by_a_post_each_time_it_sleeps) {
    constexpr int rounds = 1000;
    auto [ours, theirs] = net::connected_pair();
    loop.watch(ours.get(), interest::readable, [] { FAIL(); });
    std::binary_semaphore called{0};
    // Posts only when the last post has been called: by then the loop is
    // asleep, or about to be.
    std::thread other([&] {
        for (int i = 0; i < rounds; ++i) {
            loop.post([&] { called.release(); });
            called.acquire();
        }
        loop.stop();
    });

    loop.run();

    other.join();
}

TEST_P(any_reactor, is_woken_by_a_post_while_it_waits_for_a_timer) {
    loop.call_after(1h, [] { FAIL(); });
    std::thread other([this] { loop.post([this] { loop.stop(); }); });

    loop.run();

    other.join();
}

TEST_P(any_reactor, runs_what_was_posted_and_nothing_else) {
    auto [ours, theirs] = net::connected_pair();
    loop.watch(ours.get(), net::interest::readable, [] { FAIL(); });
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);
    loop.call_after(0ms, [] { FAIL(); });
    int called = 0;
    loop.post([&] {
        ++called;
        loop.post([&] { ++called; });
    });

    EXPECT_TRUE(loop.run_posted());
    EXPECT_EQ(called, 1);
    EXPECT_TRUE(loop.run_posted());
    EXPECT_EQ(called, 2);
    EXPECT_FALSE(loop.run_posted());
}

} // namespace reactor_post_test
