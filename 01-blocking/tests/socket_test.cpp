#include "01-blocking/socket.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <csignal>
#include <stdexcept>
#include <thread>

#include "01-blocking/error.h"
#include "01-blocking/stream.h"
#include "01-blocking/tests/interruptions.h"
#include "01-blocking/tests/tcp.h"

namespace socket_test {

using namespace std::chrono_literals;

TEST(parse_host_port, reads_a_name_or_an_address_and_a_port) {
    const net::host_port v4 = net::parse_host_port("127.0.0.1:7001");
    const net::host_port name = net::parse_host_port("localhost:0");
    const net::host_port v6 = net::parse_host_port("[::1]:65535");

    EXPECT_EQ(v4.host, "127.0.0.1");
    EXPECT_EQ(v4.port, 7001);
    EXPECT_EQ(name.host, "localhost");
    EXPECT_EQ(name.port, 0);
    EXPECT_EQ(v6.host, "::1");
    EXPECT_EQ(v6.port, 65535);
}

TEST(parse_host_port, refuses_everything_else_and_quotes_it) {
    for (const std::string bad :
         {"", ":", ":7001", "host", "host:", "host:70000", "host:-1",
          "host:7001x", "host:x", "host: 7001", "[::1]", "[::1]:", "7001"}) {
        try {
            net::parse_host_port(bad);
            ADD_FAILURE() << "'" << bad << "' was taken";
        } catch (const std::invalid_argument& refusal) {
            EXPECT_NE(std::string(refusal.what()).find("'" + bad + "'"),
                      std::string::npos)
                << refusal.what();
        }
    }
}

TEST(host_port, reads_as_it_was_written) {
    for (const std::string text :
         {"127.0.0.1:7001", "localhost:0", "[::1]:7001", "[fe80::1]:65535"}) {
        EXPECT_EQ(to_string(net::parse_host_port(text)), text);
    }
}

TEST(listen_on, finds_a_free_port_when_asked_for_port_0) {
    const net::unique_fd first = net::listen_on({"127.0.0.1", 0});
    const net::unique_fd second = net::listen_on({"127.0.0.1", 0});

    const net::host_port one = net::local_address(first.get());
    const net::host_port other = net::local_address(second.get());

    EXPECT_EQ(one.host, "127.0.0.1");
    EXPECT_NE(one.port, 0);
    EXPECT_NE(one.port, other.port);
}

TEST(listen_on, names_the_address_that_is_in_use) {
    const net::unique_fd first = net::listen_on({"127.0.0.1", 0});
    const net::host_port taken = net::local_address(first.get());

    try {
        net::listen_on(taken);
        FAIL() << "two listen at one address";
    } catch (const std::system_error& failure) {
        EXPECT_EQ(failure.code(), std::errc::address_in_use);
        EXPECT_EQ(failure.what(),
                  to_string(taken) + ": Address already in use");
    }
}

TEST(listen_on, names_the_address_that_nobody_knows) {
    // A label has 63 characters at the most, so nobody is even asked.
    const std::string unknown(64, 'a');

    try {
        net::listen_on({unknown, 7001});
        FAIL() << "it was found";
    } catch (const std::system_error& failure) {
        EXPECT_EQ(failure.code(), net::error::not_found);
        EXPECT_EQ(std::string(failure.what()).find(unknown + ":7001: "), 0u);
    }
}

TEST(listen_on, takes_an_old_port_although_connections_linger_on_it) {
    net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    const net::host_port address = net::local_address(listener.get());
    net::unique_fd client = net::connect_to_listener(listener.get());
    std::error_code error;
    net::unique_fd server = net::accept_client(listener.get(), error);
    server.reset(); // who closes first stays in TIME_WAIT
    client.reset();
    listener.reset();

    EXPECT_NO_THROW(net::listen_on(address));
}

TEST(accept_client, gives_a_socket_without_nagles_delay_and_not_inherited) {
    const net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    const net::unique_fd ours = net::connect_to_listener(listener.get());
    std::error_code error;

    const net::unique_fd client = net::accept_client(listener.get(), error);

    ASSERT_FALSE(error);
    EXPECT_TRUE(::fcntl(client.get(), F_GETFD) & FD_CLOEXEC);
    int no_delay = 0;
    socklen_t size = sizeof no_delay;
    ::getsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &no_delay, &size);
    EXPECT_NE(no_delay, 0);
}

