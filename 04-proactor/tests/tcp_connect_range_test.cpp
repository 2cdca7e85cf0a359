// Connecting to the first of several endpoints that answers.
#include <gtest/gtest.h>

#include <vector>

#include "04-proactor/basic_socket_acceptor.h"
#include "04-proactor/bind_executor.h"
#include "04-proactor/connect.h"
#include "04-proactor/connect_iterators.h"
#include "04-proactor/io_context.h"
#include "04-proactor/ip/basic_resolver.h"
#include "04-proactor/ip/tcp.h"
#include "04-proactor/strand.h"
#include "04-proactor/tests/connected_sockets.h"
#include "04-proactor/tests/outcome.h"
#include "04-proactor/use_future.h"

namespace tcp_connect_range_test {

using namespace std::chrono_literals;
using net::any_port;
using net::outcome;
using net::patience;
using net::ip::tcp;
using endpoints = std::vector<tcp::endpoint>;

struct tcp_connect_range : testing::Test {
    net::io_context loop;
    tcp::acceptor listener{loop, any_port};
    tcp::acceptor deaf{loop, tcp::v4()}; // is bound, and does not listen
    tcp::socket socket{loop};
    std::error_code error = net::error::fault;
    outcome connected;
    tcp::endpoint reached;

    tcp_connect_range() { deaf.bind(any_port); }
    tcp::endpoint open() { return listener.local_endpoint(); }
    tcp::endpoint closed() { return deaf.local_endpoint(); }
    auto handler() {
        return [this](std::error_code result, const tcp::endpoint& where) {
            connected.handler()(result);
            reached = where;
        };
    }
};

TEST_F(tcp_connect_range, goes_on_to_the_next_endpoint) {
    const endpoints all{closed(), open()};

    const tcp::endpoint where = net::connect(socket, all, error);

    EXPECT_FALSE(error);
    EXPECT_EQ(where, open());
    EXPECT_EQ(socket.remote_endpoint(), open());
}

TEST_F(tcp_connect_range, goes_on_to_the_next_endpoint_without_blocking) {
    const endpoints all{closed(), closed(), open(), closed()};

    net::async_connect(socket, all, handler());
    EXPECT_EQ(connected.calls, 0);
    loop.run_for(patience);

    EXPECT_FALSE(connected.error);
    EXPECT_EQ(reached, open());
    EXPECT_EQ(socket.remote_endpoint(), open());
}

TEST_F(tcp_connect_range, reports_the_last_refusal) {
    const endpoints all{closed(), closed()};

    const tcp::endpoint where = net::connect(socket, all, error);
    net::async_connect(socket, all, handler());
    loop.run_for(patience);

    EXPECT_EQ(where, tcp::endpoint());
    EXPECT_EQ(error, net::error::connection_refused);
    EXPECT_EQ(connected.error, net::error::connection_refused);
    EXPECT_EQ(reached, tcp::endpoint());
    EXPECT_THROW(net::connect(socket, all), std::system_error);
}

TEST_F(tcp_connect_range, finds_nothing_in_an_empty_range) {
    net::connect(socket, endpoints(), error);
    net::async_connect(socket, endpoints(), handler());
    EXPECT_EQ(connected.calls, 0);
    loop.run_for(patience);

    EXPECT_EQ(error, net::error::not_found);
    EXPECT_EQ(connected.error, net::error::not_found);
}

TEST_F(tcp_connect_range, takes_a_pair_of_iterators) {
    const endpoints all{closed(), open()};
    auto found = all.end();

    EXPECT_EQ(net::connect(socket, all.begin(), all.end()), all.begin() + 1);
    net::async_connect(socket, all.begin(), all.end(),
                       [&](std::error_code result, auto where) {
                           connected.handler()(result);
                           found = where;
                       });
    loop.run_for(patience);

    EXPECT_FALSE(connected.error);
    EXPECT_EQ(found, all.begin() + 1);
}

TEST_F(tcp_connect_range, asks_a_condition_before_each_attempt) {
    const endpoints all{closed(), open(), closed()};
    std::vector<std::error_code> asked;
    const auto not_the_open_one = [&](const std::error_code& last,
                                      const tcp::endpoint& next) {
        asked.push_back(last);
        return next != open();
    };

    net::async_connect(socket, all, not_the_open_one, handler());
    loop.run_for(patience);
    const std::error_code refused = net::error::connection_refused;

    EXPECT_EQ(connected.error, refused);
    EXPECT_EQ(asked, (std::vector{std::error_code(), refused, refused}));
}

TEST_F(tcp_connect_range, does_not_go_on_when_the_socket_is_closed) {
    const endpoints all{open(), open()};
    net::async_connect(socket, all, handler());

    socket.close();
    loop.run_for(patience);

    EXPECT_EQ(connected.error, net::error::operation_aborted);
    EXPECT_FALSE(socket.is_open());
}

TEST_F(tcp_connect_range, has_not_succeeded_if_its_socket_is_closed_meanwhile) {
    const endpoints all{open()};
    tcp::socket other(loop);
    other.async_connect(open(), [&](std::error_code) { socket.close(); });
    net::async_connect(socket, all, handler());
    socket.wait(tcp::socket::wait_write);
    other.wait(tcp::socket::wait_write);

    loop.run_for(patience); // both are connected

    EXPECT_EQ(connected.error, net::error::operation_aborted);
}

TEST_F(tcp_connect_range, stays_in_the_strand_of_its_handler) {
    auto strand = net::make_strand(loop);
    const endpoints all{closed(), open()};
    bool was_in_strand = true;
    const auto condition = [&](const std::error_code& last,
                               const tcp::endpoint&) {
        if (last) was_in_strand = strand.running_in_this_thread();
        return true;
    };

    net::async_connect(socket, all, condition,
                       net::bind_executor(strand, handler()));
    loop.run_for(patience);

    EXPECT_FALSE(connected.error);
    EXPECT_TRUE(was_in_strand);
}

TEST_F(tcp_connect_range, tells_a_future_where) {
    const endpoints all{closed(), open()};

    auto where = net::async_connect(socket, all, net::use_future);
    loop.run_for(patience);

    EXPECT_EQ(where.get(), open());
}

TEST_F(tcp_connect_range, takes_an_iterator_and_a_condition) {
    const endpoints all{open(), closed(), open()};
    const auto not_the_first = [&](const std::error_code& last,
                                   const tcp::endpoint& next) {
        return last || next != open();
    };

    const auto found =
        net::connect(socket, all.begin(), all.end(), not_the_first);
    net::async_connect(
        socket, all.begin(), all.end(), not_the_first,
        [&](std::error_code result, auto) { connected.handler()(result); });
    loop.run_for(patience);

    EXPECT_EQ(found, all.begin() + 2);
    EXPECT_EQ(connected.calls, 1);
    EXPECT_FALSE(connected.error);
}

TEST_F(tcp_connect_range, ends_an_iterator_where_a_resolvers_answers_end) {
    const endpoints two{closed(), open()};
    const auto all = tcp::resolver::results_type::create(two.begin(), two.end(),
                                                         "host", "service");

    const tcp::resolver::iterator found = net::connect(socket, all.begin());
    tcp::resolver::iterator where;
    net::async_connect(
        socket, all.begin(),
        [&](std::error_code, tcp::resolver::iterator it) { where = it; });
    loop.run_for(patience);
    const auto none = net::connect(socket, tcp::resolver::iterator(), error);

    EXPECT_EQ(found->endpoint(), open());
    EXPECT_EQ(where, found);
    EXPECT_EQ(none, all.end());
    EXPECT_EQ(error, net::error::not_found);
}

TEST_F(tcp_connect_range, lets_an_older_condition_choose_the_iterator) {
    const endpoints all{closed(), closed(), open()};
    using iterator = endpoints::const_iterator;
    std::vector<std::error_code> asked;
    const auto skip_one = [&](const std::error_code& last, iterator next) {
        asked.push_back(last);
        return asked.size() == 1 ? next + 1 : next;
    };

    const auto found =
        net::connect(socket, all.begin(), all.end(), skip_one, error);

    EXPECT_EQ(found, all.begin() + 2);
    EXPECT_EQ(asked, (std::vector<std::error_code>{
                         {}, net::error::connection_refused}));
}

TEST_F(tcp_connect_range, does_not_ask_a_handler_whether_it_is_a_condition) {
    const endpoints all{open()};

    net::async_connect(socket, all, [&](auto result, auto where) {
        where.port(0); // no element of `all` lets itself be changed
        connected.handler()(result);
    });
    loop.run_for(patience);

    EXPECT_EQ(connected.calls, 1);
    EXPECT_FALSE(connected.error);
}

} // namespace tcp_connect_range_test
