// How long a connection may be silent.
#include <gtest/gtest.h>

#include "01-blocking/tests/tcp.h"
#include "03-epoll-reactor/tests/any_reactor.h"
#include "03-epoll-reactor/tests/recorder.h"

namespace tcp_connection_idle_test {

using namespace std::chrono_literals;
using net::any_reactor;

class idle_connection : public any_reactor {
protected:
    /// A connection that may be silent for ten seconds.
    void SetUp() override {
        net::unique_fd ours;
        std::tie(ours, theirs_) = net::connected_pair();
        connection_ = net::make_recorder(loop, std::move(ours));
        connection_->start(10s);
    }

    /// Lets time pass, second by second.
    void pass(std::chrono::seconds time) {
        for (; time > 0s; time -= 1s) {
            now += 1s;
            run_until_quiet();
        }
    }

    std::shared_ptr<net::recorder> connection_;
    net::unique_fd theirs_;
};

INSTANTIATE_TEST_SUITE_P(
    on, idle_connection,
    testing::Values(net::reactor_kind{"epoll", net::trigger::level},
                    net::reactor_kind{"epoll", net::trigger::edge},
                    net::reactor_kind{"poll", net::trigger::level}));

TEST_P(idle_connection, is_closed_when_its_time_is_over_and_not_before) {
    now += 10s - 1ms;
    run_until_quiet();
    EXPECT_TRUE(connection_->is_open());

    now += 1ms;
    run_until_quiet();
    EXPECT_EQ(connection_->closes, 1);
    EXPECT_TRUE(net::at_end(theirs_.get()));
    loop.run(); // returns: no timer is left
}

TEST_P(idle_connection, has_all_its_time_again_when_it_has_spoken) {
    pass(9s);
    ASSERT_EQ(::write(theirs_.get(), "x", 1), 1);
    run_until_quiet();

    pass(9s);
    EXPECT_TRUE(connection_->is_open());

    pass(1s);
    EXPECT_FALSE(connection_->is_open());
}

TEST_P(idle_connection, stays_for_ever_if_it_speaks_often_enough) {
    for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(::write(theirs_.get(), "x", 1), 1);
        run_until_quiet();
        pass(9s);
    }

    EXPECT_TRUE(connection_->is_open());
    EXPECT_EQ(connection_->got.size(), 100u);
}

TEST_P(idle_connection, is_not_idle_while_it_is_our_turn_to_speak) {
    connection_->busy = true;
    pass(60s);
    EXPECT_TRUE(connection_->is_open());
    connection_->busy = false;

    pass(20s);

    EXPECT_FALSE(connection_->is_open());
}

TEST_P(idle_connection, has_all_its_time_again_when_we_say_so) {
    pass(9s);

    connection_->note_activity();

    pass(9s);
    EXPECT_TRUE(connection_->is_open());
    pass(1s);
    EXPECT_FALSE(connection_->is_open());
}

TEST_P(idle_connection, is_not_kept_by_what_we_send_to_it) {
    for (int i = 0; i < 20; ++i) {
        connection_->send("are you there?");
        pass(1s);
    }

    EXPECT_FALSE(connection_->is_open());
}

TEST_P(idle_connection, is_kept_by_what_it_takes_when_it_is_not_read_from) {
    connection_->send(std::string(5'000'000, 'x'));
    connection_->pause_reading();
    std::size_t taken = 0;
    while (taken < 5'000'000) {
        pass(9s);
        ASSERT_TRUE(connection_->is_open());
        const std::size_t before = taken;
        taken += net::receive_now(theirs_.get()).size();
        ASSERT_GT(taken, before);
        run_until_quiet();
    }

    pass(10s);

    EXPECT_FALSE(connection_->is_open());
}

TEST_P(idle_connection,
       is_closed_if_it_takes_nothing_when_it_is_not_read_from) {
    connection_->send(std::string(5'000'000, 'x'));
    connection_->pause_reading();

    pass(10s);

    EXPECT_FALSE(connection_->is_open());
}

TEST_P(idle_connection, is_never_closed_with_a_timeout_of_zero) {
    auto [ours, theirs] = net::connected_pair();
    const auto patient = net::make_recorder(loop, std::move(ours));
    patient->start(0s);

    pass(60s);

    EXPECT_TRUE(patient->is_open());
}

} // namespace tcp_connection_idle_test
