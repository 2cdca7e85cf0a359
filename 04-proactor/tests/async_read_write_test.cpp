#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "04-proactor/async_read.h"
#include "04-proactor/async_write.h"
#include "04-proactor/bind_executor.h"
#include "04-proactor/io_context.h"
#include "04-proactor/strand.h"
#include "04-proactor/tests/connected_sockets.h"
#include "04-proactor/tests/outcome.h"
#include "04-proactor/use_future.h"

namespace async_read_write_test {

using namespace std::chrono_literals;
using net::connected_sockets;
using net::outcome;
using net::patience;
using net::ip::tcp;

struct async_read_write : testing::Test {
    net::io_context loop;
    connected_sockets pair{loop};
    outcome read, written;

    /// Writes from the other end, in one segment.
    void write(const std::string& text) {
        pair.theirs.write_some(net::buffer(text));
    }
};

TEST_F(async_read_write, goes_on_until_the_buffers_are_full) {
    std::array<char, 10> data{};
    net::async_read(pair.ours, net::buffer(data), read.handler());

    write("hello");
    loop.poll();
    const int too_early = read.calls;
    write("again");
    loop.run_for(patience);

    EXPECT_EQ(too_early, 0);
    EXPECT_FALSE(read.error);
    EXPECT_EQ(std::string(data.data(), read.n), "helloagain");
}

TEST_F(async_read_write, fills_a_sequence_of_buffers) {
    std::array<char, 3> first{};
    std::array<char, 4> second{};
    const std::vector places{net::buffer(first), net::buffer(second)};
    write("1234567");

    net::async_read(pair.ours, places, read.handler());
    loop.run_for(patience);

    EXPECT_EQ(read.n, 7u);
    EXPECT_EQ(std::string(second.data(), 4), "4567");
}

TEST_F(async_read_write, never_calls_its_handler_inside_the_starting_function) {
    std::array<char, 1> data{};
    write("x");
    pair.ours.wait(tcp::socket::wait_read);

    net::async_read(pair.ours, net::buffer(data), read.handler());
    net::async_read(pair.ours, net::buffer(data, 0), read.handler());
    net::async_write(pair.ours, net::buffer("x", 1), written.handler());
    net::async_write(pair.ours, net::buffer("", 0), written.handler());

    EXPECT_EQ(read.calls + written.calls, 0);
    loop.run_for(patience);
    EXPECT_EQ(read.calls + written.calls, 4);
}

TEST_F(async_read_write, reports_what_came_before_the_end) {
    std::array<char, 10> data{};
    write("hello");
    pair.theirs.close();

    net::async_read(pair.ours, net::buffer(data), read.handler());
    loop.run_for(patience);

    EXPECT_EQ(read.error, net::error::eof);
    EXPECT_EQ(read.n, 5u);
}

TEST_F(async_read_write, reports_what_came_before_it_was_cancelled) {
    std::array<char, 10> data{};
    write("hello");
    net::async_read(pair.ours, net::buffer(data), read.handler());
    loop.poll();

    pair.ours.cancel();
    loop.run_for(patience);

    EXPECT_EQ(read.error, net::error::operation_aborted);
    EXPECT_EQ(read.n, 5u);
}

TEST_F(async_read_write, is_content_with_less_if_it_is_told_so) {
    std::array<char, 10> data{};
    write("hello");

    net::async_read(pair.ours, net::buffer(data), net::transfer_at_least(3),
                    read.handler());
    loop.run_for(patience);

    EXPECT_FALSE(read.error);
    EXPECT_EQ(read.n, 5u);
}

TEST_F(async_read_write, takes_no_more_than_it_is_told_to) {
    std::array<char, 10> data{};
    write("hello");

    net::async_read(pair.ours, net::buffer(data), net::transfer_exactly(3),
                    read.handler());
    net::async_write(pair.ours, net::buffer(data), net::transfer_exactly(4),
                     written.handler());
    loop.run_for(patience);

    EXPECT_EQ(read.n, 3u);
    EXPECT_EQ(pair.ours.available(), 2u);
    EXPECT_EQ(written.n, 4u);
}

TEST_F(async_read_write, asks_a_condition_of_the_users) {
    std::array<char, 10> data{};
    write("hello");
    const auto one_by_one_up_to_three = [](std::error_code, std::size_t n) {
        return n < 3 ? std::size_t{1} : std::size_t{0};
    };

    net::async_read(pair.ours, net::buffer(data), one_by_one_up_to_three,
                    read.handler());
    loop.run_for(patience);

    EXPECT_EQ(read.n, 3u);
}

TEST_F(async_read_write, carries_much_over_a_small_socket_buffer) {
    pair.ours.set_option(net::socket_base::send_buffer_size(4096));
    std::string from(1'000'000, ' '), into(from.size(), ' ');
    for (std::size_t i = 0; i < from.size(); ++i)
        from[i] = static_cast<char>('a' + i % 23);

    net::async_write(pair.ours, net::buffer(from), written.handler());
    net::async_read(pair.theirs, net::buffer(into), read.handler());
    loop.run_for(patience);

    EXPECT_EQ(written.n, from.size());
    EXPECT_EQ(read.n, from.size());
    EXPECT_TRUE(from == into);
}

TEST_F(async_read_write, writes_all_of_very_many_buffers) {
    const std::vector many(1000, net::buffer("xy", 2));
    std::string into(2000, ' ');

    net::async_write(pair.ours, many, written.handler());
    net::async_read(pair.theirs, net::buffer(into), read.handler());
    loop.run_for(patience);

    EXPECT_EQ(written.n, 2000u);
    EXPECT_EQ(read.n, 2000u);
}

TEST_F(async_read_write, reports_how_much_went_out_before_an_error) {
    const std::string much(50'000'000, '.');
    net::async_write(pair.ours, net::buffer(much), written.handler());
    loop.poll();

    net::reset(pair.theirs);
    loop.run_for(patience);

    EXPECT_TRUE(written.error);
    EXPECT_GT(written.n, 0u);
    EXPECT_LT(written.n, much.size());
}

TEST_F(async_read_write, keeps_all_its_steps_in_the_strand_of_its_handler) {
    auto strand = net::make_strand(loop);
    std::array<char, 10> data{};
    int steps = 0, in_strand = 0;
    const auto condition = [&](std::error_code, std::size_t n) {
        if (n > 0) ++steps;
        if (n > 0 && strand.running_in_this_thread()) ++in_strand;
        return n < 10 ? std::size_t{1} : std::size_t{0};
    };
    write("0123456789");

    net::async_read(pair.ours, net::buffer(data), condition,
                    net::bind_executor(strand, read.handler()));
    loop.run_for(patience);

    EXPECT_EQ(read.n, 10u);
    EXPECT_EQ(steps, 10);
    EXPECT_EQ(in_strand, 10);
}

TEST_F(async_read_write, never_copies_its_handler) {
    std::array<char, 5> data{};
    auto memory = std::make_unique<int>(7);
    int seen = 0;
    write("hello");

    net::async_read(pair.ours, net::buffer(data),
                    [&seen, mine = std::move(memory)](
                        std::error_code, std::size_t) { seen += *mine; });
    net::async_write(pair.ours, net::buffer(data),
                     [&seen, mine = std::make_unique<int>(8)](
                         std::error_code, std::size_t) { seen += *mine; });
    loop.run_for(patience);

    EXPECT_EQ(seen, 15);
}

TEST_F(async_read_write, takes_other_tokens) {
    std::array<char, 5> data{};

    auto sent =
        net::async_write(pair.theirs, net::buffer("hello", 5), net::use_future);
    auto got = net::async_read(pair.ours, net::buffer(data), net::use_future);
    loop.run_for(patience);

    EXPECT_EQ(sent.get(), 5u);
    EXPECT_EQ(got.get(), 5u);
}

TEST_F(async_read_write, takes_handlers_that_return_what_a_condition_returns) {
    std::array<char, 2> data{};
    std::size_t called = 0;
    const auto handler = [&](std::error_code, std::size_t n) {
        return called += n;
    };

    net::async_write(pair.theirs, net::buffer("hi", 2), handler);
    net::async_read(pair.ours, net::buffer(data), handler);
    loop.run_for(patience);

    EXPECT_EQ(called, 4u);
}

} // namespace async_read_write_test
