// Accepting without blocking.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "01-blocking/unique_fd.h"
#include "04-proactor/basic_socket_acceptor.h"
#include "04-proactor/io_context.h"
#include "04-proactor/ip/tcp.h"
#include "04-proactor/strand.h"
#include "04-proactor/tests/connected_sockets.h"
#include "04-proactor/tests/outcome.h"
#include "04-proactor/use_future.h"

namespace tcp_async_accept_test {

using namespace std::chrono_literals;
using net::any_port;
using net::outcome;
using net::patience;
using net::ip::tcp;

struct tcp_async_accept : testing::Test {
    net::io_context loop;
    tcp::acceptor listener{loop, any_port};
    tcp::socket client{loop}, peer{loop};
    tcp::endpoint from;
    std::error_code error = net::error::fault;
    outcome accepted;

    void connect() { client.connect(listener.local_endpoint()); }
    bool is_our_client(const tcp::socket& one) {
        return one.remote_endpoint() == client.local_endpoint();
    }
};

TEST_F(tcp_async_accept, accepts_into_a_socket_without_blocking) {
    listener.async_accept(peer, from, accepted.handler());
    loop.poll();
    EXPECT_EQ(accepted.calls, 0);

    connect();
    loop.run_for(patience);

    EXPECT_FALSE(accepted.error);
    EXPECT_TRUE(is_our_client(peer));
    EXPECT_EQ(from, client.local_endpoint());
}

TEST_F(tcp_async_accept, never_calls_its_handler_inside_async_accept) {
    connect();
    listener.wait(tcp::acceptor::wait_read);

    listener.async_accept(peer, accepted.handler());

    EXPECT_EQ(accepted.calls, 0);
    loop.run_for(patience);
    EXPECT_EQ(accepted.calls, 1);
}

TEST_F(tcp_async_accept, gives_a_socket_to_its_handler) {
    std::optional<tcp::socket> made;
    connect();

    listener.async_accept(from, [&](std::error_code result, tcp::socket one) {
        error = result;
        made = std::move(one);
    });
    loop.run_for(patience);

    EXPECT_FALSE(error);
    EXPECT_TRUE(is_our_client(made.value()));
    EXPECT_EQ(from, client.local_endpoint());
}

TEST_F(tcp_async_accept, gives_a_socket_with_a_strand_to_its_handler) {
    std::optional<tcp::socket> made;
    connect();

    listener.async_accept(net::make_strand(loop),
                          [&](std::error_code result, tcp::socket one) {
                              error = result;
                              made = std::move(one);
                          });
    loop.run_for(patience);

    EXPECT_FALSE(error);
    EXPECT_TRUE(is_our_client(made.value()));
}

TEST_F(tcp_async_accept, gives_a_socket_to_a_future) {
    connect();

    auto made = listener.async_accept(net::use_future);
    loop.run_for(patience);

    EXPECT_TRUE(is_our_client(made.get()));
}

TEST_F(tcp_async_accept, accepts_those_who_wait_in_their_order) {
    tcp::socket second_client(loop), second(loop);
    listener.async_accept(peer, accepted.handler());
    listener.async_accept(second, accepted.handler());
    loop.poll();

    connect();
    second_client.connect(listener.local_endpoint());
    loop.run_for(patience);

    EXPECT_EQ(accepted.calls, 2);
    EXPECT_TRUE(is_our_client(peer));
    EXPECT_EQ(second.remote_endpoint(), second_client.local_endpoint());
}

TEST_F(tcp_async_accept, does_not_accept_into_an_open_socket) {
    peer.open(tcp::v4());
    tcp::socket waiting(loop);
    outcome of_waiting;
    listener.async_accept(waiting, of_waiting.handler());
    loop.poll();

    listener.async_accept(peer, accepted.handler());
    listener.accept(peer, error);
    loop.poll(); // no client is needed to say so

    EXPECT_EQ(accepted.error, net::error::already_open);
    EXPECT_EQ(error, net::error::already_open);
    EXPECT_EQ(of_waiting.calls, 0);
}

TEST_F(tcp_async_accept, accepts_a_client_that_has_left) {
    connect();
    net::reset(client);
    std::array<char, 1> data;

    listener.async_accept(peer, accepted.handler());
    loop.run_for(patience);
    peer.read_some(net::buffer(data), error);

    EXPECT_FALSE(accepted.error);
    EXPECT_EQ(error, net::error::connection_reset);
}

TEST_F(tcp_async_accept, ends_its_operations_when_it_is_closed) {
    listener.async_accept([&](std::error_code result, const tcp::socket& made) {
        accepted.handler()(result);
        EXPECT_FALSE(made.is_open());
    });
    loop.poll();

    listener.close();
    EXPECT_EQ(accepted.calls, 0);
    loop.run_for(patience);

    EXPECT_EQ(accepted.error, net::error::operation_aborted);
}

/// Takes all descriptors that a process may have, and gives them back.
class last_descriptors {
public:
    last_descriptors() {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        rlimit few = before_;
        few.rlim_cur = 100;
        ::setrlimit(RLIMIT_NOFILE, &few);
        for (int fd = ::dup(0); fd != -1; fd = ::dup(0))
            taken_.emplace_back(fd);
    }
    ~last_descriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

private:
    rlimit before_{};
    std::vector<net::unique_fd> taken_;
};

TEST_F(tcp_async_accept, leaves_a_client_waiting_while_it_has_no_descriptor) {
    client.open(tcp::v4());
    listener.async_accept(peer, accepted.handler());
    loop.poll();
    {
        const last_descriptors taken;
        connect();
        loop.run_for(patience);
    }
    EXPECT_EQ(accepted.error, net::error::no_descriptors);

    loop.restart();
    listener.async_accept(peer, accepted.handler());
    loop.run_for(patience);

    EXPECT_FALSE(accepted.error);
    EXPECT_TRUE(is_our_client(peer));
}

} // namespace tcp_async_accept_test
