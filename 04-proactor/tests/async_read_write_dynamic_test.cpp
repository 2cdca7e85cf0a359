// Asynchronous reads into buffers that grow, and writes from them.
#include <gtest/gtest.h>

#include <array>
#include <istream>
#include <ostream>
#include <string>

#include "04-proactor/async_read.h"
#include "04-proactor/async_write.h"
#include "04-proactor/io_context.h"
#include "04-proactor/tests/connected_sockets.h"
#include "04-proactor/tests/outcome.h"

namespace async_read_write_dynamic_test {

using net::connected_sockets;
using net::outcome;
using net::patience;

struct async_read_write_dynamic : testing::Test {
    net::io_context loop;
    connected_sockets pair{loop};
    outcome read, written;

    void write(const std::string& text) {
        pair.theirs.write_some(net::buffer(text));
    }
};

TEST_F(async_read_write_dynamic, reads_into_a_string_up_to_the_end) {
    std::string into = "before ";
    write("hello");
    pair.theirs.close();

    net::async_read(pair.ours, net::dynamic_buffer(into), read.handler());
    loop.run_for(patience);

    EXPECT_EQ(read.error, net::error::eof);
    EXPECT_EQ(read.n, 5u);
    EXPECT_EQ(into, "before hello");
}

TEST_F(async_read_write_dynamic, reads_until_a_string_is_as_long_as_it_may_be) {
    std::string into;
    write("hello");

    net::async_read(pair.ours, net::dynamic_buffer(into, 3), read.handler());
    loop.run_for(patience);

    EXPECT_FALSE(read.error);
    EXPECT_EQ(into, "hel");
}

TEST_F(async_read_write_dynamic, reads_into_a_streambuf) {
    net::streambuf into;
    write("hello");

    net::async_read(pair.ours, into, net::transfer_at_least(5), read.handler());
    loop.run_for(patience);
    std::string text;
    std::istream(&into) >> text;

    EXPECT_EQ(read.n, 5u);
    EXPECT_EQ(text, "hello");
}

TEST_F(async_read_write_dynamic, takes_what_it_has_written_out_of_a_streambuf) {
    net::streambuf from;
    std::ostream(&from) << "hello";
    std::array<char, 5> data{};

    net::async_write(pair.ours, from, written.handler());
    net::async_read(pair.theirs, net::buffer(data), read.handler());
    loop.run_for(patience);

    EXPECT_EQ(written.n, 5u);
    EXPECT_EQ(from.size(), 0u);
    EXPECT_EQ(std::string(data.data(), 5), "hello");
}

TEST_F(async_read_write_dynamic, takes_what_it_has_written_out_of_a_string) {
    std::string from = "hello";

    net::async_write(pair.ours, net::dynamic_buffer(from),
                     net::transfer_exactly(2), written.handler());
    loop.run_for(patience);

    EXPECT_EQ(written.n, 2u);
    EXPECT_EQ(from, "llo");
}

} // namespace async_read_write_dynamic_test
