#include "04-proactor/bind_executor.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>

#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/io_context.h"
#include "04-proactor/placeholders.h"
#include "04-proactor/post.h"
#include "04-proactor/strand.h"
#include "04-proactor/use_future.h"

namespace bind_executor_test {

using namespace std::chrono_literals;

/// A handler with both, as members.
struct equipped_handler {
    using executor_type = net::io_context::executor_type;
    using allocator_type = net::recycling_allocator<char>;

    executor_type get_executor() const noexcept { return one; }
    allocator_type get_allocator() const noexcept { return {}; }
    void operator()() const {}

    executor_type one;
};

TEST(bind_executor, leaves_the_handler_what_it_is) {
    net::io_context loop;
    auto bound = net::bind_executor(loop, [](int a, int b) { return a + b; });

    EXPECT_EQ(bound(3, 4), 7);

    EXPECT_TRUE(bound.get_executor() == loop.get_executor());
    EXPECT_EQ(bound.get()(1, 1), 2);
}

TEST(bind_executor, is_what_the_association_finds) {
    net::io_context loop, other;
    const auto plain = [] {};
    const auto bound = net::bind_executor(loop, plain);

    EXPECT_TRUE(net::get_associated_executor(bound) == loop.get_executor());
    EXPECT_TRUE(net::get_associated_executor(bound, other) ==
                loop.get_executor());
    EXPECT_TRUE(net::get_associated_executor(plain, other) ==
                other.get_executor());
    EXPECT_TRUE(net::get_associated_executor(plain) == net::system_executor());
}

TEST(bind_executor, prevails_over_what_is_inside_of_it) {
    net::io_context inner, outer;

    const auto bound =
        net::bind_executor(outer, net::bind_executor(inner, [] {}));

    EXPECT_TRUE(net::get_associated_executor(bound) == outer.get_executor());
}

TEST(bind_executor, lets_the_allocator_of_its_target_shine_through) {
    net::io_context loop;
    const auto bound =
        net::bind_executor(loop, equipped_handler{loop.get_executor()});

    using found = decltype(net::get_associated_allocator(bound));

    EXPECT_TRUE((std::is_same_v<found, equipped_handler::allocator_type>));
}

TEST(bind_executor, is_moved_with_a_handler_that_can_only_be_moved) {
    net::io_context loop;
    int seen = 0;
    auto bound = net::bind_executor(
        loop, [&, one = std::make_unique<int>(5)] { seen = *one; });

    net::post(std::move(bound));
    loop.run();

    EXPECT_EQ(seen, 5);
}

TEST(bind_executor, may_change_the_type_of_the_executor_and_of_the_target) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    const auto bound = net::bind_executor(strand, [](int n) { return n + 1; });

    const net::executor_binder<std::function<int(int)>, decltype(strand)> other(
        bound);

    EXPECT_EQ(other.get()(1), 2);
    EXPECT_TRUE(other.get_executor() == strand);
}

TEST(bind_executor, has_a_timer_call_on_another_context) {
    net::io_context timers, handlers;
    net::steady_timer timer(timers, 1ms);
    bool called = false;
    timer.async_wait(net::bind_executor(handlers, [&](std::error_code error) {
        EXPECT_FALSE(error);
        called = true;
    }));

    handlers.poll(); // waits for nothing, but has work
    EXPECT_FALSE(handlers.stopped());
    EXPECT_EQ(timers.run(), 1u);
    EXPECT_FALSE(called);

    EXPECT_EQ(handlers.run(), 1u);
    EXPECT_TRUE(called);
}

TEST(bind_executor, has_a_timer_call_in_a_strand) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    net::steady_timer timer(loop, 1ms);
    bool inside = false;
    timer.async_wait(net::bind_executor(strand, [&](std::error_code) {
        inside = strand.running_in_this_thread();
    }));

    loop.run();

    EXPECT_TRUE(inside);
}

TEST(bind_executor, is_lost_in_a_std_function) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    bool inside = true;
    const std::function<void()> erased = net::bind_executor(
        strand, [&] { inside = strand.running_in_this_thread(); });

    net::post(loop, erased);
    loop.run();

    EXPECT_FALSE(inside);
}

TEST(bind_executor, binds_other_completion_tokens_too) {
    net::io_context loop, other;
    net::steady_timer timer(loop, 1ms);

    std::future<void> done =
        timer.async_wait(net::bind_executor(other, net::use_future));
    EXPECT_EQ(loop.run(), 1u);
    EXPECT_EQ(done.wait_for(0s), std::future_status::timeout);

    EXPECT_EQ(other.run(), 1u);
    EXPECT_EQ(done.wait_for(0s), std::future_status::ready);
}

TEST(wrap, is_the_bind_executor_of_older_programs) {
    net::io_context loop;
    net::io_context::strand strand(loop);
    std::string called;
    auto in_strand = strand.wrap([&] {
        strand.dispatch([&] { called += 'a'; });
        called += strand.running_in_this_thread() ? 'b' : '-';
    });

    net::post(loop, in_strand);
    strand.post([&] { called += 'c'; });
    loop.run();

    EXPECT_EQ(called.size(), 3u);
    EXPECT_NE(called.find("ab"), std::string::npos);
}

TEST(placeholders, name_what_a_bound_function_is_called_with) {
    const auto call = [](int n, std::error_code error, int signal) {
        return n + signal + (error ? 1000 : 0);
    };

    auto bound = std::bind(call, 1, net::placeholders::error,
                           net::placeholders::signal_number);

    EXPECT_EQ(bound(std::error_code(), 20), 21);
    EXPECT_EQ(
        boost::is_placeholder<
            std::remove_const_t<decltype(net::placeholders::results)>>::value,
        2);
}

} // namespace bind_executor_test
