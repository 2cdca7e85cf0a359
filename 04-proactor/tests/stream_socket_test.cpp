#include "04-proactor/basic_stream_socket.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "04-proactor/io_context.h"
#include "04-proactor/tests/connected_sockets.h"
#include "04-proactor/tests/outcome.h"

namespace stream_socket_test {

using namespace std::chrono_literals;
using net::connected_sockets;
using net::outcome;
using net::patience;
using net::ip::tcp;

struct stream_socket : testing::Test {
    net::io_context loop;
    connected_sockets pair{loop};
    std::array<char, 16> data{};
    std::error_code error = net::error::fault;
    outcome read, written;

    std::string text(std::size_t n) const { return {data.data(), n}; }
};

TEST_F(stream_socket, carries_bytes_from_one_end_to_the_other) {
    const std::size_t sent = pair.ours.write_some(net::buffer("hello", 5));
    const std::size_t n = pair.theirs.read_some(net::buffer(data));

    EXPECT_EQ(sent, 5u);
    EXPECT_EQ(text(n), "hello");
}

TEST_F(stream_socket, reports_success_where_there_was_an_error_before) {
    pair.ours.write_some(net::buffer("x", 1), error);
    EXPECT_FALSE(error);
    error = net::error::fault;

    pair.theirs.read_some(net::buffer(data), error);

    EXPECT_FALSE(error);
}

TEST_F(stream_socket, gathers_and_scatters_sequences_of_buffers) {
    std::array<char, 2> first{};
    const std::array parts{net::buffer("he", 2), net::buffer("", 0),
                           net::buffer("llo", 3)};
    const std::vector places{net::buffer(first), net::buffer(data)};

    const std::size_t sent = pair.ours.write_some(parts);
    const std::size_t n = pair.theirs.read_some(places);

    EXPECT_EQ(sent, 5u);
    EXPECT_EQ(n, 5u);
    EXPECT_EQ(std::string(first.data(), 2) + text(3), "hello");
}

TEST_F(stream_socket, gathers_and_scatters_without_waiting_too) {
    std::array<char, 2> first{};
    const std::array parts{net::buffer("he", 2), net::buffer("llo", 3)};
    const std::vector places{net::buffer(first), net::buffer(data)};
    pair.theirs.async_receive(places, read.handler());
    loop.poll();

    pair.ours.async_send(parts, written.handler());
    loop.run_for(patience);

    EXPECT_EQ(written.n, 5u);
    EXPECT_EQ(read.n, 5u);
    EXPECT_EQ(std::string(first.data(), 2) + text(3), "hello");
}

TEST_F(stream_socket, takes_the_first_of_very_many_buffers) {
    const std::vector many(1000, net::buffer("x", 1));

    const std::size_t sent = pair.ours.write_some(many);
    pair.ours.async_write_some(many, written.handler());
    loop.run_for(patience);

    EXPECT_GE(sent, 1u);
    EXPECT_LE(sent, 1000u);
    EXPECT_EQ(written.n, sent);
}

TEST_F(stream_socket, looks_at_bytes_and_leaves_them_there) {
    const int peek = net::socket_base::message_peek;
    pair.ours.send(net::buffer("hello", 5));

    const std::size_t seen = pair.theirs.receive(net::buffer(data), peek);
    const std::size_t taken = pair.theirs.receive(net::buffer(data));

    EXPECT_EQ(seen, 5u);
    EXPECT_EQ(taken, 5u);
}

TEST_F(stream_socket, reads_what_it_has_only_looked_at) {
    outcome seen;
    pair.ours.send(net::buffer("hello", 5));
    pair.theirs.async_wait(tcp::socket::wait_read, written.handler());
    loop.run_for(patience); // it has heard of them from the kernel
    loop.restart();

    pair.theirs.async_receive(net::buffer(data), net::socket_base::message_peek,
                              seen.handler());
    loop.run_for(patience);
    loop.restart();
    pair.theirs.async_read_some(net::buffer(data), read.handler());
    loop.run_for(1s);

    EXPECT_EQ(seen.n, 5u);
    EXPECT_EQ(read.n, 5u);
}

TEST_F(stream_socket, never_calls_a_handler_inside_the_starting_function) {
    pair.theirs.write_some(net::buffer("there already", 13));
    pair.ours.wait(net::socket_base::wait_read);

    pair.ours.async_read_some(net::buffer(data), read.handler());
    pair.ours.async_write_some(net::buffer("x", 1), written.handler());
    pair.ours.async_write_some(net::buffer("", 0), written.handler());

    EXPECT_EQ(read.calls + written.calls, 0);
    loop.run_for(patience);
    EXPECT_EQ(read.calls + written.calls, 3);
}

TEST_F(stream_socket, reads_and_writes_nothing_without_waiting) {
    pair.ours.read_some(net::buffer(data, 0), error);
    EXPECT_FALSE(error);
    pair.ours.async_read_some(net::buffer(data, 0), read.handler());
    pair.ours.async_write_some(net::const_buffer(), written.handler());

    loop.run_for(patience);

    EXPECT_EQ(read.calls, 1);
    EXPECT_FALSE(read.error);
    EXPECT_EQ(written.calls, 1);
    EXPECT_FALSE(written.error);
}

TEST_F(stream_socket, ends_when_the_other_side_closes) {
    pair.theirs.close();

    pair.ours.async_read_some(net::buffer(data), read.handler());
    loop.run_for(patience);
    pair.ours.read_some(net::buffer(data), error);

    EXPECT_EQ(read.error, net::error::eof);
    EXPECT_EQ(read.n, 0u);
    EXPECT_EQ(error, net::error::eof);
    EXPECT_EQ(error.message(), "End of file");
}

TEST_F(stream_socket, reports_the_end_as_often_as_it_is_asked) {
    pair.theirs.close();
    for (int i = 0; i < 3; ++i) {
        pair.ours.async_read_some(net::buffer(data), read.handler());
        loop.run_for(1s);
        loop.restart();
    }

    EXPECT_EQ(read.calls, 3);
    EXPECT_EQ(read.error, net::error::eof);
}

TEST_F(stream_socket, can_still_be_read_when_it_is_half_closed) {
    pair.ours.shutdown(tcp::socket::shutdown_send);
    pair.theirs.async_read_some(net::buffer(data), read.handler());
    loop.run_for(patience);
    EXPECT_EQ(read.error, net::error::eof);
    pair.theirs.write_some(net::buffer("answer", 6));

    loop.restart();
    pair.ours.async_read_some(net::buffer(data), read.handler());
    loop.run_for(patience);

    EXPECT_EQ(text(read.n), "answer");
}

TEST_F(stream_socket, ends_at_once_if_it_shuts_its_own_reading_down) {
    pair.ours.async_read_some(net::buffer(data), read.handler());
    loop.poll();

    pair.ours.shutdown(tcp::socket::shutdown_receive, error);
    loop.run_for(patience);

    EXPECT_FALSE(error);
    EXPECT_EQ(read.error, net::error::eof);
}

TEST_F(stream_socket, raises_no_signal_when_nobody_will_read) {
    pair.ours.shutdown(tcp::socket::shutdown_send);

    pair.ours.write_some(net::buffer("x", 1), error);
    pair.ours.async_write_some(net::buffer("x", 1), written.handler());
    loop.run_for(patience);

    EXPECT_EQ(error, net::error::broken_pipe);
    EXPECT_EQ(written.error, net::error::broken_pipe);
    EXPECT_EQ(written.error, std::errc::broken_pipe);
}

TEST_F(stream_socket, reports_a_reset) {
    pair.ours.async_read_some(net::buffer(data), read.handler());
    loop.poll();

    net::reset(pair.theirs);
    loop.run_for(patience);

    EXPECT_EQ(read.error, net::error::connection_reset);
    EXPECT_EQ(read.error, std::errc::connection_reset);
}

TEST_F(stream_socket, reports_a_reset_to_a_write_that_waits) {
    net::fill(pair.ours);
    pair.ours.async_write_some(net::buffer("x", 1), written.handler());
    loop.poll();
    EXPECT_EQ(written.calls, 0);

    net::reset(pair.theirs);
    loop.run_for(patience);

    EXPECT_EQ(written.calls, 1);
    EXPECT_TRUE(written.error);
}

TEST_F(stream_socket, goes_on_writing_when_there_is_space_again) {
    std::size_t left = net::fill(pair.ours);
    std::vector<char> sink(64 * 1024);
    pair.ours.async_write_some(net::buffer("x", 1), written.handler());
    loop.poll();
    const int before = written.calls;

    while (left > 0) left -= pair.theirs.read_some(net::buffer(sink));
    loop.run_for(patience);

    EXPECT_EQ(before, 0);
    EXPECT_EQ(written.n, 1u);
}

} // namespace stream_socket_test
