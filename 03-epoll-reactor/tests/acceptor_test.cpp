#include "03-epoll-reactor/acceptor.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stdexcept>

#include "01-blocking/server_options.h"
#include "01-blocking/tests/no_more_descriptors.h"
#include "01-blocking/tests/tcp.h"
#include "03-epoll-reactor/tests/any_reactor.h"

namespace acceptor_test {

using namespace std::chrono_literals;
using net::any_reactor;

const net::host_port any_port{"127.0.0.1", 0};

TEST_P(any_reactor, accepts_clients_that_do_not_wait) {
    std::vector<net::unique_fd> clients;
    const net::acceptor door(loop, any_port, [&](net::unique_fd client) {
        clients.push_back(std::move(client));
    });
    const auto first = net::connect_to_listener(door.fd());
    const auto second = net::connect_to_listener(door.fd());

    run_until_quiet();

    ASSERT_EQ(clients.size(), 2u);
    for (const net::unique_fd& client : clients) {
        EXPECT_TRUE(::fcntl(client.get(), F_GETFL) & O_NONBLOCK);
        EXPECT_TRUE(::fcntl(client.get(), F_GETFD) & FD_CLOEXEC);
    }
}

TEST_P(any_reactor, accepts_all_of_a_crowd) {
    int accepted = 0;
    const net::acceptor door(loop, any_port,
                             [&](net::unique_fd) { ++accepted; });
    std::vector<net::unique_fd> crowd;
    for (int i = 0; i < 100; ++i) {
        crowd.push_back(net::connect_to_listener(door.fd()));
    }

    run_until_quiet();

    EXPECT_EQ(accepted, 100);
}

TEST_P(any_reactor, accepts_nobody_when_the_acceptor_is_gone) {
    std::optional<net::acceptor> door(std::in_place, loop, any_port,
                                      [](net::unique_fd) { FAIL(); });
    const auto client = net::connect_to_listener(door->fd());

    door.reset();

    EXPECT_FALSE(loop.run_one(0ms));
    loop.run(); // returns: nothing is left of it
}

TEST_P(any_reactor, accepts_nobody_more_when_the_acceptor_goes_amid_a_crowd) {
    int accepted = 0;
    auto door = std::make_unique<net::acceptor>(
        loop, any_port, [&](net::unique_fd) { ++accepted; });
    std::vector<net::unique_fd> crowd;
    const auto add_to_crowd = [&](int count) {
        for (int i = 0; i < count; ++i) {
            crowd.push_back(net::connect_to_listener(door->fd()));
        }
    };
    add_to_crowd(60);
    loop.run_one(0ms);
    EXPECT_LT(accepted, 60) << "this test needs a crowd too large for a turn";
    add_to_crowd(1);
    loop.call_at(now - 1s, [&] { door.reset(); }); // before any other timer

    run_until_quiet();

    EXPECT_LT(accepted, 61);
    loop.run();
}

TEST_P(any_reactor, accepts_the_others_when_the_first_ones_handler_throws) {
    int accepted = 0;
    const net::acceptor door(loop, any_port, [&](net::unique_fd) {
        if (++accepted == 1) throw std::runtime_error("by the handler");
    });
    const auto first = net::connect_to_listener(door.fd());
    const auto second = net::connect_to_listener(door.fd());
    EXPECT_THROW(loop.run_one(0ms), std::runtime_error);

    run_until_quiet();

    EXPECT_EQ(accepted, 2);
}

TEST_P(any_reactor, rests_when_it_has_no_descriptor_for_a_client) {
    int accepted = 0;
    const net::acceptor door(loop, any_port,
                             [&](net::unique_fd) { ++accepted; });
    const auto client = net::connect_to_listener(door.fd());
    const net::no_more_descriptors shortage;
    EXPECT_TRUE(loop.run_one(0ms)); // finds that out

    for (int turn = 0; turn < 10; ++turn) EXPECT_FALSE(loop.run_one(0ms));

    // After each pause it tries once more: a timer, and then the listener.
    now += net::accept_pause;
    EXPECT_TRUE(loop.run_one(0ms));
    EXPECT_TRUE(loop.run_one(0ms));
    EXPECT_FALSE(loop.run_one(0ms));
    EXPECT_EQ(accepted, 0);
}

TEST_P(any_reactor, accepts_those_who_waited_when_it_has_rested) {
    int accepted = 0;
    const net::acceptor door(loop, any_port,
                             [&](net::unique_fd) { ++accepted; });
    const auto first = net::connect_to_listener(door.fd());
    const auto second = net::connect_to_listener(door.fd());
    {
        const net::no_more_descriptors shortage;
        run_until_quiet();
    }
    EXPECT_EQ(accepted, 0);

    now += net::accept_pause;
    run_until_quiet();

    EXPECT_EQ(accepted, 2);
}

TEST_P(any_reactor, has_nothing_left_of_an_acceptor_that_went_while_resting) {
    std::optional<net::acceptor> door(std::in_place, loop, any_port,
                                      [](net::unique_fd) { FAIL(); });
    const auto client = net::connect_to_listener(door->fd());
    {
        const net::no_more_descriptors shortage;
        run_until_quiet();
    }

    door.reset();

    now += net::accept_pause;
    EXPECT_FALSE(loop.run_one(0ms));
    loop.run();
}

TEST(acceptor, names_the_address_that_is_in_use) {
    const net::unique_fd taken = net::listen_on(any_port);
    const net::host_port address = net::local_address(taken.get());
    net::reactor loop;

    try {
        const net::acceptor door(loop, address, [](net::unique_fd) {});
        FAIL() << "two listen at one address";
    } catch (const std::system_error& failure) {
        EXPECT_EQ(failure.code(), std::errc::address_in_use);
        EXPECT_EQ(std::string(failure.what()).find(to_string(address)), 0u);
    }
    loop.run();
}

} // namespace acceptor_test
