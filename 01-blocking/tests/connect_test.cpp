#include <fcntl.h>
#include <gtest/gtest.h>
#include <netdb.h>

#include <csignal>
#include <thread>

#include "01-blocking/error.h"
#include "01-blocking/socket.h"
#include "01-blocking/stream.h"
#include "01-blocking/tests/tcp.h"

namespace connect_test {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

TEST(connect_to, connects_and_is_not_inherited) {
    const net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    std::error_code error = net::error::eof;

    const net::unique_fd connection =
        net::connect_to(net::local_address(listener.get()), 1s, error);

    ASSERT_TRUE(connection);
    EXPECT_FALSE(error);
    EXPECT_TRUE(::fcntl(connection.get(), F_GETFD) & FD_CLOEXEC);
}

TEST(connect_to, takes_a_name_that_stands_for_several_addresses) {
    // "localhost" may be ::1 first, where nobody listens, and then 127.0.0.1.
    addrinfo* found = nullptr;
    if (::getaddrinfo("localhost", nullptr, nullptr, &found) != 0)
        GTEST_SKIP() << "a bare system without /etc/hosts does not know it";
    ::freeaddrinfo(found);
    const net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    std::error_code error;

    const net::unique_fd connection = net::connect_to(
        {"localhost", net::local_address(listener.get()).port}, 1s, error);

    EXPECT_TRUE(connection);
    EXPECT_FALSE(error) << error.message();
}

TEST(connect_to, says_that_nobody_listens) {
    net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    const net::host_port address = net::local_address(listener.get());
    listener.reset();
    std::error_code error;

    EXPECT_FALSE(net::connect_to(address, 1s, error));

    EXPECT_EQ(error, std::errc::connection_refused);
}

TEST(connect_to, says_that_nobody_knows_the_name) {
    std::error_code error;

    // A label has 63 characters at the most, so nobody is even asked.
    EXPECT_FALSE(net::connect_to({std::string(64, 'a'), 7001}, 1s, error));

    EXPECT_EQ(error, net::error::not_found);
}

TEST(connect_to, gives_up_when_its_time_is_over) {
    const net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    ::listen(listener.get(), 0); // a queue so short that it is soon full
    const net::host_port address = net::local_address(listener.get());
    std::vector<net::unique_fd> queue;
    std::error_code error;
    clock::time_point started;

    for (int i = 0; i < 10 && !error; ++i) {
        started = clock::now();
        queue.push_back(net::connect_to(address, 50ms, error));
    }

    EXPECT_EQ(error, std::errc::timed_out) << error.message();
    EXPECT_FALSE(queue.back());
    EXPECT_GE(clock::now() - started, 40ms);
}

/// What a client reads from a server that says "bye" and hangs up by `hang_up`
/// while the client is still sending, to the end of the stream.
std::string last_words(const std::function<void(int socket)>& hang_up) {
    std::signal(SIGPIPE, SIG_IGN);
    auto [server, client] = net::connected_tcp_pair();
    std::thread serving([&ours = server, &hang_up] {
        std::error_code error;
        net::write_all(ours.get(), "bye", error);
        hang_up(ours.get());
        ours.reset();
    });
    std::string heard;
    std::error_code error;
    const std::string chatter(64 * 1024, 'x');
    for (int i = 0; i < 20 && !error; ++i) {
        net::write_all(client.get(), chatter, error);
    }
    ::shutdown(client.get(), SHUT_WR);
    heard = net::receive(client.get(), 100);
    serving.join();
    return heard;
}

TEST(close_after_last_words, lets_them_arrive_although_the_peer_still_sends) {
    EXPECT_EQ(last_words(net::close_after_last_words), "bye");
}

TEST(close_after_last_words, ends_as_soon_as_the_peer_has_hung_up) {
    auto [server, client] = net::connected_tcp_pair();
    client.reset();
    const auto started = clock::now();

    net::close_after_last_words(server.get());

    EXPECT_LT(clock::now() - started, 900ms);
}

TEST(close_after_last_words, does_not_wait_for_ever_for_a_silent_peer) {
    auto [server, client] = net::connected_tcp_pair();
    const auto started = clock::now();

    net::close_after_last_words(server.get());

    EXPECT_LT(clock::now() - started, 5s);
    EXPECT_TRUE(net::at_end(client.get()));
}

} // namespace connect_test
