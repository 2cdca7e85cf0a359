#include "03-epoll-reactor/tcp_connection.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/select.h>

#include <csignal>

#include "01-blocking/error.h"
#include "01-blocking/tests/tcp.h"
#include "03-epoll-reactor/tests/any_reactor.h"
#include "03-epoll-reactor/tests/recorder.h"

namespace tcp_connection_test {

using namespace std::chrono_literals;
using net::any_reactor;

/// More than any socket's buffer takes.
const std::string much(5'000'000, 'x');

TEST_P(any_reactor, hands_over_what_a_connections_peer_has_sent) {
    auto [ours, theirs] = net::connected_pair();
    const auto connection = net::make_recorder(loop, std::move(ours));
    connection->start();
    ASSERT_EQ(::write(theirs.get(), "hello ", 6), 6);
    run_until_quiet();
    ASSERT_EQ(::write(theirs.get(), "world", 5), 5);
    run_until_quiet();

    EXPECT_EQ(connection->got, "hello world");
    EXPECT_TRUE(connection->is_open());
}

TEST_P(any_reactor, lets_a_connection_write_without_waiting_for_a_turn) {
    auto [ours, theirs] = net::connected_pair();
    const auto connection = net::make_recorder(loop, std::move(ours));
    connection->start();

    EXPECT_TRUE(connection->send("at once"));

    EXPECT_EQ(net::receive_now(theirs.get()), "at once");
    EXPECT_FALSE(loop.run_one(0ms)); // there is nothing left to do
}

TEST_P(any_reactor, writes_what_did_not_fit_as_soon_as_it_fits) {
    auto [ours, theirs] = net::connected_pair();
    const auto connection = net::make_recorder(loop, std::move(ours));
    connection->start();
    EXPECT_FALSE(connection->send(much));
    EXPECT_FALSE(connection->send("the end"));

    std::string arrived;
    while (!connection->waiting().empty()) {
        arrived += net::receive_now(theirs.get());
        loop.run_one(0ms);
    }

    arrived += net::receive_now(theirs.get());
    EXPECT_EQ(arrived, much + "the end");
    EXPECT_EQ(connection->drains, 1);
    EXPECT_FALSE(loop.run_one(0ms));
}

TEST_P(any_reactor, writes_what_waits_when_a_connection_is_flushed) {
    auto [ours, theirs] = net::connected_pair();
    const auto connection = net::make_recorder(loop, std::move(ours));
    connection->start();
    connection->waiting().push("one ");
    connection->waiting().push("two ");
    EXPECT_EQ(net::receive_now(theirs.get()), "");

    EXPECT_TRUE(connection->send(std::make_shared<const std::string>("three")));

    EXPECT_EQ(net::receive_now(theirs.get()), "one two three");
}

TEST_P(any_reactor, leaves_a_connection_alone_that_has_paused_reading) {
    auto [ours, theirs] = net::connected_pair();
    const auto connection = net::make_recorder(loop, std::move(ours));
    connection->start();
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);
    connection->pause_reading();
    EXPECT_FALSE(loop.run_one(0ms));
    EXPECT_EQ(connection->got, "");

    connection->resume_reading();

    run_until_quiet();
    EXPECT_EQ(connection->got, "x");
}

TEST_P(any_reactor, echoes_through_a_connection_byte_for_byte) {
    auto [ours, theirs] = net::connected_pair();
    const auto connection = net::make_recorder(loop, std::move(ours));
    connection->when_bytes = [&] {
        connection->send(std::exchange(connection->got, {}));
    };
    connection->start();
    std::string sent;
    std::string arrived;

    for (int i = 0; i < 100; ++i) {
        const std::string part(static_cast<std::size_t>(i) * 97,
                               char('a' + i % 26));
        sent += part;
        ASSERT_EQ(::write(theirs.get(), part.data(), part.size()),
                  static_cast<ssize_t>(part.size()));
        run_until_quiet();
        arrived += net::receive_now(theirs.get());
    }

    EXPECT_EQ(arrived, sent);
    connection->when_bytes = [] {};
}

TEST_P(any_reactor, closes_a_connection_once_however_often_it_is_told) {
    auto [ours, theirs] = net::connected_pair();
    const auto connection = net::make_recorder(loop, std::move(ours));
    connection->start(1h);

    connection->close();
    connection->close();

    EXPECT_EQ(connection->closes, 1);
    EXPECT_FALSE(connection->is_open());
    EXPECT_EQ(connection->fd(), -1);
    EXPECT_TRUE(net::at_end(theirs.get()));
    loop.run(); // returns: no watch is left, and no timer
}

