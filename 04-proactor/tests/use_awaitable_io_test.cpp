#include "04-proactor/use_awaitable.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "04-proactor/async_read.h"
#include "04-proactor/async_read_until.h"
#include "04-proactor/async_write.h"
#include "04-proactor/basic_socket_acceptor.h"
#include "04-proactor/basic_stream_socket.h"
#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/connect.h"
#include "04-proactor/detached.h"
#include "04-proactor/ip/basic_resolver.h"
#include "04-proactor/ip/tcp.h"
#include "04-proactor/local/connect_pair.h"
#include "04-proactor/local/stream_protocol.h"
#include "04-proactor/tests/allocation_counter.h"
#include "04-proactor/tests/coroutines.h"

// With sockets, timers and resolvers.
namespace use_awaitable_io_test {

using net::awaitable;
using net::use_awaitable;
using net::ip::tcp;
using stream = net::local::stream_protocol::socket;

const tcp::endpoint any_port(net::ip::address_v4::loopback(), 0);

/// Shape:    what the co_await of `one` has thrown
awaitable<std::error_code> error_of(auto one) {
    try {
        co_await std::move(one);
    } catch (const std::system_error& error) {
        co_return error.code();
    }
    co_return std::error_code();
}

TEST(use_awaitable, keeps_the_arguments_until_it_starts) {
    net::io_context loop;
    stream ours(loop), theirs(loop);
    connect_pair(ours, theirs);
    std::string text;
    std::size_t n = 0;

    net::run(loop, [&]() -> awaitable<void> {
        auto write = [&] {
            const std::array both{net::buffer("over", 4),
                                  net::buffer("|more", 5)};
            return net::async_write(ours, both, use_awaitable);
        }();
        auto read = [&] {
            const std::string delimiter(30, '|');
            return net::async_read_until(
                theirs, net::dynamic_buffer(text),
                std::string_view(delimiter).substr(0, 1), use_awaitable);
        }();
        co_await std::move(write);
        n = co_await std::move(read);
    });

    EXPECT_EQ(text.substr(0, n), "over|");
}

TEST(use_awaitable, connects_two_who_find_each_other_by_name) {
    net::io_context loop;
    tcp::acceptor acceptor(loop, any_port);
    const auto port = std::to_string(acceptor.local_endpoint().port());
    std::string heard;
    net::co_spawn(
        loop,
        [&]() -> awaitable<void> {
            tcp::socket peer = co_await acceptor.async_accept(use_awaitable);
            co_await net::async_write(peer, net::buffer("hello", 5),
                                      use_awaitable);
        },
        net::detached);

    net::run(loop, [&]() -> awaitable<void> {
        tcp::resolver resolver(loop);
        tcp::socket ours(loop);
        std::array<char, 5> data;
        const auto found =
            co_await resolver.async_resolve("127.0.0.1", port, use_awaitable);
        const auto there =
            co_await net::async_connect(ours, found, use_awaitable);
        EXPECT_EQ(there, acceptor.local_endpoint());
        const std::size_t n =
            co_await net::async_read(ours, net::buffer(data), use_awaitable);
        heard.assign(data.data(), n);
    });

    EXPECT_EQ(heard, "hello");
}

TEST(use_awaitable, ends_a_wait_when_the_socket_is_closed) {
    net::io_context loop;
    stream ours(loop), theirs(loop);
    connect_pair(ours, theirs);
    std::array<char, 1> data;
    std::error_code found;
    net::co_spawn(
        loop,
        [&]() -> awaitable<void> {
            found = co_await error_of(
                ours.async_read_some(net::buffer(data), use_awaitable));
        },
        net::detached);
    loop.poll();

    ours.close();
    loop.run();

    EXPECT_EQ(found, net::error::operation_aborted);
}

TEST(use_awaitable, ends_a_wait_when_the_timer_is_cancelled) {
    net::io_context loop;
    net::steady_timer timer(loop, net::steady_timer::time_point::max());
    std::error_code found;
    net::post(loop, [&] { net::post(loop, [&] { timer.cancel(); }); });

    net::run(loop, [&]() -> awaitable<void> {
        found = co_await error_of(timer.async_wait(use_awaitable));
    });

    EXPECT_EQ(found, net::error::operation_aborted);
}

TEST(use_awaitable, can_be_the_default_token_of_an_object) {
    using token = net::use_awaitable_t<>;
    net::io_context loop;
    token::as_default_on_t<tcp::acceptor> acceptor(loop, any_port);
    auto ours = use_awaitable.as_default_on(tcp::socket(loop));
    auto timer = use_awaitable.as_default_on(
        net::steady_timer(loop, std::chrono::nanoseconds(0)));
    auto resolver = use_awaitable.as_default_on(tcp::resolver(loop));
    std::size_t n = 0;

    net::run(loop, [&]() -> awaitable<void> {
        const auto port = acceptor.local_endpoint().port();
        std::array<char, 2> data;
        co_await timer.async_wait();
        co_await async_connect(ours, co_await resolver.async_resolve(
                                         "127.0.0.1", std::to_string(port)));
        auto theirs = co_await acceptor.async_accept();
        co_await async_write(theirs, net::buffer("hi", 2));
        n = co_await async_read(ours, net::buffer(data));
    });

    EXPECT_EQ(n, 2u);
}

/// Sends back what comes.
awaitable<void> echo(stream& peer) {
    std::array<char, 64> data;
    for (;;) {
        const std::size_t n =
            co_await peer.async_read_some(net::buffer(data), use_awaitable);
        co_await net::async_write(peer, net::buffer(data, n), use_awaitable);
    }
}

/// Shape:    how much is allocated for `rounds` echoes
awaitable<std::size_t> allocations_for(stream& ours, int rounds) {
    std::array<char, 64> data{};
    const std::size_t before = net::allocation_count();
    for (int i = 0; i < rounds; ++i) {
        co_await net::async_write(ours, net::buffer(data), use_awaitable);
        co_await net::async_read(ours, net::buffer(data), use_awaitable);
    }
    co_return net::allocation_count() - before;
}

TEST(use_awaitable, allocates_nothing_in_a_steady_echo) {
    net::io_context loop;
    stream ours(loop), theirs(loop);
    connect_pair(ours, theirs);
    std::size_t later = 1;
    net::co_spawn(loop, echo(theirs), net::detached);

    net::run(loop, [&]() -> awaitable<void> {
        co_await allocations_for(ours, 10);
        later = co_await allocations_for(ours, 1000);
        ours.close();
    });

    EXPECT_EQ(later, 0u);
}

} // namespace use_awaitable_io_test
