#include "04-proactor/async_read_until.h"

#include <gtest/gtest.h>

#include <functional>
#include <istream>
#include <memory>
#include <string>
#include <thread>

#include "04-proactor/io_context.h"
#include "04-proactor/tests/connected_sockets.h"
#include "04-proactor/tests/match_conditions.h"
#include "04-proactor/tests/outcome.h"
#include "04-proactor/use_future.h"

namespace async_read_until_test {

using namespace std::chrono_literals;
using net::connected_sockets;
using net::outcome;
using net::patience;

struct async_read_until : testing::Test {
    net::io_context loop;
    connected_sockets pair{loop};
    std::string buffer;
    outcome read;

    void write(const std::string& text) {
        pair.theirs.write_some(net::buffer(text));
    }
};

TEST_F(async_read_until, finds_a_char) {
    write("line\n");

    net::async_read_until(pair.ours, net::dynamic_buffer(buffer), '\n',
                          read.handler());
    EXPECT_EQ(read.calls, 0);
    loop.run_for(patience);

    EXPECT_FALSE(read.error);
    EXPECT_EQ(read.n, 5u);
    EXPECT_EQ(buffer, "line\n");
}

TEST_F(async_read_until, finds_a_string) {
    write("header\r\n\r\nbody");

    net::async_read_until(pair.ours, net::dynamic_buffer(buffer), "\r\n\r\n",
                          read.handler());
    loop.run_for(patience);

    EXPECT_EQ(read.n, 10u);
}

TEST_F(async_read_until, finds_what_a_function_looks_for) {
    net::streambuf into;
    write("123;abc");

    net::async_read_until(pair.ours, into, number_and_semicolon,
                          read.handler());
    loop.run_for(patience);

    EXPECT_FALSE(read.error);
    EXPECT_EQ(read.n, 4u);
    EXPECT_GE(into.size(), read.n);
}

TEST_F(async_read_until, finds_what_an_object_looks_for) {
    write("12345678");

    net::async_read_until(pair.ours, net::dynamic_buffer(buffer),
                          line_of_size{6}, read.handler());
    loop.run_for(patience);

    EXPECT_EQ(read.n, 6u);
}

TEST_F(async_read_until, leaves_in_the_buffer_what_came_behind) {
    write("one\ntwo\nthree");

    net::async_read_until(pair.ours, net::dynamic_buffer(buffer), '\n',
                          read.handler());
    loop.run_for(patience);

    EXPECT_EQ(read.n, 4u);
    EXPECT_EQ(buffer, "one\ntwo\nthree");
}

TEST_F(async_read_until, reads_nothing_if_the_delimiter_is_there_already) {
    buffer = "one\ntwo\n";
    write("three\n");

    net::async_read_until(pair.ours, net::dynamic_buffer(buffer), '\n',
                          read.handler());
    EXPECT_EQ(read.calls, 0);
    loop.run_for(patience);

    EXPECT_EQ(read.n, 4u);
    EXPECT_EQ(buffer, "one\ntwo\n");
}

TEST_F(async_read_until, finds_what_is_there_though_the_socket_is_closed) {
    buffer = "one\n";
    pair.ours.close();

    net::async_read_until(pair.ours, net::dynamic_buffer(buffer), '\n',
                          read.handler());
    loop.run_for(patience);

    EXPECT_FALSE(read.error);
    EXPECT_EQ(read.n, 4u);
}

TEST_F(async_read_until, finds_a_delimiter_that_comes_in_pieces) {
    net::async_read_until(pair.ours, net::dynamic_buffer(buffer), "<end>",
                          read.handler());
    for (const char* piece : {"a<e", "n<en", "d", ">b"}) {
        EXPECT_EQ(read.calls, 0);
        write(piece);
        pair.ours.wait(net::socket_base::wait_read);
        loop.poll();
    }

    EXPECT_EQ(read.calls, 1);
    EXPECT_EQ(buffer.substr(0, read.n), "a<en<end>");
}

TEST_F(async_read_until, finds_nothing_in_a_full_buffer) {
    write("0123456789\n");

    net::async_read_until(pair.ours, net::dynamic_buffer(buffer, 5), '\n',
                          read.handler());
    loop.run_for(patience);

    EXPECT_EQ(read.error, net::error::not_found);
    EXPECT_EQ(read.n, 0u);
    EXPECT_EQ(buffer, "01234");
}

TEST_F(async_read_until, finds_nothing_if_the_buffer_was_full_before) {
    buffer = "01234";

    net::async_read_until(pair.ours, net::dynamic_buffer(buffer, 5), '\n',
                          read.handler());
    EXPECT_EQ(read.calls, 0);
    loop.run_for(patience);

    EXPECT_EQ(read.error, net::error::not_found);
    EXPECT_EQ(read.n, 0u);
}

TEST_F(async_read_until, keeps_what_came_before_an_early_end) {
    write("no newline");
    pair.theirs.close();

    net::async_read_until(pair.ours, net::dynamic_buffer(buffer), '\n',
                          read.handler());
    loop.run_for(patience);

    EXPECT_EQ(read.error, net::error::eof);
    EXPECT_EQ(read.n, 0u);
    EXPECT_EQ(buffer, "no newline");
}

TEST_F(async_read_until, gives_up_when_it_is_cancelled) {
    write("half a li");
    net::async_read_until(pair.ours, net::dynamic_buffer(buffer), '\n',
                          read.handler());
    loop.poll();

    pair.ours.cancel();
    loop.run_for(patience);

    EXPECT_EQ(read.error, net::error::operation_aborted);
    EXPECT_EQ(buffer, "half a li");
}

TEST_F(async_read_until, reads_line_by_line_into_a_streambuf) {
    net::streambuf into;
    std::string lines;
    std::function<void(std::error_code, std::size_t)> next =
        [&](std::error_code error, std::size_t) {
            if (error) return;
            std::string line;
            std::istream stream(&into);
            std::getline(stream, line);
            lines += line + '|';
            net::async_read_until(pair.ours, into, '\n', next);
        };
    write("one\ntwo\nthree\nhalf");
    pair.theirs.close();

    net::async_read_until(pair.ours, into, '\n', next);
    loop.run_for(patience);

    EXPECT_EQ(lines, "one|two|three|");
    EXPECT_EQ(into.size(), 4u);
}

TEST_F(async_read_until, finds_the_end_of_a_long_line) {
    const std::string line = std::string(300'000, '.') + '\n';
    net::async_read_until(pair.ours, net::dynamic_buffer(buffer), '\n',
                          read.handler());

    std::thread writing([&] {
        std::size_t n = 0;
        while (n < line.size())
            n += pair.theirs.write_some(net::buffer(line) + n);
    });
    loop.run_for(patience);
    writing.join();

    EXPECT_EQ(read.n, line.size());
    EXPECT_TRUE(buffer == line);
}

TEST_F(async_read_until, moves_its_handler_and_takes_other_tokens) {
    int seen = 0;
    write("one\ntwo\n");

    net::async_read_until(pair.ours, net::dynamic_buffer(buffer), "one\n",
                          [&seen, mine = std::make_unique<int>(7)](
                              std::error_code, std::size_t) { seen = *mine; });
    loop.run_for(patience);
    loop.restart();
    auto n = net::async_read_until(pair.ours, net::dynamic_buffer(buffer),
                                   "two\n", net::use_future);
    loop.run_for(patience);

    EXPECT_EQ(seen, 7);
    EXPECT_EQ(n.get(), 8u);
}

} // namespace async_read_until_test
