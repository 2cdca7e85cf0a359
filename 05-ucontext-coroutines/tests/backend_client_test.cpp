#include "05-ucontext-coroutines/backend_client.h"

#include <csignal>
#include <map>
#include <optional>

#include "01-blocking/server_options.h"
#include "01-blocking/tests/no_more_descriptors.h"
#include "01-blocking/tests/tcp.h"
#include "03-epoll-reactor/tests/scripted_backend.h"
#include "05-ucontext-coroutines/tests/by_hand.h"

namespace backend_client_test {

using namespace std::chrono_literals;
using net::rpc_error;
using net::tcp_connection;

/// A client, its backend on the same loop, and the answers so far.
class backend_client : public net::by_hand {
protected:
    backend_client() { std::signal(SIGPIPE, SIG_IGN); }

    /// A task that makes these calls, one after the other.
    void spawn_calls(std::vector<std::string> requests) {
        tasks->spawn([this, requests = std::move(requests)] {
            for (const std::string& each : requests) call(each);
        });
    }

    /// In a task: calls, and keeps the value or the error.
    void call(const std::string& request) {
        std::error_code error = net::error::not_found; // of nobody
        const std::string value = client->call(request, error);
        replies.push_back(error ? error.message() : value);
    }

    /// Turns until the backend has heard so many lines in all.
    void await_lines(std::size_t count) {
        while (backend.lines.size() < count) tasks->run_one(10s);
    }

