#include "04-proactor/co_spawn.h"

#include <gtest/gtest.h>

#include <exception>
#include <memory>
#include <utility>

#include "04-proactor/basic_stream_socket.h"
#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/detached.h"
#include "04-proactor/local/connect_pair.h"
#include "04-proactor/local/stream_protocol.h"
#include "04-proactor/strand.h"
#include "04-proactor/tests/coroutines.h"
#include "04-proactor/use_awaitable.h"

// Who destroys a coroutine, and when.
namespace co_spawn_lifetime_test {

using net::awaitable;
using net::detached;
using net::use_awaitable;
using far_timer = net::steady_timer;

constexpr auto never = far_timer::time_point::max();

TEST(co_spawn, keeps_the_function_until_its_coroutine_has_ended) {
    net::io_context loop;
    auto captured = std::make_shared<int>(0);
    const std::weak_ptr<int> watched = captured;

    net::co_spawn(
        loop,
        [mine = std::move(captured)]() -> awaitable<void> {
            co_await net::post(use_awaitable);
            ++*mine;
            co_await net::post(use_awaitable);
            EXPECT_EQ(*mine, 1);
        },
        detached);
    EXPECT_FALSE(watched.expired());
    loop.run();

    EXPECT_TRUE(watched.expired());
}

TEST(co_spawn, destroys_what_has_not_begun_with_the_context) {
    bool destroyed = false;
    bool called = false;
    {
        net::io_context loop;

        net::co_spawn(
            loop,
            [mark = net::destruction_mark(destroyed)]() -> awaitable<void> {
                ADD_FAILURE();
                co_return;
            },
            [&](std::exception_ptr) { called = true; });
    }

    EXPECT_TRUE(destroyed);
    EXPECT_FALSE(called);
}

/// Waits for ever, one call deep, with things of its own on its stack.
awaitable<void> wait_for_ever(net::io_context& loop, net::destruction_mark,
                              bool& inner) {
    net::local::stream_protocol::socket ours(loop), theirs(loop);
    connect_pair(ours, theirs);
    co_await [](net::io_context& where, bool& mark) -> awaitable<void> {
        const net::destruction_mark mine(mark);
        far_timer timer(where, never);
        co_await timer.async_wait(use_awaitable);
    }(loop, inner);
    ADD_FAILURE();
}

TEST(co_spawn, destroys_a_coroutine_that_waits_with_the_context) {
    bool outer = false, inner = false, handler = false, called = false;
    {
        net::io_context loop;
        net::co_spawn(
            loop, wait_for_ever(loop, net::destruction_mark(outer), inner),
            [&, mark = net::destruction_mark(handler)](std::exception_ptr) {
                called = true;
            });
        loop.poll();
        EXPECT_FALSE(outer || inner || handler);
    }

    EXPECT_TRUE(outer && inner && handler);
    EXPECT_FALSE(called);
}

TEST(co_spawn, destroys_coroutines_that_wait_for_each_others_objects) {
    int destroyed = 0;
    {
        net::io_context loop;
        auto count = [&](int*) { ++destroyed; };
        using counted = std::unique_ptr<int, decltype(count)>;
        int something = 0;
        auto timer = std::make_shared<far_timer>(loop, never);
        auto ours = std::make_shared<net::local::stream_protocol::socket>(loop);
        auto theirs =
            std::make_shared<net::local::stream_protocol::socket>(loop);
        connect_pair(*ours, *theirs);
        auto wait = [&, timer, theirs]() -> awaitable<void> {
            const counted mine(&something, count);
            co_await timer->async_wait(use_awaitable);
        };
        auto read = [&, timer, ours]() -> awaitable<void> {
            const counted mine(&something, count);
            char data[1];
            co_await ours->async_read_some(net::buffer(data), use_awaitable);
        };

        net::co_spawn(loop, std::move(wait), detached);
        net::co_spawn(net::make_strand(loop), std::move(read), detached);
        timer.reset();
        ours.reset();
        theirs.reset();
        loop.poll();
        EXPECT_EQ(destroyed, 0);
    }

    EXPECT_EQ(destroyed, 2);
}

} // namespace co_spawn_lifetime_test
