#include "04-proactor/thread_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <set>
#include <thread>

#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/bind_executor.h"
#include "04-proactor/executor_work_guard.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"
#include "04-proactor/strand.h"
#include "04-proactor/system_executor.h"
#include "04-proactor/tests/in_time.h"

namespace thread_pool_test {

TEST(thread_pool, calls_what_is_posted_in_threads_of_its_own) {
    in_time::event called;
    std::thread::id caller;
    net::thread_pool pool(2);

    net::post(pool, [&] {
        caller = std::this_thread::get_id();
        called.happens();
    });

    ASSERT_TRUE(called.wait());
    EXPECT_NE(caller, std::this_thread::get_id());
}

TEST(thread_pool, uses_all_its_threads) {
    in_time::event first, second;
    std::atomic<bool> met{false};
    net::thread_pool pool(2);

    net::post(pool, [&] {
        first.happens();
        met = second.wait();
    });
    net::post(pool, [&] {
        second.happens();
        EXPECT_TRUE(first.wait());
    });
    pool.join();

    EXPECT_TRUE(met);
}

TEST(thread_pool, has_called_everything_when_join_returns) {
    std::atomic<int> calls{0};
    net::thread_pool pool(4);
    for (int i = 0; i < 1000; ++i) {
        net::post(pool, [&] {
            net::post(pool, [&] { ++calls; });
            ++calls;
        });
    }

    pool.join();

    EXPECT_EQ(calls, 2000);
}

TEST(thread_pool, can_be_joined_again) {
    net::thread_pool pool(1);

    pool.join();
    pool.join();
    pool.wait();
}

TEST(thread_pool, waits_for_work_of_others_when_it_is_joined) {
    net::io_context timers;
    net::thread_pool pool(2);
    net::steady_timer timer(timers, std::chrono::milliseconds(2));
    std::atomic<bool> called{false};
    timer.async_wait(
        net::bind_executor(pool, [&](std::error_code) { called = true; }));
    in_time::runners thread(timers, 1);

    pool.join();

    EXPECT_TRUE(called);
}

TEST(thread_pool, calls_nothing_more_after_stop) {
    in_time::event runs, stopped;
    std::atomic<int> calls{0};
    net::thread_pool pool(1);
    net::post(pool, [&] {
        runs.happens();
        EXPECT_TRUE(stopped.wait());
    });
    net::post(pool, [&] { ++calls; });
    ASSERT_TRUE(runs.wait());

    pool.stop();
    stopped.happens();
    pool.join();

    EXPECT_EQ(calls, 0);
}

TEST(thread_pool, destroys_uncalled_what_is_left_at_its_end) {
    auto witness = std::make_shared<int>(0);
    {
        net::thread_pool pool(1);
        pool.stop();
        for (int i = 0; i < 3; ++i) net::post(pool, [witness] { ++*witness; });
    }

    EXPECT_EQ(*witness, 0);
    EXPECT_EQ(witness.use_count(), 1);
}

TEST(thread_pool, dispatches_at_once_from_inside) {
    std::string called;
    net::thread_pool pool(1);
    net::post(pool, [&] {
        net::dispatch(pool, [&] { called += 'a'; });
        called += 'b';
    });

    pool.join();

    EXPECT_EQ(called, "ab");
}

TEST(thread_pool, lets_another_thread_help) {
    std::set<std::thread::id> callers;
    net::thread_pool pool(1);
    auto strand = net::make_strand(pool);
    in_time::event both;
    auto guard = std::make_unique<
        net::executor_work_guard<net::thread_pool::executor_type>>(
        pool.get_executor());
    net::post(pool, [&] { EXPECT_TRUE(both.wait()); });
    net::post(pool, [&] {
        callers.insert(std::this_thread::get_id());
        both.happens();
        guard.reset();
        pool.stop();
    });

    pool.attach();
    pool.join();

    EXPECT_EQ(callers.size(), 1u);
}

/// Keeps handlers of whatever kind until the end of its context.
class keeping_service : public net::execution_context::service {
public:
    using key_type = keeping_service;
    [[maybe_unused]] static inline net::execution_context::id id;

    explicit keeping_service(net::execution_context& owner) : service(owner) {}
    void keep(std::shared_ptr<void> one) { kept_ = std::move(one); }

private:
    void shutdown() override { kept_.reset(); }

    std::shared_ptr<void> kept_;
};

TEST(thread_pool, lets_its_services_give_back_their_work_at_its_end) {
    bool given_back = false;
    {
        net::thread_pool pool(1);
        auto guard = net::make_work_guard(pool);
        auto at_the_end = [&, guard](void*) mutable {
            guard.reset();
            given_back = true;
        };
        guard.reset();
        net::use_service<keeping_service>(pool).keep(
            std::shared_ptr<void>(nullptr, at_the_end));
    }

    EXPECT_TRUE(given_back);
}

TEST(system_executor, posts_to_a_pool_of_its_own) {
    in_time::event called;

    net::post(net::system_executor(), [&] { called.happens(); });

    EXPECT_TRUE(called.wait());
}

TEST(system_executor, can_be_held_by_any_io_executor) {
    in_time::event called;
    const net::any_io_executor one = net::system_executor();

    net::post(one, [&] { called.happens(); });

    EXPECT_TRUE(called.wait());
    EXPECT_EQ(one, net::any_io_executor(net::system_executor()));
}

TEST(system_executor, has_strands) {
    in_time::event called;
    const auto strand = net::make_strand(net::system_executor());
    bool inside = false;

    net::post(strand, [&] {
        inside = strand.running_in_this_thread();
        called.happens();
    });

    EXPECT_TRUE(called.wait());
    EXPECT_TRUE(inside);
}

} // namespace thread_pool_test
