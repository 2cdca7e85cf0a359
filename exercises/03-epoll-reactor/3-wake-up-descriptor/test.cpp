// Proves the mailbox: who posts wakes the loop, and is never kept waiting.
#include ANSWER

#include <gtest/gtest.h>
#include <poll.h>

#include <array>
#include <atomic>
#include <semaphore>
#include <string>
#include <thread>

#include "exercises/story.h"

namespace {

using answer::mailbox;

/// Whether a loop would be woken; it waits no longer than `milliseconds`.
bool is_readable(const mailbox& box, int milliseconds = 0) {
    pollfd asked{box.fd(), POLLIN, 0};
    return ::poll(&asked, 1, milliseconds) == 1;
}

/// As a loop that watches nothing else: until `done`, or nothing has come for
/// two seconds.
void run(mailbox& box, const bool& done) {
    while (!done && is_readable(box, 2000)) box.call_posted();
}

TEST(mailbox, wakes_the_loop_while_something_is_posted) {
    net::story story;
    mailbox box;
    story.step("nothing is posted");
    EXPECT_FALSE(is_readable(box)) << "fd() is readable" << story.hint(1);
    story.step("something is posted");
    int called = 0;
    box.post([&] { ++called; });
    EXPECT_EQ(called, 0) << "post() has called it itself" << story.hint(1);
    EXPECT_TRUE(is_readable(box)) << "fd() is not readable" << story.hint(1);
    story.step("the loop calls call_posted()");
    if (is_readable(box)) box.call_posted();

    EXPECT_EQ(called, 1) << story.hint(1);
}

TEST(mailbox, lets_the_loop_sleep_again) {
    net::story story;
    mailbox box;
    story.step("three functions are posted");
    std::string called;
    box.post([&] { called += "1 "; });
    box.post([&] { called += "2 "; });
    box.post([&] { called += "3 "; });
    story.step("the loop calls call_posted() once");
    const std::size_t n = box.call_posted();

    EXPECT_EQ(called, "1 2 3 ") << story.hint(2);
    EXPECT_EQ(n, 3u) << story.hint(2);
    EXPECT_FALSE(is_readable(box))
        << "fd() is readable, and the loop would spin" << story.hint(2);
}

TEST(mailbox, never_keeps_the_one_who_posts_waiting) {
    net::story story;
    mailbox box;
    story.step("100,000 functions are posted, and the loop is busy elsewhere",
               2);
    int called = 0;
    for (int i = 0; i < 100'000; ++i) box.post([&] { ++called; });
    story.step("the loop comes back, as often as fd() is readable", 2);
    for (int i = 0; i < 100'000 && is_readable(box); ++i) box.call_posted();

    EXPECT_EQ(called, 100'000) << story.hint(2);
}

TEST(mailbox, never_keeps_the_loop_waiting) {
    net::story story;
    mailbox box;
    story.step("call_posted() is called although nothing is posted", 2);
    const std::size_t n = box.call_posted();

    EXPECT_EQ(n, 0u) << story.hint(2);
}

TEST(mailbox, takes_posts_of_the_functions_that_it_calls) {
    net::story story;
    mailbox box;
    story.step("a function is posted that posts another one", 3);
    std::string called;
    box.post([&] {
        called += "outer ";
        box.post([&] { called += "inner "; });
    });
    story.step("the loop calls call_posted() once", 3);
    box.call_posted();
    EXPECT_EQ(called, "outer ") << story.hint(3);
    EXPECT_TRUE(is_readable(box))
        << "nobody would wake the loop for the inner one" << story.hint(3);
    story.step("the loop calls it again", 3);
    box.call_posted();

    EXPECT_EQ(called, "outer inner ") << story.hint(3);
}

TEST(mailbox, lets_others_post_while_it_calls) {
    net::story story;
    mailbox box;
    bool done = false;
    story.step("a posted function waits until another thread has posted", 3);
    std::binary_semaphore started{0}, posted{0};
    box.post([&] {
        started.release();
        posted.acquire();
    });
    std::thread other([&] {
        if (!started.try_acquire_for(std::chrono::seconds(3))) return;
        box.post([&] { done = true; });
        posted.release();
    });
    run(box, done);
    other.join();

    EXPECT_TRUE(done) << story.hint(3);
}

TEST(mailbox, wakes_a_loop_that_sleeps_each_time) {
    net::story story;
    mailbox box;
    story.step(
        "a thread posts 1,000 times, each time when the last function "
        "has been called: the loop is asleep, or about to be");
    std::binary_semaphore called{0};
    std::atomic<bool> lost = false;
    bool done = false;
    std::thread other([&] {
        for (int i = 0; i < 1000 && !lost; ++i) {
            box.post([&] { called.release(); });
            lost = !called.try_acquire_for(std::chrono::seconds(3));
        }
        box.post([&] { done = true; });
    });
    run(box, done);
    other.join();

    EXPECT_FALSE(lost) << "the loop slept while something was posted"
                       << story.hint(2);
    EXPECT_TRUE(done) << story.hint(2);
}

TEST(mailbox, calls_what_four_threads_post_each_in_its_order) {
    net::story story;
    mailbox box;
    story.step("four threads post 2,000 functions each, while the loop runs");
    constexpr int each = 2000;
    std::array<int, 4> next{}; // that each thread's functions expect
    int out_of_order = 0, called = 0;
    bool done = false;
    std::array<std::thread, 4> threads;
    for (std::size_t t = 0; t < threads.size(); ++t) {
        threads[t] = std::thread([&, t] {
            for (int i = 0; i < each; ++i) {
                box.post([&, t, i] {
                    if (next[t]++ != i) ++out_of_order;
                    done = ++called == 4 * each;
                });
            }
        });
    }
    run(box, done);
    for (std::thread& one : threads) one.join();

    EXPECT_EQ(called, 4 * each) << story.hint(2);
    EXPECT_EQ(out_of_order, 0) << story.hint(2);
}

} // namespace
