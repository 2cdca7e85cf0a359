#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/bind_executor.h"
#include "04-proactor/compose.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"
#include "04-proactor/strand.h"
#include "04-proactor/use_future.h"

namespace async_compose_test {

using namespace std::chrono_literals;

using timer_type = net::steady_timer;

/// Waits several times, and says each time who it is.
struct several_waits {
    template <class Self>
    void operator()(Self& self, std::error_code error = {}) {
        note();
        if (error || left == 0) return self.complete(error, "done");
        --left;
        timer.expires_after(1ms);
        timer.async_wait(std::move(self));
    }

    timer_type& timer;
    int left;
    std::function<void()> note;
};

/// Calls handler(std::error_code, std::string).
template <class Token>
auto async_waits(timer_type& timer, int times, std::function<void()> note,
                 Token&& token) {
    return net::async_compose<Token, void(std::error_code, std::string)>(
        several_waits{timer, times, std::move(note)}, token, timer);
}

TEST(async_compose, goes_from_step_to_step_and_then_calls_the_handler) {
    net::io_context loop;
    timer_type timer(loop);
    int steps = 0;
    std::string result;

    async_waits(
        timer, 3, [&] { ++steps; },
        [&](std::error_code error, std::string text) {
            EXPECT_FALSE(error);
            result = std::move(text);
        });
    EXPECT_EQ(steps, 1); // the first one is at once
    EXPECT_EQ(loop.run(), 3u);

    EXPECT_EQ(steps, 4);
    EXPECT_EQ(result, "done");
}

TEST(async_compose, ends_with_the_error_of_a_step) {
    net::io_context loop;
    timer_type timer(loop);
    std::error_code result;
    async_waits(
        timer, 3, [] {},
        [&](std::error_code error, std::string) { result = error; });

    timer.cancel();
    loop.run();

    EXPECT_EQ(result, net::error::operation_aborted);
}

TEST(async_compose, takes_any_completion_token) {
    net::io_context loop;
    timer_type timer(loop);

    std::future<std::string> text = async_waits(
        timer, 1, [] {}, net::use_future);
    loop.run();

    EXPECT_EQ(text.get(), "done");
}

TEST(async_compose, takes_a_handler_that_can_only_be_moved) {
    net::io_context loop;
    timer_type timer(loop);
    int seen = 0;

    async_waits(
        timer, 2, [] {},
        [&, p = std::make_unique<int>(7)](std::error_code, std::string) {
            seen = *p;
        });
    loop.run();

    EXPECT_EQ(seen, 7);
}

TEST(async_compose, takes_all_steps_in_the_strand_of_its_handler) {
    net::io_context loop;
    timer_type timer(loop);
    auto strand = net::make_strand(loop);
    std::vector<bool> inside;
    auto note = [&] { inside.push_back(strand.running_in_this_thread()); };

    net::post(strand, [&] {
        async_waits(timer, 2, note,
                    net::bind_executor(strand, [&](auto, auto) { note(); }));
    });
    loop.run();

    EXPECT_EQ(inside, std::vector<bool>(4, true));
}

TEST(async_compose, keeps_the_contexts_of_its_objects_at_work) {
    net::io_context loop, other;
    timer_type timer(loop);
    auto step = [&, first = true](auto& self) mutable {
        if (!std::exchange(first, false)) return self.complete();
        net::post(loop, std::move(self));
    };
    bool called = false;
    auto handler = [&] { called = true; };

    net::async_compose<decltype(handler), void()>(step, handler, timer,
                                                  other.get_executor());
    other.poll();
    EXPECT_FALSE(other.stopped());
    loop.run();

    EXPECT_TRUE(called);
    EXPECT_TRUE(other.stopped());
}

TEST(async_compose, needs_no_object_at_all) {
    net::io_context loop;
    bool called = false;
    auto handler = net::bind_executor(loop, [&] { called = true; });
    auto steps = [first = true](auto& self) mutable {
        if (!std::exchange(first, false)) return self.complete();
        net::post(std::move(self));
    };

    net::async_compose<decltype(handler), void()>(steps, handler);
    EXPECT_FALSE(called);
    loop.run();

    EXPECT_TRUE(called);
}

TEST(async_compose, is_destroyed_with_its_context) {
    auto witness = std::make_shared<int>(0);
    {
        net::io_context loop;
        timer_type timer(loop);
        async_waits(
            timer, 2, [witness] {},
            [witness](std::error_code, std::string) { ++*witness; });
        loop.poll();
        EXPECT_EQ(witness.use_count(), 3);
    }

    EXPECT_EQ(*witness, 0);
    EXPECT_EQ(witness.use_count(), 1);
}

} // namespace async_compose_test
