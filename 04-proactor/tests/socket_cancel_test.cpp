// How operations on sockets end that nobody wants any more.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>
#include <utility>

#include "04-proactor/basic_stream_socket.h"
#include "04-proactor/io_context.h"
#include "04-proactor/tests/connected_sockets.h"
#include "04-proactor/tests/outcome.h"

namespace socket_cancel_test {

using namespace std::chrono_literals;
using net::connected_sockets;
using net::outcome;
using net::patience;
using net::ip::tcp;

struct socket_cancel : testing::Test {
    net::io_context loop;
    std::array<char, 16> data{};
    std::error_code error;
    outcome read, written;

    /// One of each kind that has to wait.
    void start_both(tcp::socket& socket) {
        net::fill(socket);
        socket.async_read_some(net::buffer(data), read.handler());
        socket.async_write_some(net::buffer("x", 1), written.handler());
        loop.poll();
    }
    void expect_both_aborted() {
        EXPECT_EQ(read.calls + written.calls, 0); // not inside the call
        loop.run_for(patience);
        EXPECT_EQ(read.calls, 1);
        EXPECT_EQ(read.error, net::error::operation_aborted);
        EXPECT_EQ(written.calls, 1);
        EXPECT_EQ(written.error, net::error::operation_aborted);
        EXPECT_EQ(written.error, std::errc::operation_canceled);
    }
};

TEST_F(socket_cancel, ends_operations_by_cancel) {
    connected_sockets pair(loop);
    start_both(pair.ours);

    pair.ours.cancel();

    expect_both_aborted();
    EXPECT_TRUE(pair.ours.is_open());
}

TEST_F(socket_cancel, ends_operations_by_close) {
    connected_sockets pair(loop);
    start_both(pair.ours);

    pair.ours.close();

    expect_both_aborted();
}

TEST_F(socket_cancel, ends_operations_by_destruction) {
    connected_sockets pair(loop);
    auto socket = std::make_unique<tcp::socket>(std::move(pair.ours));
    start_both(*socket);

    socket.reset();

    expect_both_aborted();
}

TEST_F(socket_cancel, ends_operations_by_release) {
    connected_sockets pair(loop);
    start_both(pair.ours);

    const int fd = pair.ours.release();

    expect_both_aborted();
    EXPECT_EQ(::close(fd), 0); // it was still open
}

TEST_F(socket_cancel, has_no_effect_where_nothing_is_under_way) {
    connected_sockets pair(loop);

    pair.ours.cancel(error);
    pair.theirs.write_some(net::buffer("hello", 5));
    pair.ours.async_read_some(net::buffer(data), read.handler());
    loop.run_for(patience);

    EXPECT_FALSE(error);
    EXPECT_EQ(read.n, 5u);
}

TEST_F(socket_cancel, leaves_results_as_they_are_that_are_there_already) {
    connected_sockets pair(loop);
    pair.theirs.write_some(net::buffer("hello", 5));
    pair.ours.wait(tcp::socket::wait_read);
    pair.ours.async_read_some(net::buffer(data), read.handler());

    pair.ours.close();
    loop.run_for(patience);

    EXPECT_FALSE(read.error);
    EXPECT_EQ(read.n, 5u);
}

TEST_F(socket_cancel, ends_a_read_though_its_data_has_come) {
    connected_sockets pair(loop);
    pair.ours.async_read_some(net::buffer(data), read.handler());
    loop.poll();
    pair.theirs.write_some(net::buffer("hello", 5));
    pair.ours.wait(tcp::socket::wait_read);

    pair.ours.cancel(); // before run() has looked
    loop.run_for(patience);

    EXPECT_EQ(read.calls, 1);
    EXPECT_EQ(read.error, net::error::operation_aborted);
    EXPECT_EQ(pair.ours.available(), 5u);
}

TEST_F(socket_cancel, may_come_from_a_handler_of_the_same_turn) {
    connected_sockets first(loop), second(loop);
    outcome of_second;
    first.ours.async_read_some(
        net::buffer(data),
        [&](std::error_code, std::size_t) { second.ours.close(); });
    second.ours.async_read_some(net::buffer(data), of_second.handler());
    loop.poll();
    first.theirs.write_some(net::buffer("1", 1));
    second.theirs.write_some(net::buffer("2", 1));
    second.ours.wait(tcp::socket::wait_read);

    loop.run_for(patience); // finds both sockets ready

    EXPECT_EQ(of_second.calls, 1);
    if (of_second.error)
        EXPECT_EQ(of_second.error, net::error::operation_aborted);
    else
        EXPECT_EQ(of_second.n, 1u);
}

TEST_F(socket_cancel, may_come_from_the_handler_that_owns_the_socket) {
    connected_sockets pair(loop);
    auto socket = std::make_shared<tcp::socket>(std::move(pair.ours));
    const std::weak_ptr<tcp::socket> watched = socket;
    socket->async_read_some(
        net::buffer(data),
        [owner = std::move(socket)](std::error_code, std::size_t) mutable {
            owner.reset();
        });
    pair.theirs.write_some(net::buffer("x", 1));

    loop.run_for(patience);

    EXPECT_TRUE(watched.expired());
}

TEST_F(socket_cancel, destroys_a_handler_that_owns_its_socket) {
    auto context = std::make_unique<net::io_context>();
    auto pair = std::make_shared<connected_sockets>(*context);
    const std::weak_ptr<connected_sockets> watched = pair;
    pair->ours.async_read_some(
        net::buffer(data),
        [this, owner = pair](std::error_code, std::size_t) { ++read.calls; });
    pair.reset();

    context.reset();

    EXPECT_TRUE(watched.expired());
    EXPECT_EQ(read.calls, 0);
}

TEST_F(socket_cancel, keeps_old_operations_from_a_number_that_is_used_again) {
    connected_sockets old(loop);
    old.ours.async_read_some(net::buffer(data), read.handler());
    loop.poll();
    const int number = old.ours.native_handle();

    old.ours.close();
    connected_sockets fresh(loop); // takes the lowest number that is free
    fresh.theirs.write_some(net::buffer("hello", 5));
    outcome of_fresh;
    fresh.ours.async_read_some(net::buffer(data), of_fresh.handler());
    loop.run_for(patience);

    EXPECT_EQ(fresh.ours.native_handle(), number);
    EXPECT_EQ(read.error, net::error::operation_aborted);
    EXPECT_EQ(of_fresh.n, 5u);
}

TEST_F(socket_cancel, keeps_old_events_from_a_number_that_is_used_again) {
    connected_sockets first(loop), old(loop);
    std::unique_ptr<connected_sockets> fresh;
    first.ours.async_read_some(
        net::buffer(data), [&](std::error_code, std::size_t) {
            old.ours.close(); // for which there is an event already
            fresh = std::make_unique<connected_sockets>(loop);
            fresh->ours.async_read_some(net::buffer(data), read.handler());
        });
    loop.poll();
    first.theirs.write_some(net::buffer("1", 1));
    net::reset(old.theirs);
    old.ours.wait(tcp::socket::wait_read);

    loop.run_one_for(patience);
    loop.poll();
    const int too_early = read.calls;
    fresh->theirs.write_some(net::buffer("hello", 5));
    loop.run_for(patience);

    EXPECT_EQ(too_early, 0);
    EXPECT_FALSE(read.error);
    EXPECT_EQ(read.n, 5u);
}

TEST_F(socket_cancel, survives_a_number_that_was_closed_behind_its_back) {
    tcp::socket socket(loop, tcp::v4());
    ::close(socket.native_handle());

    socket.close(error);

    EXPECT_EQ(error, net::error::bad_descriptor);
    EXPECT_FALSE(socket.is_open());
}

} // namespace socket_cancel_test
