#include "02-select-poll/server_loop.h"

#include <gtest/gtest.h>

#include "02-select-poll/tests/any_server_loop.h"

namespace server_loop_test {

using namespace std::chrono_literals;
using net::any_server_loop;
using net::interest;
using net::scripted_connection;

INSTANTIATE_TEST_SUITE_P(on, any_server_loop, testing::Values("select", "poll"),
                         [](const auto& kind) {
                             return std::string(kind.param);
                         });

TEST_P(any_server_loop, announces_the_port_that_it_was_given) {
    EXPECT_EQ(announced_.find("listening on 127.0.0.1:"), 0u) << announced_;
    EXPECT_EQ(announced_.find(":0\n"), std::string::npos) << announced_;
    EXPECT_EQ(announced_.find('\n'), announced_.size() - 1) << announced_;
}

TEST_P(any_server_loop, ends_when_it_is_interrupted) {
    ::raise(SIGINT);

    loop_->run();

    EXPECT_EQ(turns_, 0);
}

TEST_P(any_server_loop, ends_when_it_is_terminated) {
    ::raise(SIGTERM);

    loop_->run();

    EXPECT_EQ(turns_, 0);
}

TEST_P(any_server_loop, serves_several_clients) {
    int served = 0;
    serve_by([&](scripted_connection& self) {
        net::echo(self);
        ++served;
    });
    const net::unique_fd first = connect("one");
    const net::unique_fd second = connect("two");

    run_until([&] { return served == 2; });

    EXPECT_EQ(net::receive(first.get(), 3), "one");
    EXPECT_EQ(net::receive(second.get(), 3), "two");
}

TEST_P(any_server_loop, destroys_what_is_left_at_its_end) {
    serve_by(net::echo);
    const net::unique_fd client = connect("x");
    run_until([&] { return alive_ == 1; });

    loop_.reset();

    EXPECT_EQ(alive_, 0);
    EXPECT_EQ(net::receive(client.get(), 2), "x"); // and the end
}

TEST_P(any_server_loop, closes_a_finished_connection) {
    serve_by([&](scripted_connection& self) { loop_->finish(self); });
    const net::unique_fd client = connect();
    ::shutdown(client.get(), SHUT_WR);

    run_until([&] { return !peers_.empty() && turns_ > 1; });

    EXPECT_EQ(alive_, 0);
    EXPECT_TRUE(net::at_end(client.get()));
}

TEST_P(any_server_loop, takes_two_finishes_for_one) {
    serve_by([&](scripted_connection& self) {
        net::receive_now(self.fd());
        loop_->finish(self);
        loop_->finish(self);
    });
    const net::unique_fd client = connect("x");

    run_until([&] { return !peers_.empty(); });

    EXPECT_EQ(alive_, 0);
}

TEST_P(any_server_loop, lets_one_finish_another_that_is_ready_as_well) {
    serve_by([&](scripted_connection& self) {
        if (peers_.size() < 2) return; // until both are there
        net::echo(self);
        loop_->finish(*peers_[&self == peers_[0] ? 1 : 0]);
    });
    const net::unique_fd first = connect("x");
    const net::unique_fd second = connect("x");

    run_until([&] { return alive_ == 2; });

    // Both were told, for who is finished is there until the turn ends.
    EXPECT_EQ(alive_, 0);
    EXPECT_EQ(net::receive(first.get(), 2), "x");
    EXPECT_EQ(net::receive(second.get(), 2), "x");
}

TEST_P(any_server_loop, buries_the_finished_when_the_turn_has_ended) {
    serve_by([&](scripted_connection& self) { loop_->finish(self); });
    const net::unique_fd client = connect("x");
    int alive_at_the_end_of_the_turn = -1;

    run_until([&] {
        if (turns_ == 2) alive_at_the_end_of_the_turn = alive_;
        return turns_ == 2;
    });

    EXPECT_EQ(alive_at_the_end_of_the_turn, 1);
    EXPECT_EQ(alive_, 0);
}

TEST_P(any_server_loop, never_tells_what_was_forgotten_in_this_turn) {
    auto [a, to_a] = net::connected_pair();
    auto [b, to_b] = net::connected_pair();
    int told = 0;
    serve_by([&, &one = a, &other = b](scripted_connection& self) {
        if (++told == 1) { // by the client: now watch two others
            net::receive_now(self.fd());
            loop_->watch(one.get(), interest::readable, self);
            loop_->watch(other.get(), interest::readable, self);
        } else {
            loop_->forget(one.get());
            loop_->forget(other.get());
        }
    });
    const net::unique_fd client = connect("x");
    ASSERT_EQ(::write(to_a.get(), "x", 1), 1);
    ASSERT_EQ(::write(to_b.get(), "x", 1), 1);

    run_until([&] { return told >= 2; });

    EXPECT_EQ(told, 2);
}

TEST_P(any_server_loop, tells_a_connection_once_that_its_deadline_is_over) {
    const auto deadline = std::chrono::steady_clock::now() + 20ms;
    int early = 0;
    int told = 0;
    serve_by(
        [&](scripted_connection& self) {
            net::receive_now(self.fd());
            if (&self == peers_[0]) self.deadline = deadline;
        },
        [&](scripted_connection&) {
            ++told;
            if (std::chrono::steady_clock::now() < deadline) ++early;
        });
    const net::unique_fd client = connect("x");
    net::unique_fd another;

    run_until([&] { // a turn more, to see that it is not told again
        if (told > 0 && !another) another = connect("x");
        return peers_.size() == 2;
    });

    EXPECT_EQ(told, 1);
    EXPECT_EQ(early, 0);
}

TEST_P(any_server_loop, waits_for_the_nearest_of_several_deadlines) {
    const auto started = std::chrono::steady_clock::now();
    std::vector<scripted_connection*> late;
    serve_by(
        [&](scripted_connection& self) {
            net::receive_now(self.fd());
            self.deadline = started + (&self == peers_[0] ? 1h : 20ms);
        },
        [&](scripted_connection& self) { late.push_back(&self); });
    const net::unique_fd patient = connect("x");
    const net::unique_fd hasty = connect("x");

    run_until([&] { return !late.empty(); });

    EXPECT_EQ(late, std::vector{peers_[1]});
    EXPECT_GE(std::chrono::steady_clock::now() - started, 20ms);
}

} // namespace server_loop_test
