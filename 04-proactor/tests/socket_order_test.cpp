// No event is lost, and operations come to their turn in order.
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "04-proactor/basic_stream_socket.h"
#include "04-proactor/io_context.h"
#include "04-proactor/tests/connected_sockets.h"
#include "04-proactor/tests/outcome.h"

namespace socket_order_test {

using namespace std::chrono_literals;
using net::connected_sockets;
using net::outcome;
using net::patience;
using net::ip::tcp;

constexpr int urgent = net::socket_base::message_out_of_band;

struct socket_order : testing::Test {
    net::io_context loop;
    connected_sockets pair{loop};
    std::array<char, 16> data{};
    outcome read, written;

    void write(const std::string& text, int flags = 0) {
        pair.theirs.send(net::buffer(text), flags);
    }
    /// Runs until the kernel has nothing more to say about our socket.
    void settle() {
        loop.restart();
        outcome waited;
        pair.ours.async_wait(tcp::socket::wait_write, waited.handler());
        loop.run_for(patience);
        loop.restart();
    }
    /// Reads once, not waiting for long.
    void read_once() {
        loop.restart();
        read = {};
        pair.ours.async_read_some(net::buffer(data), read.handler());
        loop.run_for(2s);
    }
    std::string text() const { return {data.data(), read.n}; }
};

TEST_F(socket_order, is_that_of_the_starts) {
    std::array<char, 2> first{}, second{}, third{};
    std::string order;
    const auto note = [&](char name) {
        return [&order, name](std::error_code, std::size_t) { order += name; };
    };
    pair.ours.async_read_some(net::buffer(first), note('1'));
    pair.ours.async_read_some(net::buffer(second), note('2'));
    pair.ours.async_read_some(net::buffer(third), note('3'));
    loop.poll();

    write("aabbcc");
    loop.run_for(patience);

    EXPECT_EQ(order, "123");
    EXPECT_EQ(first[0], 'a');
    EXPECT_EQ(second[0], 'b');
    EXPECT_EQ(third[0], 'c');
}

TEST_F(socket_order, is_kept_by_a_read_that_could_be_done_at_once) {
    std::array<char, 2> first{}, second{};
    pair.ours.async_read_some(net::buffer(first), read.handler());
    loop.poll();
    write("aabb");
    pair.ours.wait(tcp::socket::wait_read);

    pair.ours.async_read_some(net::buffer(second), read.handler());
    loop.run_for(patience);

    EXPECT_EQ(first[0], 'a');
    EXPECT_EQ(second[0], 'b');
}

TEST_F(socket_order, is_kept_by_writes) {
    const std::size_t before = net::fill(pair.ours);
    pair.ours.async_write_some(net::buffer("1", 1), written.handler());
    pair.ours.async_write_some(net::buffer("2", 1), written.handler());
    loop.poll();
    std::string all;
    std::vector<char> sink(64 * 1024);

    while (all.size() < before + 2) {
        all.append(sink.data(), pair.theirs.read_some(net::buffer(sink)));
        loop.poll();
    }

    EXPECT_EQ(all.substr(before), "12");
    EXPECT_EQ(written.calls, 2);
}

TEST_F(socket_order, does_not_bind_a_read_to_a_write) {
    net::fill(pair.ours);
    pair.ours.async_write_some(net::buffer("x", 1), written.handler());
    pair.ours.async_read_some(net::buffer(data), read.handler());
    loop.poll();

    write("hello");
    loop.run_one_for(patience);

    EXPECT_EQ(text(), "hello");
    EXPECT_EQ(written.calls, 0);
}

TEST_F(socket_order, puts_the_data_before_the_end_that_comes_with_it) {
    write("hello");
    pair.theirs.close();

    read_once();
    EXPECT_EQ(text(), "hello");
    read_once();
    EXPECT_EQ(read.error, net::error::eof);
}

TEST_F(socket_order, loses_no_end_behind_a_short_read) {
    pair.ours.async_read_some(net::buffer(data), read.handler());
    loop.poll();
    write("hello");
    pair.theirs.close();
    loop.run_for(patience); // one edge for both
    EXPECT_EQ(text(), "hello");

    read_once();

    EXPECT_EQ(read.calls, 1);
    EXPECT_EQ(read.error, net::error::eof);
}

TEST_F(socket_order, loses_no_end_that_comes_after_a_short_read) {
    write("hello");
    read_once();
    pair.theirs.close();
    settle();

    read_once();

    EXPECT_EQ(read.error, net::error::eof);
}

TEST_F(socket_order, loses_no_end_between_two_reads_without_a_turn) {
    write("hello");
    pair.ours.wait(tcp::socket::wait_read);
    pair.ours.async_read_some(net::buffer(data), read.handler());
    pair.theirs.close();
    outcome second;
    pair.ours.async_read_some(net::buffer(data), second.handler());

    loop.run_for(2s);

    EXPECT_EQ(text(), "hello");
    EXPECT_EQ(second.error, net::error::eof);
}

TEST_F(socket_order, loses_no_data_that_comes_after_a_short_read) {
    for (int i = 0; i < 100; ++i) {
        write("hello");
        read_once();
        ASSERT_EQ(text(), "hello");
    }
}

TEST_F(socket_order, loses_no_data_that_comes_between_a_read_and_its_handler) {
    std::string all;
    std::function<void(std::error_code, std::size_t)> more =
        [&](std::error_code, std::size_t n) {
            all.append(data.data(), n);
            if (all.size() == 1000) return;
            write("12345");
            pair.ours.async_read_some(net::buffer(data), more);
        };
    write("12345");
    pair.ours.async_read_some(net::buffer(data), more);

    loop.run_for(patience);

    EXPECT_EQ(all.size(), 1000u);
}

TEST_F(socket_order, loses_no_reset_behind_a_short_read) {
    write("hello");
    read_once();
    net::reset(pair.theirs);

    read_once();
    EXPECT_EQ(read.error, net::error::connection_reset);
    read_once();
    EXPECT_EQ(read.error, net::error::eof); // it is reported once
}

TEST_F(socket_order, goes_on_behind_urgent_data) {
    write("before");
    write("!", urgent);
    write("after");
    settle();

    read_once(); // stops at the mark
    EXPECT_EQ(text(), "before");
    EXPECT_TRUE(pair.ours.at_mark());
    read_once();

    EXPECT_EQ(text(), "after");
}

TEST_F(socket_order, waits_for_urgent_data) {
    std::array<char, 1> exclamation{};
    outcome received;
    pair.ours.async_receive(net::buffer(exclamation), urgent,
                            received.handler());
    write("not urgent");
    loop.poll();
    const int too_early = received.calls;

    write("!", urgent);
    loop.run_for(patience);

    EXPECT_EQ(too_early, 0);
    EXPECT_FALSE(received.error);
    EXPECT_EQ(exclamation[0], '!');
}

TEST_F(socket_order, does_not_take_an_end_for_urgent_data) {
    outcome received;
    pair.ours.async_receive(net::buffer(data), urgent, received.handler());
    pair.theirs.shutdown(tcp::socket::shutdown_send);
    pair.ours.wait(tcp::socket::wait_read);

    loop.poll();
    const int too_early = received.calls;
    pair.ours.cancel();
    loop.run_for(patience);

    EXPECT_EQ(too_early, 0);
    EXPECT_EQ(received.error, net::error::operation_aborted);
}

} // namespace socket_order_test