TEST(accept_client, passes_its_flags_on) {
    const net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    const net::unique_fd ours = net::connect_to_listener(listener.get());
    std::error_code error;

    const net::unique_fd client =
        net::accept_client(listener.get(), error, SOCK_CLOEXEC | SOCK_NONBLOCK);

    EXPECT_TRUE(::fcntl(client.get(), F_GETFL) & O_NONBLOCK);
}

TEST(accept_client, survives_a_client_that_has_left_before) {
    const net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    net::reset_connection(net::connect_to_listener(listener.get()));
    const net::unique_fd stays = net::connect_to_listener(listener.get());
    ASSERT_EQ(::write(stays.get(), "x", 1), 1);

    // Linux hands out the dead one too, others skip it: it may be the second.
    std::error_code error;
    std::string words;
    while (words.empty() && !error) {
        const net::unique_fd next = net::accept_client(listener.get(), error);
        words = net::receive(next.get(), 1);
    }

    EXPECT_FALSE(error);
    EXPECT_EQ(words, "x");
}

TEST(accept_client, waits_on_when_a_signal_interrupts_it) {
    const net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    const net::interruptions signals;
    net::unique_fd ours;
    std::thread client([&] {
        signals.await(3);
        ours = net::connect_to_listener(listener.get());
    });
    std::error_code error;

    EXPECT_TRUE(net::accept_client(listener.get(), error));

    EXPECT_FALSE(error);
    client.join();
}

TEST(accept_client, reports_what_is_no_listener) {
    auto [ours, theirs] = net::connected_tcp_pair();
    std::error_code error;

    EXPECT_FALSE(net::accept_client(ours.get(), error));

    EXPECT_EQ(error, std::errc::invalid_argument);
    EXPECT_FALSE(net::out_of_resources(error));
}

TEST(set_receive_timeout, ends_a_read_that_waits_too_long) {
    auto [ours, theirs] = net::connected_pair();
    net::set_receive_timeout(ours.get(), 20ms);
    const auto started = std::chrono::steady_clock::now();
    char byte[1];
    std::error_code error;

    EXPECT_EQ(net::read_some(ours.get(), byte, error), 0u);

    EXPECT_TRUE(net::would_block(error));
    // The kernel counts in ticks of its own, of up to ten milliseconds.
    EXPECT_GE(std::chrono::steady_clock::now() - started, 10ms);
}

TEST(set_send_timeout, ends_a_write_that_waits_too_long) {
    auto [ours, theirs] = net::connected_pair();
    net::set_send_timeout(ours.get(), 20ms);
    net::fill(ours.get());
    std::error_code error;

    EXPECT_EQ(net::write_all(ours.get(), "x", error), 0u);

    EXPECT_TRUE(net::would_block(error));
}

TEST(is_stale, is_false_of_a_connection_that_is_open_and_silent) {
    auto [ours, theirs] = net::connected_tcp_pair();

    EXPECT_FALSE(net::is_stale(ours.get()));
}

TEST(is_stale, is_true_of_one_that_was_closed_reset_or_spoken_on) {
    auto [closed, closer] = net::connected_tcp_pair();
    auto [was_reset, resetter] = net::connected_tcp_pair();
    auto [chatty, speaker] = net::connected_tcp_pair();

    closer.reset();
    net::reset_connection(std::move(resetter));
    ASSERT_EQ(::write(speaker.get(), "x", 1), 1);

    EXPECT_TRUE(net::is_stale(closed.get()));
    EXPECT_TRUE(net::is_stale(was_reset.get()));
    EXPECT_TRUE(net::is_stale(chatty.get()));
    EXPECT_EQ(net::receive(chatty.get(), 1), "x"); // looked at, not taken
}

TEST(connected_pair, goes_both_ways) {
    auto [one, other] = net::connected_pair();

    ASSERT_EQ(::write(one.get(), "ping", 4), 4);
    ASSERT_EQ(::write(other.get(), "pong", 4), 4);

    EXPECT_EQ(net::receive(other.get(), 4), "ping");
    EXPECT_EQ(net::receive(one.get(), 4), "pong");
}

} // namespace socket_test
