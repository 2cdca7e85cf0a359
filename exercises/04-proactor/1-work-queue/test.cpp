// Proves the queue: who waits is woken, and who has work left does not leave.
#include ANSWER

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "exercises/story.h"

namespace {

using namespace std::chrono_literals;
using answer::work_queue;

/// A thread in run().
std::future<std::size_t> start_run(work_queue& queue) {
    return std::async(std::launch::async, [&] { return queue.run(); });
}

bool has_returned(const std::future<std::size_t>& run,
                  std::chrono::milliseconds within) {
    return run.wait_for(within) == std::future_status::ready;
}

TEST(work_queue, calls_what_is_posted_in_order_and_returns) {
    net::story story;
    work_queue queue;
    story.step("run() is called, and there is nothing to do");
    EXPECT_EQ(queue.run(), 0u) << story.hint(1);
    story.step("two functions are posted");
    std::string called;
    queue.post([&] { called += "first "; });
    queue.post([&] { called += "second "; });
    EXPECT_EQ(called, "") << "post() has called them" << story.hint(1);
    story.step("run() is called");

    EXPECT_EQ(queue.run(), 2u) << story.hint(1);
    EXPECT_EQ(called, "first second ") << story.hint(1);
}

TEST(work_queue, takes_posts_of_the_functions_that_it_calls) {
    net::story story;
    work_queue queue;
    story.step("a function is posted that posts another one", 2);
    std::string called;
    queue.post([&] {
        queue.post([&] { called += "inner "; });
        called += "outer ";
    });
    story.step("run() is called", 2);

    EXPECT_EQ(queue.run(), 2u) << story.hint(2);
    EXPECT_EQ(called, "outer inner ") << story.hint(2);
}

TEST(work_queue, lets_two_threads_run_two_functions_at_once) {
    net::story story;
    work_queue queue;
    story.step("two functions are posted; each waits until both have begun", 2);
    std::atomic<int> begun = 0, together = 0;
    for (int i = 0; i < 2; ++i) {
        queue.post([&] {
            ++begun;
            const auto end = std::chrono::steady_clock::now() + 2s;
            while (begun < 2 && std::chrono::steady_clock::now() < end) {
                std::this_thread::yield();
            }
            if (begun == 2) ++together;
        });
    }
    story.step("two threads call run()", 2);
    std::future<std::size_t> other = start_run(queue);
    const std::size_t called = queue.run() + other.get();

    EXPECT_EQ(called, 2u) << story.hint(2);
    EXPECT_EQ(together, 2) << "functions met the other" << story.hint(2);
}

TEST(work_queue, waits_while_work_has_been_started) {
    net::story story;
    work_queue queue;
    story.step("work_started(), then a thread calls run(), on an empty queue");
    queue.work_started();
    std::future<std::size_t> run = start_run(queue);
    EXPECT_FALSE(has_returned(run, 50ms))
        << "run() did not wait" << story.hint(3);
    story.step("a function is posted", 3);
    std::binary_semaphore called{0};
    queue.post([&] { called.release(); });
    const bool was_called = called.try_acquire_for(2s);
    EXPECT_TRUE(was_called) << "nobody has called it" << story.hint(3);
    story.step("work_finished()", 3);
    queue.work_finished();
    EXPECT_TRUE(has_returned(run, 2s))
        << "run() is still waiting" << story.hint(3);
    queue.stop();
}

TEST(work_queue, keeps_a_thread_while_another_ones_function_runs) {
    net::story story;
    work_queue queue;
    story.step("a thread calls run(): its function takes a while");
    std::binary_semaphore begun{0}, go_on{0};
    queue.post([&] {
        begun.release();
        go_on.acquire();
        queue.post([] {});
    });
    std::future<std::size_t> busy = start_run(queue);
    EXPECT_TRUE(begun.try_acquire_for(2s)) << story.hint(3);
    story.step(
        "another thread calls run(): the queue is empty, but the "
        "function may post something");
    std::future<std::size_t> idle = start_run(queue);
    EXPECT_FALSE(has_returned(idle, 300ms))
        << "it did not wait for that" << story.hint(3);
    story.step("the function posts something, and ends", 3);
    go_on.release();
    EXPECT_TRUE(has_returned(idle, 2s)) << "it waits for ever" << story.hint(3);
    EXPECT_TRUE(has_returned(busy, 2s)) << story.hint(3);
    queue.stop();
}

TEST(work_queue, stops_all_threads) {
    net::story story;
    work_queue queue;
    queue.work_started();
    story.step("four threads call run(), and there is nothing to call", 3);
    std::vector<std::future<std::size_t>> runs;
    for (int i = 0; i < 4; ++i) runs.push_back(start_run(queue));
    EXPECT_FALSE(has_returned(runs.front(), 50ms)) << story.hint(3);
    story.step("stop() is called once", 3);
    queue.stop();

    int returned = 0;
    for (const auto& run : runs) returned += has_returned(run, 1s);
    EXPECT_EQ(returned, 4) << "threads came back" << story.hint(3);
    for (int i = 0; i < 4; ++i) queue.stop(); // for those that were forgotten
}

TEST(work_queue, leaves_the_rest_when_it_is_stopped) {
    net::story story;
    work_queue queue;
    story.step("a function that calls stop() is posted, and another one");
    bool called = false;
    queue.post([&] { queue.stop(); });
    queue.post([&] { called = true; });
    story.step("run() is called", 2);

    EXPECT_EQ(queue.run(), 1u) << story.hint(2);
    EXPECT_FALSE(called) << story.hint(2);
}

TEST(work_queue, destroys_a_function_before_it_waits_for_the_next) {
    net::story story;
    work_queue queue;
    queue.work_started();
    story.step("a function that owns something is posted", 3);
    std::binary_semaphore destroyed{0};
    queue.post([owned = std::shared_ptr<void>(
                    nullptr, [&](void*) { destroyed.release(); })] {});
    story.step("run() calls it, and then waits for more", 3);
    std::future<std::size_t> run = start_run(queue);

    EXPECT_TRUE(destroyed.try_acquire_for(2s))
        << "it is kept while run() waits" << story.hint(3);
    queue.work_finished();
}

TEST(work_queue, loses_nothing_with_four_threads) {
    net::story story;
    work_queue queue;
    story.step("4,000 functions are posted, and each posts another one", 2);
    std::atomic<int> called = 0;
    for (int i = 0; i < 4000; ++i) {
        queue.post([&] { queue.post([&] { ++called; }); });
    }
    story.step("four threads call run()", 2);
    std::vector<std::future<std::size_t>> runs;
    for (int i = 0; i < 4; ++i) runs.push_back(start_run(queue));
    std::size_t counted = 0;
    for (auto& run : runs) counted += run.get();

    EXPECT_EQ(called, 4000) << story.hint(2);
    EXPECT_EQ(counted, 8000u) << story.hint(2);
}

} // namespace
