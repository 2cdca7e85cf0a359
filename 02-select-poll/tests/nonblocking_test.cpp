#include "02-select-poll/nonblocking.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>

#include "01-blocking/error.h"
#include "01-blocking/stream.h"
#include "01-blocking/tests/tcp.h"

namespace nonblocking_test {

/// Waits until a connect has come to its end, good or bad.
void await_writable(int socket) {
    pollfd connecting{socket, POLLOUT, 0};
    ASSERT_EQ(::poll(&connecting, 1, 10'000), 1);
}

TEST(nonblocking, makes_a_read_fail_instead_of_wait) {
    auto [ours, theirs] = net::connected_pair();
    net::set_nonblocking(ours.get());
    char byte[1];
    std::error_code error;

    EXPECT_EQ(net::read_some(ours.get(), byte, error), 0u);

    EXPECT_TRUE(net::would_block(error));
}

TEST(nonblocking, makes_a_write_fail_instead_of_wait) {
    auto [ours, theirs] = net::connected_pair();
    net::set_nonblocking(ours.get());
    net::fill(ours.get());
    std::error_code error;

    EXPECT_EQ(net::write_some(ours.get(), "x", error), 0u);

    EXPECT_TRUE(net::would_block(error));
}

TEST(nonblocking, refuses_what_is_no_descriptor) {
    EXPECT_THROW(net::set_nonblocking(-1), std::system_error);
}

TEST(resolve, finds_an_address_and_a_port) {
    const net::socket_address found = net::resolve({"127.0.0.1", 7001});

    ASSERT_EQ(found.storage.ss_family, AF_INET);
    EXPECT_EQ(found.size, sizeof(sockaddr_in));
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(found.storage);
    EXPECT_EQ(ntohs(v4.sin_port), 7001);
    EXPECT_EQ(ntohl(v4.sin_addr.s_addr), INADDR_LOOPBACK);
}

TEST(resolve, finds_an_address_of_the_sixth_version) {
    const net::socket_address found = net::resolve({"::1", 7001});

    EXPECT_EQ(found.storage.ss_family, AF_INET6);
    EXPECT_EQ(found.size, sizeof(sockaddr_in6));
}

TEST(resolve, names_the_address_that_nobody_knows) {
    // A label has 63 characters at the most, so nobody is even asked.
    const std::string unknown(64, 'a');

    try {
        net::resolve({unknown, 7001});
        FAIL() << "it was found";
    } catch (const std::system_error& failure) {
        EXPECT_EQ(failure.code(), net::error::not_found);
        EXPECT_NE(std::string(failure.what()).find(unknown + ":7001"),
                  std::string::npos)
            << failure.what();
    }
}

TEST(start_connect, leads_to_a_connection) {
    const net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    std::error_code error;

    const net::unique_fd ours = net::start_connect(
        net::resolve(net::local_address(listener.get())), error);

    EXPECT_FALSE(error);
    await_writable(ours.get());
    EXPECT_FALSE(net::connect_result(ours.get()));
    const net::unique_fd theirs = net::accept_client(listener.get(), error);
    ASSERT_EQ(::write(ours.get(), "x", 1), 1);
    EXPECT_EQ(net::receive(theirs.get(), 1), "x");
}

TEST(start_connect, never_waits) {
    const net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    std::error_code error;

    const net::unique_fd ours = net::start_connect(
        net::resolve(net::local_address(listener.get())), error);

    await_writable(ours.get());
    char byte[1];
    net::read_some(ours.get(), byte, error);
    EXPECT_TRUE(net::would_block(error));
}

TEST(connect_result, says_that_nobody_listens) {
    net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    const net::socket_address address =
        net::resolve(net::local_address(listener.get()));
    listener.reset();
    std::error_code error;

    const net::unique_fd ours = net::start_connect(address, error);

    EXPECT_FALSE(error);
    await_writable(ours.get());
    EXPECT_EQ(net::connect_result(ours.get()), std::errc::connection_refused);
}

} // namespace nonblocking_test
