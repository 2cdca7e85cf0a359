// Proves a thread pool: no job is lost, nobody waits for ever, and the queue
// has an end.
#include ANSWER

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <optional>
#include <thread>
#include <vector>

#include "exercises/slow_peer.h"
#include "exercises/story.h"

namespace {

/// A thread that submits one more job, and what has become of that.
class submitter {
public:
    explicit submitter(answer::thread_pool& pool)
        : thread_([this, &pool] {
              const net::interrupter self;
              self_ = &self;
              result_ = pool.submit([this] { ran_ = true; });
              returned_ = true;
              while (!may_end_) std::this_thread::yield();
          }) {}
    submitter(const submitter&) = delete;
    submitter& operator=(const submitter&) = delete;
    ~submitter() {
        may_end_ = true;
        thread_.join();
    }

    /// Waits until submit() sleeps (true), or has returned (false).
    bool sleeps() const {
        while (self_ == nullptr) std::this_thread::yield();
        while (!returned_ && !self_.load()->sleeps()) {
            std::this_thread::yield();
        }
        return !returned_;
    }

    bool result() const {
        while (!returned_) std::this_thread::yield();
        return result_;
    }
    bool ran() const { return ran_; }

private:
    std::atomic<const net::interrupter*> self_ = nullptr;
    std::atomic<bool> returned_ = false;
    std::atomic<bool> result_ = false;
    std::atomic<bool> ran_ = false;
    std::atomic<bool> may_end_ = false;
    std::thread thread_;
};

/// Waits until all threads of a pool sleep for want of a job.
void await_idle(answer::thread_pool& pool, std::size_t threads) {
    std::latch all_here(static_cast<std::ptrdiff_t>(threads));
    std::vector<std::atomic<long>> ids(threads);
    std::atomic<std::size_t> done = 0;
    for (std::atomic<long>& id : ids) {
        pool.submit([&] {
            id = ::syscall(SYS_gettid);
            all_here.arrive_and_wait();
            ++done;
        });
    }
    while (done < threads) std::this_thread::yield();
    // For some time, for a thread may sleep a moment for the lock, too.
    for (int looks = 0; looks < 100; ++looks) {
        for (const std::atomic<long>& id : ids) {
            if (!net::is_asleep(id)) looks = 0;
        }
        std::this_thread::yield();
    }
}

TEST(thread_pool, runs_every_job_once) {
    net::story story;
    std::atomic<int> runs = 0;
    {
        story.step("100 jobs are submitted to 3 threads, 5 may wait", 1);
        answer::thread_pool pool(3, 5);
        for (int i = 0; i < 100; ++i) {
            EXPECT_TRUE(pool.submit([&] { ++runs; })) << story.hint(1);
        }
        story.step("the pool is shut down", 2);
    }
    EXPECT_EQ(runs, 100) << story.hint(2);
}

TEST(thread_pool, runs_as_many_jobs_at_a_time_as_it_has_threads) {
    net::story story;
    std::latch all_here(3);
    story.step("3 jobs for 3 threads; each waits until all of them run", 1);
    answer::thread_pool pool(3, 5);
    for (int i = 0; i < 3; ++i) {
        pool.submit([&] { all_here.arrive_and_wait(); });
    }
    all_here.wait();
    story.step("the pool is shut down", 2);
}

TEST(thread_pool, lets_a_job_submit_another) {
    net::story story;
    std::latch second_ran(1);
    story.step("a job submits a second job", 1);
    answer::thread_pool pool(1, 5);
    pool.submit([&] { pool.submit([&] { second_ran.count_down(); }); });
    second_ran.wait();
    story.step("the pool is shut down", 2);
}

TEST(thread_pool, makes_who_submits_wait_while_the_queue_is_full) {
    net::story story;
    std::latch started(1);
    std::latch gate(1);
    answer::thread_pool pool(1, 2);
    story.step(
        "one thread, 2 jobs may wait: the first job runs and does not "
        "end, and two more wait",
        1);
    ASSERT_TRUE(pool.submit([&] {
        started.count_down();
        gate.wait();
    })) << story.hint(1);
    started.wait();
    pool.submit([] {});
    pool.submit([] {});
    story.step("another thread submits the next one", 1);
    submitter late(pool);

    EXPECT_TRUE(late.sleeps())
        << "submit() returned although the queue was full" << story.hint(1);
    story.step("the first job ends: there is room again", 3);
    gate.count_down();
    EXPECT_TRUE(late.result()) << story.hint(3);
    pool.shut_down();
    EXPECT_TRUE(late.ran()) << story.hint(2);
}

TEST(thread_pool, finishes_what_waits_before_it_ends) {
    net::story story;
    std::latch gate(1);
    std::atomic<int> runs = 0;
    std::optional<answer::thread_pool> pool(std::in_place, 1, 5);
    story.step("one thread is busy, and 3 jobs wait");
    pool->submit([&] { gate.wait(); });
    for (int i = 0; i < 3; ++i) pool->submit([&] { ++runs; });

    story.step("shut_down() is called; then the thread becomes free", 2);
    {
        const net::interrupter ours;
        net::meanwhile opener([&](net::meanwhile&) {
            ours.await_sleep();
            gate.count_down();
        });
        pool->shut_down();
    }

    EXPECT_EQ(runs, 3) << story.hint(2);
    story.step("shut_down() is called again, by the destructor", 2);
    pool.reset();
}

TEST(thread_pool, wakes_all_its_threads_to_end_them) {
    net::story story;
    story.step("4 threads wait for their first job, and none comes", 2);
    answer::thread_pool pool(4, 5);
    await_idle(pool, 4);
    story.step("the pool is shut down", 2);
    pool.shut_down();
}

TEST(thread_pool, takes_no_job_after_its_end) {
    net::story story;
    answer::thread_pool pool(1, 5);
    story.step("the pool is shut down, then a job is submitted", 2);
    pool.shut_down();
    bool ran = false;

    EXPECT_FALSE(pool.submit([&] { ran = true; })) << story.hint(2);
    EXPECT_FALSE(ran) << story.hint(2);
}

TEST(thread_pool, tells_who_waits_for_room_that_it_ends) {
    net::story story;
    std::latch started(1);
    std::latch gate(1);
    answer::thread_pool pool(1, 1);
    story.step("one thread is busy, one job waits: the queue is full");
    ASSERT_TRUE(pool.submit([&] {
        started.count_down();
        gate.wait();
    })) << story.hint(1);
    started.wait();
    pool.submit([] {});
    story.step("another thread waits in submit()", 1);
    submitter late(pool);
    ASSERT_TRUE(late.sleeps()) << story.hint(1);
    {
        story.step(
            "shut_down() is called; the thread is busy still, but "
            "submit() returns false",
            3);
        net::meanwhile opener([&](net::meanwhile&) {
            EXPECT_FALSE(late.result()) << story.hint(3);
            gate.count_down();
        });
        pool.shut_down();
    }
    EXPECT_FALSE(late.ran()) << story.hint(3);
}

} // namespace
