#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <thread>
#include <vector>

#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/executor_work_guard.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"
#include "04-proactor/tests/in_time.h"

namespace scheduler_threads_test {

using namespace std::chrono_literals;

/// Handlers that wait for each other: each needs a thread of its own.
class meeting {
public:
    explicit meeting(int people) : missing_(people) {}

    void join() {
        if (--missing_ == 0) all_are_here_.happens();
        if (!all_are_here_.wait()) failed_ = true;
    }
    bool takes_place() { return all_are_here_.wait() && !failed_; }

private:
    std::atomic<int> missing_;
    std::atomic<bool> failed_{false};
    in_time::event all_are_here_;
};

TEST(threads, that_are_idle_are_used_for_what_comes_from_outside) {
    net::io_context loop;
    const auto guard = net::make_work_guard(loop);
    meeting handlers(4);
    in_time::runners threads(loop, 4);

    for (int i = 0; i < 4; ++i) net::post(loop, [&] { handlers.join(); });

    EXPECT_TRUE(handlers.takes_place());
}

TEST(threads, that_are_idle_are_used_for_what_was_there_before_them) {
    net::io_context loop;
    meeting handlers(4);
    for (int i = 0; i < 4; ++i) net::post(loop, [&] { handlers.join(); });

    in_time::runners threads(loop, 4);

    EXPECT_TRUE(handlers.takes_place());
    EXPECT_EQ(threads.join(), 4u);
}

TEST(threads, that_are_idle_are_used_for_what_a_handler_posts) {
    net::io_context loop;
    const auto guard = net::make_work_guard(loop);
    meeting handlers(4);
    in_time::runners threads(loop, 4);

    net::post(loop, [&] {
        for (int i = 0; i < 3; ++i) net::post(loop, [&] { handlers.join(); });
        handlers.join();
    });

    EXPECT_TRUE(handlers.takes_place());
}

TEST(threads, that_are_idle_are_used_for_what_a_handler_defers) {
    net::io_context loop;
    const auto guard = net::make_work_guard(loop);
    meeting handlers(4);
    in_time::runners threads(loop, 4);

    net::post(loop, [&] {
        for (int i = 0; i < 4; ++i) net::defer(loop, [&] { handlers.join(); });
    });

    EXPECT_TRUE(handlers.takes_place());
}

TEST(threads, that_are_idle_are_used_for_timers_that_are_due_together) {
    net::io_context loop;
    net::steady_timer timer(loop, 5ms);
    meeting handlers(4);
    for (int i = 0; i < 4; ++i) {
        timer.async_wait([&](std::error_code) { handlers.join(); });
    }

    in_time::runners threads(loop, 4);

    EXPECT_TRUE(handlers.takes_place());
    EXPECT_EQ(threads.join(), 4u);
}

TEST(threads, that_wait_for_a_far_timer_see_one_that_is_nearer) {
    net::io_context loop;
    net::steady_timer far(loop, 1h);
    far.async_wait([](std::error_code) {});
    net::steady_timer near(loop, 1ms);
    in_time::event called;
    in_time::runners threads(loop, 2);

    near.async_wait([&](std::error_code) { called.happens(); });

    EXPECT_TRUE(called.wait());
}

TEST(threads, call_handlers_only_inside_run) {
    net::io_context loop;
    std::thread::id caller;
    std::thread([&] {
        net::post(loop, [&] { caller = std::this_thread::get_id(); });
    }).join();

    loop.run();

    EXPECT_EQ(caller, std::this_thread::get_id());
}

/// Shape:    how many handlers were called
int post_from_many(net::io_context& loop, int posters, int posts_each) {
    std::atomic<int> calls{0};
    std::vector<std::future<void>> all;
    for (int i = 0; i < posters; ++i) {
        all.push_back(std::async(std::launch::async, [&, posts_each] {
            for (int n = 0; n < posts_each; ++n) {
                net::post(loop, [&] {
                    ++calls;
                    net::defer(loop, [&] { ++calls; });
                    net::post(loop, [&] { ++calls; });
                });
            }
        }));
    }
    all.clear(); // joins
    while (calls < 3 * posters * posts_each) {
        in_time::event one_more;
        net::post(loop, [&] { one_more.happens(); });
        if (!one_more.wait()) return -1;
    }
    return calls;
}

TEST(threads, lose_nothing_under_contention) {
    net::io_context loop;
    auto guard = net::make_work_guard(loop);
    in_time::runners threads(loop, 4);

    EXPECT_EQ(post_from_many(loop, 4, 500), 3 * 4 * 500);

    guard.reset();
    EXPECT_TRUE(threads.join());
}

TEST(threads, may_post_to_a_context_that_runs_in_one_thread) {
    net::io_context loop(1);
    auto guard = net::make_work_guard(loop);
    in_time::runners thread(loop, 1);

    EXPECT_EQ(post_from_many(loop, 4, 500), 3 * 4 * 500);

    guard.reset();
    EXPECT_TRUE(thread.join());
}

TEST(threads, that_come_and_go_take_no_wake_up_with_them) {
    net::io_context loop;
    const auto guard = net::make_work_guard(loop);
    net::steady_timer timer(loop, 1h); // somebody waits in epoll
    timer.async_wait([](std::error_code) {});
    std::atomic<bool> over{false};
    std::vector<std::future<void>> guests;
    for (int i = 0; i < 3; ++i) {
        guests.push_back(std::async(std::launch::async, [&] {
            while (!over) {
                loop.run_one_for(20us);
                loop.poll_one();
                loop.run_for(50us);
            }
        }));
    }
    in_time::runners stays(loop, 1);

    for (int i = 0; i < 1000 && !over; ++i) {
        in_time::event called;
        net::post(loop, [&] { called.happens(); });
        over = !called.wait();
    }

    EXPECT_FALSE(over.exchange(true));
}

TEST(threads, all_leave_when_the_last_handler_has_run) {
    net::io_context loop;
    std::atomic<int> left{2000};
    std::function<void()> next = [&] {
        if (--left > 0) net::post(loop, next);
    };
    for (int i = 0; i < 8; ++i) net::post(loop, next);

    in_time::runners threads(loop, 4);

    EXPECT_EQ(threads.join(), 2007u);
    EXPECT_TRUE(loop.stopped());
}

TEST(threads, in_run_one_hand_the_waiting_over_to_each_other) {
    net::io_context loop;
    net::steady_timer timer(loop, 1ms);
    std::atomic<int> calls{0};
    for (int i = 0; i < 3; ++i) timer.async_wait([&](auto) { ++calls; });
    std::vector<std::future<std::size_t>> all;

    for (int i = 0; i < 3; ++i) {
        all.push_back(std::async(std::launch::async,
                                 [&] { return loop.run_one_for(1h); }));
    }

    for (auto& each : all) {
        ASSERT_EQ(each.wait_for(in_time::patience), std::future_status::ready);
        EXPECT_EQ(each.get(), 1u);
    }
    EXPECT_EQ(calls, 3);
}

} // namespace scheduler_threads_test
