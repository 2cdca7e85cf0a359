// The ways a connection ends when it has something to say yet.
#include <gtest/gtest.h>

#include <csignal>

#include "01-blocking/tests/tcp.h"
#include "03-epoll-reactor/tests/any_reactor.h"
#include "03-epoll-reactor/tests/recorder.h"

namespace tcp_connection_ending_test {

using namespace std::chrono_literals;
using net::any_reactor;

/// More than any socket's buffer takes.
const std::string much(5'000'000, 'x');

class ending_connection : public any_reactor {
protected:
    /// A connection that has `words` to say, as far as they go.
    void connect(std::string_view words) {
        std::signal(SIGPIPE, SIG_IGN);
        net::unique_fd ours;
        std::tie(ours, theirs_) = net::connected_tcp_pair();
        connection_ = net::make_recorder(loop, std::move(ours));
        connection_->start();
        connection_->send(words);
    }

    /// Reads, and turns, until the stream has ended.
    std::string read_to_the_end() {
        std::string all;
        char bytes[64 * 1024];
        for (;;) {
            loop.run_one(0ms);
            const ssize_t n =
                ::recv(theirs_.get(), bytes, sizeof bytes, MSG_DONTWAIT);
            if (n == 0) return all;
            if (n > 0) all.append(bytes, static_cast<std::size_t>(n));
        }
    }

    std::shared_ptr<net::recorder> connection_;
    net::unique_fd theirs_;
};

INSTANTIATE_TEST_SUITE_P(
    on, ending_connection,
    testing::Values(net::reactor_kind{"epoll", net::trigger::level},
                    net::reactor_kind{"epoll", net::trigger::edge},
                    net::reactor_kind{"poll", net::trigger::level}));

TEST_P(ending_connection, closes_at_once_when_nothing_waits) {
    connect("said");

    connection_->close_when_drained();

    EXPECT_EQ(connection_->closes, 1);
    EXPECT_EQ(read_to_the_end(), "said");
}

TEST_P(ending_connection, closes_only_when_all_is_written) {
    connect(much);

    connection_->close_when_drained();

    EXPECT_TRUE(connection_->is_open());
    EXPECT_EQ(read_to_the_end(), much);
    EXPECT_EQ(connection_->closes, 1);
}

TEST_P(ending_connection, closes_even_if_a_flush_has_written_the_last_of_it) {
    connect(much);
    connection_->close_when_drained();
    std::string arrived;

    while (!connection_->waiting().empty()) {
        arrived += net::receive_now(theirs_.get());
        connection_->flush();
    }

    run_until_quiet();
    EXPECT_EQ(connection_->closes, 1);
}

TEST_P(ending_connection, does_not_listen_while_it_closes) {
    connect(much);
    connection_->close_when_drained();
    ASSERT_EQ(::write(theirs_.get(), "wait!", 5), 5);

    connection_->resume_reading();
    run_until_quiet();

    EXPECT_EQ(connection_->got, "");
}

TEST_P(ending_connection, answers_a_peer_that_will_send_no_more) {
    connect(much);

    ::shutdown(theirs_.get(), SHUT_WR);

    EXPECT_EQ(read_to_the_end(), much);
    EXPECT_EQ(connection_->ends, 1);
    EXPECT_EQ(connection_->closes, 1);
}

TEST_P(ending_connection, gets_its_last_words_across_although_the_peer_talks) {
    connect("");
    const std::string chatter(10'000, 'c');
    ASSERT_EQ(::write(theirs_.get(), chatter.data(), chatter.size()), 10'000);

    connection_->send("bye");
    connection_->close_after_last_words();

    ASSERT_EQ(::write(theirs_.get(), chatter.data(), chatter.size()), 10'000);
    EXPECT_EQ(read_to_the_end(), "bye");
    EXPECT_EQ(connection_->got, ""); // it did not listen
    EXPECT_TRUE(connection_->is_open());
    theirs_.reset();
    run_until_quiet();
    EXPECT_EQ(connection_->closes, 1);
}

TEST_P(ending_connection, says_all_that_waits_before_the_last_word) {
    connect(much);
    connection_->send("bye");

    connection_->close_after_last_words();

    EXPECT_EQ(read_to_the_end(), much + "bye");
    EXPECT_TRUE(connection_->is_open());
}

TEST_P(ending_connection, waits_a_second_for_the_peer_to_hang_up) {
    connect("bye");
    connection_->close_after_last_words();

    now += 999ms;
    run_until_quiet();
    EXPECT_TRUE(connection_->is_open());

    now += 1ms;
    run_until_quiet();
    EXPECT_EQ(connection_->closes, 1);
    loop.run();
}

TEST_P(ending_connection, waits_that_second_however_idle_the_peer_was) {
    connect("");
    connection_->close();
    auto [ours, theirs] = net::connected_tcp_pair();
    const auto second = net::make_recorder(loop, std::move(ours));
    second->start(500ms);
    second->close_after_last_words();

    now += 999ms;
    run_until_quiet();
    EXPECT_TRUE(second->is_open());

    now += 1ms;
    run_until_quiet();
    EXPECT_EQ(second->closes, 1);
}

} // namespace tcp_connection_ending_test
