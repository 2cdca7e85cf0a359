#include "01-blocking/client_threads.h"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <latch>
#include <optional>

#include "01-blocking/error.h"
#include "01-blocking/socket.h"
#include "01-blocking/stream.h"
#include "01-blocking/tests/tcp.h"

namespace client_threads_test {

/// Greets, and then reads until the connection has ended.
void greet(int socket) {
    char bytes[100];
    std::error_code error;
    net::write_all(socket, "hi", error);
    while (!error) net::read_some(socket, bytes, error);
}

TEST(client_threads, serves_all_clients_at_once) {
    std::latch all_are_here(3);
    net::client_threads threads([&](int socket) {
        all_are_here.arrive_and_wait(); // each waits for the others
        greet(socket);
    });
    std::vector<net::unique_fd> clients;

    for (int i = 0; i < 3; ++i) {
        auto [server, client] = net::connected_pair();
        threads.start(std::move(server));
        clients.push_back(std::move(client));
    }

    for (const net::unique_fd& client : clients) {
        EXPECT_EQ(net::receive(client.get(), 2), "hi");
    }
}

TEST(client_threads, closes_a_connection_that_has_been_served) {
    net::client_threads threads([](int) {});
    auto [server, client] = net::connected_pair();

    threads.start(std::move(server));

    EXPECT_TRUE(net::at_end(client.get()));
}

TEST(client_threads, turns_away_whom_it_cannot_serve) {
    net::client_threads threads([](int) {
        throw std::system_error(
            std::make_error_code(std::errc::not_enough_memory));
    });
    auto [server, client] = net::connected_pair();

    threads.start(std::move(server));

    EXPECT_TRUE(net::at_end(client.get()));
}

TEST(client_threads, ends_those_who_wait_and_joins_them_when_destroyed) {
    std::atomic<int> ended = 0;
    std::vector<net::unique_fd> clients;
    std::optional<net::client_threads> threads([&](int socket) {
        greet(socket);
        ++ended;
    });
    for (int i = 0; i < 10; ++i) {
        auto [server, client] = net::connected_pair();
        threads->start(std::move(server));
        EXPECT_EQ(net::receive(client.get(), 2), "hi");
        clients.push_back(std::move(client));
    }

    threads.reset();

    EXPECT_EQ(ended, 10);
    for (const net::unique_fd& client : clients) {
        EXPECT_TRUE(net::at_end(client.get()));
    }
}

TEST(client_threads, ends_a_thread_that_waits_in_a_write) {
    auto [server, client] = net::connected_pair();
    std::optional<net::client_threads> threads([](int socket) {
        const std::string endless(1024 * 1024, 'x');
        std::error_code error;
        while (!error) net::write_all(socket, endless, error);
    });
    std::signal(SIGPIPE, SIG_IGN);
    threads->start(std::move(server));
    EXPECT_EQ(net::receive(client.get(), 1), "x"); // it has begun

    threads.reset(); // returns
}

TEST(client_threads, can_be_destroyed_without_a_client) {
    const net::client_threads threads(greet);
}

TEST(client_pool, serves_as_many_clients_at_once_as_it_has_threads) {
    std::latch both_are_here(2);
    net::client_pool pool(2, [&](int socket) {
        both_are_here.arrive_and_wait();
        greet(socket);
    });
    auto [first_server, first] = net::connected_pair();
    auto [second_server, second] = net::connected_pair();

    pool.start(std::move(first_server));
    pool.start(std::move(second_server));

    EXPECT_EQ(net::receive(first.get(), 2), "hi");
    EXPECT_EQ(net::receive(second.get(), 2), "hi");
}

TEST(client_pool, serves_one_client_more_when_another_has_left) {
    net::client_pool pool(2, greet);
    auto [first_server, first] = net::connected_pair();
    auto [second_server, second] = net::connected_pair();
    auto [third_server, third] = net::connected_pair();
    pool.start(std::move(first_server));
    pool.start(std::move(second_server));
    pool.start(std::move(third_server));
    EXPECT_EQ(net::receive(first.get(), 2), "hi");
    EXPECT_EQ(net::receive(second.get(), 2), "hi");
    EXPECT_EQ(net::receive_now(third.get()), "");

    first.reset();

    EXPECT_EQ(net::receive(third.get(), 2), "hi");
}

TEST(client_pool, serves_those_who_wait_in_the_order_of_their_coming) {
    net::client_pool pool(1, [](int socket) {
        std::error_code error;
        net::write_all(socket, "hi", error); // and that is all
    });
    std::vector<net::unique_fd> clients;
    for (int i = 0; i < 100; ++i) {
        auto [server, client] = net::connected_pair();
        pool.start(std::move(server));
        clients.push_back(std::move(client));
    }

    EXPECT_EQ(net::receive(clients.back().get(), 2), "hi");

    clients.pop_back(); // all that came before it have been served before it
    for (const net::unique_fd& client : clients) {
        EXPECT_EQ(net::receive_now(client.get()), "hi");
    }
}

TEST(client_pool, ends_those_served_and_those_waiting_when_destroyed) {
    std::optional<net::client_pool> pool(std::in_place, 1u, greet);
    auto [first_server, served] = net::connected_pair();
    auto [second_server, waiting] = net::connected_pair();
    pool->start(std::move(first_server));
    EXPECT_EQ(net::receive(served.get(), 2), "hi");
    pool->start(std::move(second_server));

    pool.reset();

    EXPECT_TRUE(net::at_end(served.get()));
    EXPECT_EQ(net::receive(waiting.get(), 2), ""); // nobody had the time
}

TEST(client_pool, can_be_destroyed_without_a_client) {
    const net::client_pool pool(4, greet);
}

} // namespace client_threads_test
