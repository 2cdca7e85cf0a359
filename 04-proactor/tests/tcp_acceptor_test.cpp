#include <gtest/gtest.h>

#include <thread>

#include "04-proactor/basic_socket_acceptor.h"
#include "04-proactor/io_context.h"
#include "04-proactor/ip/tcp.h"
#include "04-proactor/strand.h"
#include "04-proactor/tests/connected_sockets.h"
#include "04-proactor/tests/outcome.h"

namespace tcp_acceptor_test {

using namespace std::chrono_literals;
using net::any_port;
using net::outcome;
using net::patience;
using net::ip::tcp;

struct tcp_acceptor : testing::Test {
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

TEST_F(tcp_acceptor, listens_where_it_was_told_to) {
    EXPECT_TRUE(listener.is_open());
    EXPECT_NE(listener.local_endpoint().port(), 0);
    net::socket_base::reuse_address reuse;
    listener.get_option(reuse);
    EXPECT_TRUE(reuse.value());
}

TEST_F(tcp_acceptor, can_be_made_step_by_step) {
    tcp::acceptor other(loop);

    other.open(tcp::v4());
    other.set_option(tcp::acceptor::reuse_address(true));
    other.bind(any_port);
    other.listen(1);
    client.connect(other.local_endpoint());

    EXPECT_TRUE(is_our_client(other.accept()));
}

TEST_F(tcp_acceptor, cannot_listen_where_another_does) {
    tcp::acceptor other(loop, tcp::v4());

    other.bind(listener.local_endpoint(), error);

    EXPECT_EQ(error, net::error::address_in_use);
    EXPECT_THROW(tcp::acceptor(loop, listener.local_endpoint()),
                 std::system_error);
}

TEST_F(tcp_acceptor, accepts_into_a_socket) {
    connect();
    listener.accept(peer);
    EXPECT_TRUE(is_our_client(peer));

    peer.close();
    client.close();
    connect();
    listener.accept(peer, from, error);

    EXPECT_FALSE(error);
    EXPECT_TRUE(is_our_client(peer));
    EXPECT_EQ(from, client.local_endpoint());
}

TEST_F(tcp_acceptor, returns_a_socket) {
    connect();

    const tcp::socket made = listener.accept(from, error);

    EXPECT_FALSE(error);
    EXPECT_TRUE(is_our_client(made));
    EXPECT_EQ(from, client.local_endpoint());
}

TEST_F(tcp_acceptor, returns_a_socket_of_another_context) {
    net::io_context other;
    connect();

    tcp::socket made = listener.accept(other);

    EXPECT_TRUE(is_our_client(made));
    EXPECT_EQ(made.get_executor(), other.get_executor());
}

TEST_F(tcp_acceptor, returns_a_socket_with_a_strand_of_its_own) {
    connect();

    tcp::socket made = listener.accept(net::make_strand(loop), error);

    EXPECT_FALSE(error);
    EXPECT_TRUE(is_our_client(made));
    EXPECT_NE(made.get_executor(), loop.get_executor());
}

TEST_F(tcp_acceptor, waits_for_a_client_in_a_call) {
    std::thread late([this] { connect(); });

    const tcp::socket made = listener.accept();
    late.join();

    EXPECT_TRUE(is_our_client(made));
}

TEST_F(tcp_acceptor, fails_without_a_client_if_it_is_non_blocking) {
    listener.non_blocking(true);

    listener.accept(peer, error);
    const tcp::socket made = listener.accept(error);

    EXPECT_EQ(error, net::error::would_block);
    EXPECT_FALSE(peer.is_open());
    EXPECT_FALSE(made.is_open());
}

TEST_F(tcp_acceptor, says_bad_descriptor_when_it_is_closed) {
    listener.close();

    listener.async_accept(peer, accepted.handler());
    listener.accept(peer, error);
    loop.run_for(patience);

    EXPECT_EQ(accepted.error, net::error::bad_descriptor);
    EXPECT_EQ(error, net::error::bad_descriptor);
}

} // namespace tcp_acceptor_test
