// Proves the strand: one at a time, in order, and nobody waits in a thread.
#include ANSWER

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "exercises/story.h"

namespace {

using namespace std::chrono_literals;

/// A context in the hands of several threads, until the end of the test.
struct strand : testing::Test {
    ~strand() override {
        loop.stop();
        for (std::thread& each : threads) each.join();
    }

    void run_in_threads(int n) {
        for (int i = 0; i < n; ++i) {
            threads.emplace_back([this] { loop.run_for(4s); });
        }
    }

    void join() {
        for (std::thread& each : threads) each.join();
        threads.clear();
    }

    net::io_context loop;
    answer::strand one{loop};
    std::vector<std::thread> threads;
};

TEST_F(strand, calls_in_the_order_of_posting) {
    net::story story;
    story.step("three functions are posted");
    std::string called;
    for (const char name : {'a', 'b', 'c'}) {
        one.post([&called, name] { called += name; });
    }
    EXPECT_EQ(called, "") << "post() has called them" << story.hint(1);
    story.step("one thread runs the context");
    loop.run_for(2s);

    EXPECT_EQ(called, "abc") << story.hint(1);
}

TEST_F(strand, never_calls_two_at_once) {
    net::story story;
    story.step("a function is posted that waits a little for a second one");
    std::atomic<int> inside = 0;
    std::binary_semaphore second_has_begun{0};
    bool met = false;
    one.post([&] {
        ++inside;
        met = second_has_begun.try_acquire_for(300ms);
        --inside;
    });
    one.post([&] {
        if (inside > 0) second_has_begun.release();
    });
    story.step("two threads run the context");
    run_in_threads(2);
    join();

    EXPECT_FALSE(met) << "the second one was called beside the first"
                      << story.hint(1);
}

TEST_F(strand, keeps_order_and_loses_nothing_with_four_threads) {
    net::story story;
    story.step("four threads run the context", 2);
    auto guard = net::make_work_guard(loop);
    run_in_threads(4);
    story.step("two others post 3,000 functions each, through the strand", 2);
    constexpr int each = 3000;
    std::array<int, 2> next{}; // nothing guards them but the strand
    int out_of_order = 0;
    std::array<std::thread, 2> posters;
    for (std::size_t p = 0; p < posters.size(); ++p) {
        posters[p] = std::thread([&, p] {
            for (int i = 0; i < each; ++i) {
                one.post([&, p, i] {
                    if (next[p]++ != i) ++out_of_order;
                });
            }
        });
    }
    for (std::thread& poster : posters) poster.join();
    guard.reset();
    join();

    EXPECT_EQ(next[0] + next[1], 2 * each) << "were called" << story.hint(2);
    EXPECT_EQ(out_of_order, 0) << "were out of order" << story.hint(1);
}

TEST_F(strand, takes_posts_of_the_functions_that_it_calls) {
    net::story story;
    story.step("a function is posted that posts another one", 2);
    std::string called;
    one.post([&] {
        one.post([&] { called += "inner "; });
        called += "outer ";
    });
    loop.run_for(2s);

    EXPECT_EQ(called, "outer inner ") << story.hint(2);
}

TEST_F(strand, makes_no_thread_wait) {
    net::story story;
    story.step(
        "a function in the strand waits for one that is posted to the "
        "context, behind another one in the strand",
        2);
    std::binary_semaphore begun{0}, called{0};
    bool was_called = false;
    one.post([&] {
        begun.release();
        was_called = called.try_acquire_for(2s);
    });
    story.step("two threads run the context", 2);
    run_in_threads(2);
    EXPECT_TRUE(begun.try_acquire_for(2s)) << story.hint(2);
    one.post([] {});
    net::post(loop, [&] { called.release(); });
    join();

    EXPECT_TRUE(was_called)
        << "the second thread waited for the strand" << story.hint(2);
}

TEST_F(strand, lets_others_have_their_turn) {
    net::story story;
    story.step("a function in the strand posts itself, a hundred times");
    int times = 0, times_before_other = -1;
    std::function<void()> again = [&] {
        if (++times < 100) one.post(again);
    };
    one.post(again);
    story.step("another one is posted to the context itself");
    net::post(loop, [&] { times_before_other = times; });
    story.step("one thread runs the context");
    loop.run_for(2s);

    EXPECT_EQ(times, 100) << story.hint(3);
    EXPECT_LE(times_before_other, 2)
        << "times the first was called, before the other" << story.hint(3);
}

TEST_F(strand, goes_on_after_an_exception) {
    net::story story;
    story.step("three functions are posted; the first one throws", 3);
    std::string called;
    one.post([] { throw std::runtime_error("sorry"); });
    one.post([&] { called += "second "; });
    one.post([&] { called += "third "; });
    story.step("run() is called: the exception leaves it", 3);
    EXPECT_THROW(loop.run_for(2s), std::runtime_error) << story.hint(3);
    story.step("run() is called again, and then another one is posted", 3);
    loop.run_for(2s);
    one.post([&] { called += "fourth "; });
    loop.restart();
    loop.run_for(2s);

    EXPECT_EQ(called, "second third fourth ") << story.hint(3);
}

TEST_F(strand, may_be_gone_before_its_functions_are_called) {
    net::story story;
    story.step("a function is posted, and the strand is destroyed", 3);
    auto gone = std::make_unique<answer::strand>(loop);
    bool called = false;
    gone->post([&] { called = true; });
    gone.reset();
    loop.run_for(2s);

    EXPECT_TRUE(called) << story.hint(3);
}

} // namespace
