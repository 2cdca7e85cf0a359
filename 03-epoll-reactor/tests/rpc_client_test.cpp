#include "03-epoll-reactor/rpc_client.h"

#include <gtest/gtest.h>

#include <csignal>
#include <map>
#include <optional>

#include "01-blocking/tests/tcp.h"
#include "03-epoll-reactor/tests/any_reactor.h"
#include "03-epoll-reactor/tests/scripted_backend.h"

namespace rpc_client_test {

using namespace std::chrono_literals;
using net::any_reactor;
using net::rpc_error;
using net::tcp_connection;

/// A client, its backend, and the answers so far.
class rpc_client : public any_reactor {
protected:
    /// The backend answers the line "x" with answers["x"], as it stands, and
    /// everything else with silence.
    rpc_client() { std::signal(SIGPIPE, SIG_IGN); }

    /// A request whose reply goes to `replies`: its value, or its error.
    void request(const std::string& line) {
        inside_request = true;
        client->request(line, [this](std::error_code error, std::string value) {
            EXPECT_FALSE(inside_request);
            replies.push_back(error ? error.message() : value);
        });
        inside_request = false;
    }

    /// Turns until so many replies have come in all.
    void await_replies(std::size_t count) {
        while (replies.size() < count) loop.run_one(10s);
    }

    /// Turns until the backend has heard so many lines in all.
    void await_lines(std::size_t count) {
        while (backend.lines.size() < count) loop.run_one(10s);
    }

