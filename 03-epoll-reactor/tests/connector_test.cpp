#include <gtest/gtest.h>
#include <sys/resource.h>

#include <memory>
#include <optional>

#include "01-blocking/error.h"
#include "01-blocking/server_options.h"
#include "01-blocking/tests/no_more_descriptors.h"
#include "01-blocking/tests/tcp.h"
#include "03-epoll-reactor/acceptor.h"
#include "03-epoll-reactor/tests/any_reactor.h"

namespace connector_test {

using namespace std::chrono_literals;
using net::any_reactor;

net::socket_address address_of(const net::unique_fd& listener) {
    return net::resolve(net::local_address(listener.get()));
}

/// An address of no family: not even a socket can be made for it.
const net::socket_address nowhere{};

TEST_P(any_reactor, connects) {
    const net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    std::error_code error = net::error::eof;
    net::unique_fd ours;
    const net::connector connecting(
        loop, address_of(listener),
        [&](std::error_code result, net::unique_fd socket) {
            error = result;
            ours = std::move(socket);
        });

    loop.run();

    EXPECT_FALSE(error);
    const auto theirs = net::accept_client(listener.get(), error);
    ASSERT_EQ(::write(ours.get(), "x", 1), 1);
    EXPECT_EQ(net::receive(theirs.get(), 1), "x");
}

TEST_P(any_reactor, tells_a_connector_that_nobody_listens) {
    net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    const net::socket_address address = address_of(listener);
    listener.reset();
    std::error_code error;
    int called = 0;
    const net::connector connecting(
        loop, address, [&](std::error_code result, net::unique_fd socket) {
            ++called;
            error = result;
            EXPECT_FALSE(socket);
        });

    loop.run();

    EXPECT_EQ(called, 1);
    EXPECT_EQ(error, std::errc::connection_refused);
}

TEST_P(any_reactor, tells_a_connector_that_it_cannot_even_begin_but_later) {
    std::error_code error;
    const net::connector connecting(
        loop, nowhere, [&](std::error_code result, net::unique_fd socket) {
            error = result;
            EXPECT_FALSE(socket);
        });
    EXPECT_FALSE(error); // not from the constructor

    loop.run();

    EXPECT_EQ(error, std::errc::address_family_not_supported);
}

TEST_P(any_reactor, lets_a_connector_try_again_when_descriptors_are_scarce) {
    const net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    const net::socket_address address = address_of(listener);
    std::optional<net::no_more_descriptors> shortage(std::in_place);
    net::unique_fd ours;
    const net::connector connecting(
        loop, address, [&](std::error_code error, net::unique_fd socket) {
            EXPECT_FALSE(error);
            ours = std::move(socket);
        });
    EXPECT_FALSE(loop.run_one(0ms));

    shortage.reset();
    now += net::accept_pause;
    loop.run();

    EXPECT_TRUE(ours);
}

TEST_P(any_reactor, tells_a_connector_in_the_end_that_there_is_no_descriptor) {
    const net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    const net::socket_address address = address_of(listener);
    std::error_code error;
    const net::no_more_descriptors shortage;
    const net::connector connecting(
        loop, address, [&](std::error_code result, net::unique_fd socket) {
            error = result;
            EXPECT_FALSE(socket);
        });

    for (int tries = 1; tries < net::most_connect_tries; ++tries) {
        EXPECT_FALSE(error);
        now += net::accept_pause;
        run_until_quiet();
    }

    EXPECT_EQ(error, std::errc::too_many_files_open);
}

TEST_P(any_reactor, has_nothing_left_of_a_connector_that_went_too_early) {
    const net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    const net::socket_address address = address_of(listener);
    const auto fail = [](std::error_code, net::unique_fd) { FAIL(); };
    std::optional<net::connector> connecting(std::in_place, loop, address,
                                             fail);
    std::optional<net::connector> failing(std::in_place, loop, nowhere, fail);
    const net::no_more_descriptors shortage;
    std::optional<net::connector> waiting(std::in_place, loop, address, fail);

    connecting.reset();
    failing.reset();
    waiting.reset();

    loop.run(); // returns
}

TEST_P(any_reactor, lets_a_connectors_handler_destroy_it) {
    const net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    std::unique_ptr<net::connector> connecting;
    std::string log;
    for (const net::socket_address& address : {address_of(listener), nowhere}) {
        const auto destroy = [&, text = std::string("still alive ")](
                                 std::error_code, net::unique_fd) {
            connecting.reset();
            log += text;
        };
        connecting = std::make_unique<net::connector>(loop, address, destroy);

        loop.run();
    }

    EXPECT_EQ(log, "still alive still alive ");
}

} // namespace connector_test