    /// The backend answers the line "x" with answers["x"], as it stands, and
    /// everything else with silence.
    std::map<std::string, std::string> answers;
    net::scripted_backend backend{
        loop, [this](tcp_connection& client_end, const std::string& line) {
            client_end.send(std::string_view(answers[line]));
        }};
    std::vector<std::string> replies;
    std::optional<net::backend_client> client{std::in_place, backend.address(),
                                              1s};
};

using replies_of = std::vector<std::string>;

TEST_F(backend_client, gives_the_values_of_the_replies) {
    answers = {{"user alice", "ok 1\n"}, {"city 1", "ok Paris\r\n"}};

    spawn_calls({"user alice", "city 1"});
    tasks->run();

    EXPECT_EQ(replies, (replies_of{"1", "Paris"}));
    EXPECT_EQ(backend.connections, 1);
}

TEST_F(backend_client, says_that_the_backend_refused_and_stays_connected) {
    answers = {{"user x", "error no such user\n"}, {"user bob", "ok 2\n"}};

    spawn_calls({"user x", "user bob"});
    tasks->run();

    EXPECT_EQ(replies, (replies_of{"backend refused", "2"}));
    EXPECT_EQ(backend.connections, 1);
}

TEST_F(backend_client, says_that_nobody_listens) {
    std::error_code error;
    net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    net::backend_client lonely(net::resolve(net::local_address(listener.get())),
                               1s);
    listener.reset();

    run_task([&] { lonely.call("x", error); });

    EXPECT_EQ(error, rpc_error::unavailable);
}

TEST_F(backend_client, gives_up_when_the_time_is_over_and_not_before) {
    spawn_calls({"silence"});
    await_lines(1);

    now += 1s - 1ns;
    run_until_quiet();
    EXPECT_TRUE(replies.empty());
    now += 1ns;
    run_until_quiet();

    EXPECT_EQ(replies, replies_of{"backend timed out"});
}

TEST_F(backend_client, tries_again_when_descriptors_have_come_back) {
    answers["a"] = "ok 1\n";
    std::optional<net::no_more_descriptors> shortage(std::in_place);
    spawn_calls({"a"});
    run_until_quiet();

    shortage.reset();
    now += net::accept_pause;
    tasks->run();

    EXPECT_EQ(replies, replies_of{"1"});
}

TEST_F(backend_client, waits_for_descriptors_no_longer_than_its_time) {
    const net::no_more_descriptors shortage;
    client.emplace(backend.address(), 150ms);
    spawn_calls({"a"});
    for (const auto step : {100ms, 49ms}) {
        run_until_quiet();
        now += step;
        EXPECT_TRUE(replies.empty());
    }
    run_until_quiet();
    EXPECT_TRUE(replies.empty());

    now += 1ms;
    run_until_quiet();

    EXPECT_EQ(replies, replies_of{"backend unavailable"});
}

TEST_F(backend_client, gives_up_on_one_who_dribbles) {
    spawn_calls({"x"});
    await_lines(1);
    for (int i = 0; i < 9; ++i) {
        now += 100ms;
        backend.newest->send(std::string_view("o"));
        run_until_quiet();
        EXPECT_TRUE(replies.empty());
    }

    now += 100ms;
    run_until_quiet();

    EXPECT_EQ(replies, replies_of{"backend timed out"});
}

TEST_F(backend_client, gives_each_call_its_own_time) {
    answers["a"] = "ok 1\n";
    spawn_calls({"a"});
    tasks->run();
    now += 10min;

    spawn_calls({"silence"});
    await_lines(2);
    now += 1s - 1ns;
    run_until_quiet();
    EXPECT_EQ(replies.size(), 1u);
    now += 1ns;
    run_until_quiet();

    EXPECT_EQ(replies, (replies_of{"1", "backend timed out"}));
}

TEST_F(backend_client, does_not_take_a_late_reply_for_the_next_one) {
    answers["quick"] = "ok in time\n";
    spawn_calls({"slow", "quick"});
    await_lines(1);
    const auto first = backend.newest;
    now += 1s;
    run_until_quiet();
    first->send(std::string_view("ok too late\n"));

    tasks->run();

    EXPECT_EQ(replies, (replies_of{"backend timed out", "in time"}));
    EXPECT_EQ(backend.connections, 2);
}

TEST_F(backend_client, does_not_take_what_nobody_asked_for_as_a_reply) {
    answers = {{"a", "ok 1\nok stray\n"}, {"b", "ok 2\n"}, {"c", "ok 3\n"}};
    spawn_calls({"a", "b"});
    tasks->run();
    backend.newest->send(std::string_view("ok and another thing\n"));

    spawn_calls({"c"});
    tasks->run();

    EXPECT_EQ(replies, (replies_of{"1", "2", "3"}));
    EXPECT_EQ(backend.connections, 3);
}

TEST_F(backend_client, puts_a_reply_in_pieces_together) {
    spawn_calls({"x"});
    await_lines(1);

    for (const char byte : std::string("ok in pieces\r\n")) {
        backend.newest->send(std::string_view(&byte, 1));
        run_until_quiet();
    }
    tasks->run();

    EXPECT_EQ(replies, replies_of{"in pieces"});
}

TEST_F(backend_client, makes_nothing_of_nonsense_and_connects_anew) {
    answers = {{"a", "okay\n"}, {"b", std::string(2000, 'x')}, {"c", "ok 3\n"}};

    spawn_calls({"a", "b", "c"});
    tasks->run();

    EXPECT_EQ(replies,
              (replies_of{"backend unavailable", "backend unavailable", "3"}));
    EXPECT_EQ(backend.connections, 3);
}

TEST_F(backend_client, says_that_it_was_lost_in_the_middle_of_a_line) {
    answers = {{"a", "ok Par"}, {"b", "ok 2\n"}};
    spawn_calls({"a", "b"});
    await_lines(1);

    backend.newest->close();
    tasks->run();

    EXPECT_EQ(replies, (replies_of{"backend unavailable", "2"}));
}

TEST_F(backend_client, connects_anew_unnoticed_if_it_was_closed_meanwhile) {
    answers = {{"a", "ok 1\n"}, {"b", "ok 2\n"}};
    spawn_calls({"a"});
    tasks->run();
    backend.newest->close();

    spawn_calls({"b"});
    tasks->run();

    EXPECT_EQ(replies, (replies_of{"1", "2"}));
    EXPECT_EQ(backend.connections, 2);
}

TEST_F(backend_client, lets_others_run_while_it_waits) {
    tasks->spawn([&] {
        for (const char* name : {"a", "b", "c"}) {
            tasks->spawn([&, name] {
                net::backend_client own(backend.address(), 1s);
                std::error_code failure;
                log += own.call(name, failure);
            });
        }
    });
    await_lines(3); // all three have asked, and none has been answered
    EXPECT_EQ(log, "");
    EXPECT_EQ(tasks->size(), 3u);

    now += 1s;
    tasks->run();
}

} // namespace backend_client_test