TEST_P(any_reactor, takes_no_harm_from_using_a_closed_connection) {
    auto [ours, theirs] = net::connected_pair();
    const auto connection = net::make_recorder(loop, std::move(ours));
    connection->start();
    connection->close();

    EXPECT_FALSE(connection->send("x"));
    EXPECT_FALSE(connection->flush());
    connection->pause_reading();
    connection->resume_reading();
    connection->close_when_drained();
    connection->close_after_last_words();

    EXPECT_EQ(connection->closes, 1);
    loop.run();
}

TEST_P(any_reactor, owns_a_connection_as_long_as_it_is_open) {
    auto [ours, theirs] = net::connected_pair();
    auto connection = net::make_recorder(loop, std::move(ours));
    connection->start(1h);
    const std::weak_ptr<net::recorder> seen = connection;
    connection.reset();
    EXPECT_FALSE(seen.expired());

    theirs.reset();
    run_until_quiet();

    EXPECT_TRUE(seen.expired());
}

TEST_P(any_reactor, keeps_a_connection_that_closes_itself_till_the_turn_ends) {
    auto [ours, theirs] = net::connected_pair();
    auto connection = net::make_recorder(loop, std::move(ours));
    const std::weak_ptr<net::recorder> seen = connection;
    bool expired_meanwhile = true;
    connection->when_bytes = [&seen, &expired_meanwhile] {
        seen.lock()->close();
        expired_meanwhile = seen.expired();
    };
    connection->start();
    connection.reset();
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    loop.run_one(0ms);

    EXPECT_FALSE(expired_meanwhile);
    EXPECT_TRUE(seen.expired());
}

TEST_P(any_reactor, closes_a_connection_whose_peer_has_reset_it) {
    auto [ours, theirs] = net::connected_tcp_pair();
    const auto connection = net::make_recorder(loop, std::move(ours));
    connection->start();

    net::reset_connection(std::move(theirs));
    run_until_quiet();

    EXPECT_EQ(connection->closes, 1);
    EXPECT_EQ(connection->ends, 0);
}

TEST_P(any_reactor, closes_a_connection_that_writes_to_nobody) {
    std::signal(SIGPIPE, SIG_IGN);
    auto [ours, theirs] = net::connected_pair();
    const auto connection = net::make_recorder(loop, std::move(ours));
    connection->start();
    theirs.reset();

    EXPECT_FALSE(connection->send("x"));

    EXPECT_EQ(connection->closes, 1);
}

TEST(tcp_connection, is_closed_at_once_if_its_poller_cannot_watch_it) {
    net::reactor loop(net::make_poller("select", net::trigger::level));
    auto [ours, theirs] = net::connected_pair();
    net::unique_fd beyond(::fcntl(ours.get(), F_DUPFD_CLOEXEC, FD_SETSIZE));
    if (!beyond) GTEST_SKIP() << "descriptors are scarce";
    ours.reset();
    const auto connection = net::make_recorder(loop, std::move(beyond));

    EXPECT_NO_THROW(connection->start());

    EXPECT_EQ(connection->closes, 1);
    EXPECT_FALSE(connection->is_open());
}

TEST_P(any_reactor, reads_to_the_end_and_yet_starves_nobody) {
    auto [ours, theirs] = net::connected_pair();
    auto [other, to_other] = net::connected_pair();
    const auto greedy = net::make_recorder(loop, std::move(ours));
    const auto modest = net::make_recorder(loop, std::move(other));
    std::size_t sent = 0;
    int reads = 0;
    int reads_before_the_other = 0;
    greedy->when_bytes = [&, from = theirs.get(), to = to_other.get()] {
        if (++reads == 1) {
            ASSERT_EQ(::write(to, "x", 1), 1);
        }
        if (reads < 200) sent += net::fill(from); // there is always more
    };
    modest->when_bytes = [&] { reads_before_the_other = reads; };
    greedy->start();
    modest->start();
    sent += net::fill(theirs.get());

    run_until_quiet();

    EXPECT_EQ(modest->got, "x");
    EXPECT_LT(reads_before_the_other, 100);
    EXPECT_EQ(greedy->got.size(), sent);
}

} // namespace tcp_connection_test