    std::map<std::string, std::string> answers;
    net::scripted_backend backend{
        loop, [this](tcp_connection& client_end, const std::string& line) {
            client_end.send(answers[line]);
        }};
    std::vector<std::string> replies;
    bool inside_request = false;
    std::optional<net::rpc_client> client{std::in_place, loop,
                                          backend.address(), 1s};
};

using replies_of = std::vector<std::string>;

INSTANTIATE_TEST_SUITE_P(
    on, rpc_client,
    testing::Values(net::reactor_kind{"epoll", net::trigger::level},
                    net::reactor_kind{"epoll", net::trigger::edge},
                    net::reactor_kind{"poll", net::trigger::level}));

TEST_P(rpc_client, gives_the_value_of_the_reply) {
    answers["city 1"] = "ok Paris\n";

    request("city 1");
    EXPECT_TRUE(client->is_busy());
    await_replies(1);

    EXPECT_EQ(replies, replies_of{"Paris"});
    EXPECT_FALSE(client->is_busy());
}

TEST_P(rpc_client, says_that_the_backend_refused_and_stays_connected) {
    answers = {{"user x", "error no such user\n"}, {"user bob", "ok 2\n"}};

    request("user x");
    await_replies(1);
    request("user bob");
    await_replies(2);

    EXPECT_EQ(replies, (replies_of{"backend refused", "2"}));
    EXPECT_EQ(backend.connections, 1);
}

TEST_P(rpc_client, says_that_nobody_listens) {
    net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    const auto address = net::resolve(net::local_address(listener.get()));
    listener.reset();
    client.emplace(loop, address, 1s);

    request("x");
    await_replies(1);

    EXPECT_EQ(replies, replies_of{"backend unavailable"});
}

TEST_P(rpc_client, gives_up_when_the_time_is_over_and_not_before) {
    request("silence");
    await_lines(1);

    now += 999ms;
    run_until_quiet();
    EXPECT_TRUE(client->is_busy());

    now += 1ms;
    run_until_quiet();
    EXPECT_EQ(replies, replies_of{"backend timed out"});
}

TEST_P(rpc_client, counts_the_time_from_the_request_on) {
    answers["a"] = "ok 1\n";
    request("a");
    await_replies(1);
    now += 10min;
    run_until_quiet();

    request("silence");
    await_lines(2);

    now += 999ms;
    run_until_quiet();
    EXPECT_EQ(replies.size(), 1u);
    now += 1ms;
    run_until_quiet();
    EXPECT_EQ(replies, (replies_of{"1", "backend timed out"}));
}

TEST_P(rpc_client, does_not_take_a_late_reply_for_the_next_one) {
    answers["quick"] = "ok in time\n";
    request("slow");
    await_lines(1);
    const auto first = backend.newest;
    now += 1s;
    run_until_quiet();
    first->send(std::string_view("ok too late\n"));

    request("quick");
    await_replies(2);

    EXPECT_EQ(replies, (replies_of{"backend timed out", "in time"}));
    EXPECT_EQ(backend.connections, 2);
}

TEST_P(rpc_client, does_not_take_a_second_line_for_the_next_reply) {
    answers = {{"a", "ok 1\nok stray\n"}, {"b", "ok 2\n"}};

    request("a");
    await_replies(1);
    request("b");
    await_replies(2);

    EXPECT_EQ(replies, (replies_of{"1", "2"}));
}

TEST_P(rpc_client, does_not_take_what_nobody_asked_for_as_a_reply) {
    answers = {{"a", "ok 1\n"}, {"b", "ok 2\n"}};
    request("a");
    await_replies(1);
    backend.newest->send(std::string_view("ok and another thing\n"));

    request("b"); // whether it has been noticed by now or not
    await_replies(2);

    EXPECT_EQ(replies, (replies_of{"1", "2"}));
    EXPECT_EQ(backend.connections, 2);
}

TEST_P(rpc_client, puts_a_reply_in_pieces_together) {
    request("x");
    await_lines(1);
    for (const char byte : std::string("ok in pieces\r\n")) {
        backend.newest->send(std::string_view(&byte, 1));
        run_until_quiet();
    }

    EXPECT_EQ(replies, replies_of{"in pieces"});
}

TEST_P(rpc_client, makes_nothing_of_nonsense_and_connects_anew) {
    answers = {{"a", "okay\n"}, {"b", std::string(2000, 'x')}, {"c", "ok 3\n"}};

    for (const std::string line : {"a", "b", "c"}) {
        request(line);
        await_replies(replies.size() + 1);
    }

    EXPECT_EQ(replies,
              (replies_of{"backend unavailable", "backend unavailable", "3"}));
    EXPECT_EQ(backend.connections, 3);
}

TEST_P(rpc_client, says_that_it_was_lost_in_the_middle_of_a_line) {
    answers = {{"a", "ok Par"}, {"b", "ok 2\n"}};
    request("a");
    await_lines(1);
    backend.newest->close();
    await_replies(1);

    request("b");
    await_replies(2);

    EXPECT_EQ(replies, (replies_of{"backend unavailable", "2"}));
    EXPECT_EQ(backend.connections, 2);
}

TEST_P(rpc_client, connects_anew_unnoticed_if_it_was_closed_meanwhile) {
    answers = {{"a", "ok 1\n"}, {"b", "ok 2\n"}, {"c", "ok 3\n"}};
    request("a");
    await_replies(1);
    backend.newest->close();

    request("b"); // it has not been told yet
    await_replies(2);
    backend.newest->close();
    run_until_quiet(); // it has been told

    request("c");
    await_replies(3);

    EXPECT_EQ(replies, (replies_of{"1", "2", "3"}));
    EXPECT_EQ(backend.connections, 3);
}

TEST_P(rpc_client, lets_a_callback_begin_the_next_request) {
    answers = {{"user alice", "ok 1\n"},
               {"city 1", "ok Paris\n"},
               {"weather Paris", "ok sunny\n"}};

    client->request("user alice", [&](std::error_code, std::string id) {
        client->request("city " + id, [&](std::error_code, std::string city) {
            request("weather " + city);
        });
    });
    await_replies(1);

    EXPECT_EQ(replies, replies_of{"sunny"});
    EXPECT_EQ(backend.connections, 1);
}

TEST_P(rpc_client, lets_a_callback_try_again_after_a_failure) {
    answers = {{"a", "nonsense\n"}, {"b", "ok 2\n"}};

    client->request("a", [&](std::error_code error, std::string) {
        EXPECT_EQ(error, rpc_error::unavailable);
        request("b");
    });
    await_replies(1);

    EXPECT_EQ(replies, replies_of{"2"});
}

TEST_P(rpc_client, lets_a_callback_destroy_it) {
    answers["a"] = "ok 1\n";
    bool called = false;
    client->request("a", [&](std::error_code, std::string) {
        client.reset();
        called = true;
    });

    while (!called) loop.run_one(10s);

    run_until_quiet();
    EXPECT_FALSE(client.has_value());
}

TEST_P(rpc_client, never_calls_back_when_it_has_been_destroyed) {
    answers["a"] = "ok 1\n";
    const auto token = std::make_shared<int>();
    const auto fail = [token](std::error_code, const std::string&) { FAIL(); };
    client->request("a", fail); // not connected yet
    client.emplace(loop, backend.address(), 1s);
    client->request("a", fail); // connected, and answered, below
    await_lines(1);

    client.reset();

    EXPECT_EQ(token.use_count(), 2); // ours and that of `fail`
    now += 10s;
    run_until_quiet();
}

TEST_P(rpc_client, has_nothing_left_in_the_loop_when_it_is_destroyed) {
    net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    net::reactor empty;
    {
        net::rpc_client one(
            empty, net::resolve(net::local_address(listener.get())), 1h);
        one.request("x", [](std::error_code, const std::string&) { FAIL(); });
        empty.run_one(10s); // connected
    }

    empty.run(); // returns
}

} // namespace rpc_client_test
