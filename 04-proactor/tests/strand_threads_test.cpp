#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <functional>
#include <future>
#include <stdexcept>
#include <vector>

#include "04-proactor/bind_executor.h"
#include "04-proactor/executor_work_guard.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"
#include "04-proactor/strand.h"
#include "04-proactor/tests/in_time.h"
#include "04-proactor/thread_pool.h"

namespace strand_threads_test {

using strand_type = net::strand<net::io_context::executor_type>;

/// A counter without a lock, and a witness of everyone who is at it.
class counted_alone {
public:
    void add() {
        if (inside_.exchange(true)) alone_ = false;
        ++count_;
        inside_ = false;
    }
    int count() const { return count_; }
    bool alone() const { return alone_; }

private:
    int count_ = 0; // not atomic: the strand's business
    std::atomic<bool> inside_{false};
    std::atomic<bool> alone_{true};
};

TEST(strand, never_calls_two_handlers_at_once) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    counted_alone counter;
    for (int i = 0; i < 2000; ++i) {
        net::post(loop, [&] {
            net::post(strand, [&] { counter.add(); });
            net::dispatch(strand, [&] { counter.add(); });
            net::defer(strand, [&] { counter.add(); });
        });
    }

    in_time::runners threads(loop, 4);

    ASSERT_TRUE(threads.join());
    EXPECT_TRUE(counter.alone());
    EXPECT_EQ(counter.count(), 3 * 2000);
}

TEST(strand, keeps_the_order_of_posts_in_many_threads) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    auto guard = net::make_work_guard(loop);
    std::vector<int> called, expected;
    in_time::runners threads(loop, 4);

    for (int i = 0; i < 5000; ++i) {
        expected.push_back(i);
        net::post(strand, [&called, i] { called.push_back(i); });
    }

    guard.reset();
    ASSERT_TRUE(threads.join());
    EXPECT_EQ(called, expected);
}

TEST(strand, does_not_keep_other_strands_from_running) {
    net::io_context loop;
    auto one = net::make_strand(loop), other = net::make_strand(loop);
    in_time::event other_runs, one_has_seen_it;
    net::post(one, [&] {
        if (other_runs.wait()) one_has_seen_it.happens();
    });
    net::post(other, [&] {
        other_runs.happens();
        EXPECT_TRUE(one_has_seen_it.wait());
    });

    in_time::runners threads(loop, 2);

    EXPECT_TRUE(one_has_seen_it.wait());
    EXPECT_TRUE(threads.join());
}

TEST(strand, does_not_block_a_thread_that_brings_something) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    const auto guard = net::make_work_guard(loop);
    in_time::event held, left, called;
    in_time::runners threads(loop, 2);
    net::post(strand, [&] {
        held.happens();
        EXPECT_TRUE(left.wait());
    });
    ASSERT_TRUE(held.wait());

    net::post(loop, [&] {
        net::dispatch(strand, [&] { called.happens(); });
        left.happens();
    });

    EXPECT_TRUE(called.wait());
}

TEST(strand, lets_other_handlers_of_the_context_have_their_turn) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    std::atomic<bool> over{false};
    std::function<void()> again = [&] {
        if (!over) net::post(strand, again);
    };
    net::post(strand, again);
    net::post(loop, [&] { over = true; });

    in_time::runners thread(loop, 1);

    EXPECT_TRUE(thread.join());
}

/// Shape:    how many exceptions have left run()
int run_in_spite_of_all(net::io_context& loop) {
    for (int n = 0;; ++n) {
        try {
            loop.run();
            return n;
        } catch (const std::runtime_error&) {
            continue;
        }
    }
}

TEST(strand, goes_on_after_exceptions_in_many_threads) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    counted_alone counter;
    for (int i = 0; i < 1000; ++i) {
        net::post(strand, [&counter, i] {
            counter.add();
            if (i % 10 == 0) throw std::runtime_error("tenth");
        });
    }
    std::vector<std::future<int>> threads;

    for (int i = 0; i < 4; ++i) {
        threads.push_back(std::async(
            std::launch::async, [&] { return run_in_spite_of_all(loop); }));
    }

    int thrown = 0;
    for (auto& each : threads) {
        ASSERT_EQ(each.wait_for(in_time::patience), std::future_status::ready);
        thrown += each.get();
    }
    EXPECT_EQ(thrown, 100);
    EXPECT_EQ(counter.count(), 1000);
    EXPECT_TRUE(counter.alone());
}

TEST(strand, may_be_made_and_dropped_by_the_thousand) {
    net::io_context loop;
    std::atomic<int> calls{0};
    for (int i = 0; i < 1000; ++i) {
        net::post(loop, [&] {
            auto strand = net::make_strand(loop);
            net::post(strand, [&] { ++calls; });
            net::post(strand, [&calls, strand] {
                net::post(strand, [&calls] { ++calls; });
                ++calls;
            });
        });
    }

    in_time::runners threads(loop, 4);

    ASSERT_TRUE(threads.join());
    EXPECT_EQ(calls, 3000);
}

TEST(strand, keeps_each_of_many_apart_under_load) {
    net::io_context loop;
    std::vector<strand_type> strands;
    std::array<counted_alone, 5> counters;
    for (int i = 0; i < 5; ++i) strands.push_back(net::make_strand(loop));
    std::function<void(std::size_t, int)> hop = [&](std::size_t at, int left) {
        counters[at].add();
        const std::size_t next = (at + 1) % 5;
        if (left > 0)
            net::post(strands[next], [&, next, left] { hop(next, left - 1); });
    };
    for (std::size_t i = 0; i < 20; ++i) {
        net::post(strands[i % 5], [&, i] { hop(i % 5, 499); });
    }

    in_time::runners threads(loop, 4);

    ASSERT_TRUE(threads.join());
    for (const counted_alone& each : counters) {
        EXPECT_EQ(each.count(), 2000);
        EXPECT_TRUE(each.alone());
    }
}

TEST(strand, stands_on_a_thread_pool_too) {
    net::thread_pool pool(4);
    auto strand = net::make_strand(pool);
    counted_alone counter;

    for (int i = 0; i < 2000; ++i) net::post(strand, [&] { counter.add(); });
    pool.join();

    EXPECT_EQ(counter.count(), 2000);
    EXPECT_TRUE(counter.alone());
}

} // namespace strand_threads_test
