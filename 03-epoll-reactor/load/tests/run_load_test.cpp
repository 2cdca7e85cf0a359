// Whole runs, against servers that are right and servers that are not.
#include "03-epoll-reactor/load/run_load.h"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "01-blocking/error.h"
#include "03-epoll-reactor/load/gateway_load.h"
#include "03-epoll-reactor/load/tests/test_server.h"

namespace run_load_test {

using net::load_kind;
using net::load_options;
using net::load_report;
using net::tcp_connection;
using net::test::test_server;
using namespace std::chrono_literals;

void echo(tcp_connection& client, std::string_view bytes) {
    client.send(bytes);
}

load_options short_run(load_kind kind, const test_server& server) {
    load_options options;
    options.kind = kind;
    options.server = server.address();
    options.connections = 5;
    options.duration = 30ms;
    options.senders = 1;
    options.pipeline = 4;
    return options;
}

class run_load : public testing::Test {
protected:
    run_load() { std::signal(SIGPIPE, SIG_IGN); }
};

TEST_F(run_load, counts_echoes_of_a_server_that_is_right) {
    test_server server(echo);

    const load_report report =
        net::run_load(short_run(load_kind::echo, server));

    EXPECT_EQ(report.errors.text(), "");
    EXPECT_GT(report.count, 0u);
    EXPECT_GE(report.latency.count(), report.count);
    EXPECT_GE(report.seconds, 0.03);
}

TEST_F(run_load, checks_requests_that_come_back_in_any_portions) {
    test_server server([](tcp_connection& client, std::string_view bytes) {
        for (std::size_t i = 0; i < bytes.size(); i += 1000) {
            client.send(bytes.substr(i, 1000));
        }
    });
    load_options options = short_run(load_kind::echo, server);
    options.size = 100'000;

    const load_report report = net::run_load(options);

    EXPECT_EQ(report.errors.text(), "");
    // What was under way when the time was over is waited for, and checked.
    EXPECT_GE(report.latency.count(), options.connections * options.pipeline);
}

TEST_F(run_load, keeps_idle_connections_silent) {
    std::atomic<std::size_t> clients_heard = 0;
    test_server server([&](tcp_connection& client, std::string_view bytes) {
        ++clients_heard;
        client.send(bytes);
    });
    load_options options = short_run(load_kind::idle, server);
    options.idle_connections = 20;
    options.echo_check = true;
    bool was_told = false;

    const load_report report =
        net::run_load(options, {.all_open = [&] { was_told = true; }});

    EXPECT_EQ(report.errors.text(), "");
    EXPECT_EQ(clients_heard, 2 * options.connections); // before and after
    EXPECT_TRUE(was_told);
}

TEST_F(run_load, catches_a_server_that_flips_one_bit) {
    test_server server([](tcp_connection& client, std::string_view bytes) {
        std::string wrong(bytes);
        wrong.back() = static_cast<char>(wrong.back() ^ 1);
        client.send(wrong);
    });

    const load_report report =
        net::run_load(short_run(load_kind::echo, server));

    EXPECT_EQ(report.errors.text(), "5 sent back wrong bytes");
    EXPECT_EQ(report.count, 0u);
}

TEST_F(run_load, catches_a_server_that_says_too_much) {
    test_server server([](tcp_connection& client, std::string_view bytes) {
        client.send(std::string(bytes) + "!");
    });

    const load_report report =
        net::run_load(short_run(load_kind::echo, server));

    EXPECT_EQ(report.errors.text(), "5 sent back more than it got");
}

TEST_F(run_load, catches_a_server_that_hangs_up) {
    test_server server([](tcp_connection& client, std::string_view) {
        client.close_when_drained();
    });

    const load_report report =
        net::run_load(short_run(load_kind::echo, server));

    EXPECT_EQ(report.errors.text(), "5 closed by the server");
}

TEST_F(run_load, notices_that_an_idle_connection_was_closed) {
    test_server server([](tcp_connection& client, std::string_view bytes) {
        client.send(bytes);
        client.close_when_drained();
    });
    load_options options = short_run(load_kind::idle, server);
    options.echo_check = true;

    const load_report report = net::run_load(options);

    EXPECT_EQ(report.errors.text(), "5 closed by the server");
}

TEST_F(run_load, loses_patience_with_a_server_that_says_nothing) {
    test_server server([](tcp_connection&, std::string_view) {});
    load_options options = short_run(load_kind::echo, server);
    options.patience = 100ms;

    const load_report report = net::run_load(options);

    EXPECT_EQ(report.errors.text(), "5 timed out");
}

TEST_F(run_load, loses_patience_with_a_server_that_accepts_nobody) {
    const net::unique_fd door = net::listen_on({"127.0.0.1", 0});
    net::check(::listen(door.get(), 0), "listen"); // makes its queue short
    load_options options;
    options.server = net::local_address(door.get());
    options.connections = 5;
    options.patience = 100ms;

    const load_report report = net::run_load(options);

    EXPECT_EQ(report.errors.text(), "5 timed out");
}

TEST_F(run_load, loses_patience_with_a_room_that_leaves_somebody_out) {
    test_server server(echo); // who speaks hears himself, and nobody else
    load_options options = short_run(load_kind::chat, server);
    options.connections = 2;
    options.patience = 100ms;

    const load_report report = net::run_load(options);

    EXPECT_EQ(report.errors.text(), "1 timed out");
}

TEST_F(run_load, counts_refused_connections) {
    load_options options;
    {
        test_server server(echo);
        options = short_run(load_kind::echo, server);
    } // and now nobody listens there

    const load_report report = net::run_load(options);

    EXPECT_EQ(report.errors.text(), "5 refused");
}

TEST_F(run_load, takes_an_echo_for_a_chat_room_of_one) {
    test_server server(echo);
    load_options options = short_run(load_kind::chat, server);
    options.connections = 1;

    const load_report report = net::run_load(options);

    EXPECT_EQ(report.errors.text(), "");
    EXPECT_GT(report.count, 0u);
    EXPECT_EQ(report.latency.count() % options.pipeline, 0u);
}

TEST_F(run_load, catches_a_chat_room_that_loses_a_message) {
    int said = 0;
    test_server server([&](tcp_connection& client, std::string_view bytes) {
        const std::size_t frame = 4 + load_options().size;
        client.send(++said < 3 ? bytes : bytes.substr(frame));
    });
    load_options options = short_run(load_kind::chat, server);
    options.connections = 1;

    const load_report report = net::run_load(options);

    EXPECT_EQ(report.errors.text(), "1 messages lost or out of order");
}

TEST_F(run_load, asks_the_gateway_as_often_as_it_was_told) {
    test_server server([](tcp_connection& client, std::string_view line) {
        client.send(std::string(line.substr(0, line.size() - 1)) +
                    " is in Paris: sunny, 21 C\n");
    });
    load_options options = short_run(load_kind::gateway, server);
    options.requests = 3;

    const load_report report = net::run_load(options);

    EXPECT_EQ(report.errors.text(), "");
    EXPECT_EQ(report.count, 15u);
    EXPECT_EQ(report.latency.count(), 15u);
}

TEST_F(run_load, counts_what_the_gateway_says_in_place_of_an_answer) {
    test_server server([](tcp_connection& client, std::string_view) {
        client.send(std::string_view("error: backend timed out\n"));
    });

    const load_report report =
        net::run_load(short_run(load_kind::gateway, server));

    EXPECT_EQ(report.errors.text(), "5 answered 'error: backend timed out'");
}

load_options short_storm(const net::host_port& server) {
    load_options options;
    options.kind = load_kind::storm;
    options.server = server;
    options.connections = 50;
    options.at_once = 7;
    return options;
}

TEST_F(run_load, serves_each_client_of_a_storm_once) {
    std::atomic<std::size_t> bytes_heard = 0;
    test_server server([&](tcp_connection& client, std::string_view bytes) {
        bytes_heard += bytes.size();
        client.send(bytes);
    });
    const load_options options = short_storm(server.address());

    const load_report report = net::run_load(options);

    EXPECT_EQ(report.errors.text(), "");
    EXPECT_EQ(report.count, 50u);
    EXPECT_EQ(report.latency.count(), 50u);
    EXPECT_EQ(bytes_heard, 50 * options.size);
}

TEST_F(run_load, has_a_burst_of_all_clients_of_a_storm_at_once) {
    std::atomic<std::size_t> waiting = 0;
    std::vector<std::shared_ptr<tcp_connection>> all;
    test_server server([&](tcp_connection& client, std::string_view bytes) {
        all.push_back(client.shared_from_this());
        client.waiting().push(std::string(bytes));
        if (++waiting < 50) return; // nobody is served before all are there
        for (const auto& each : all) each->flush();
        all.clear();
    });
    load_options options = short_storm(server.address());
    options.at_once = 50;

    const load_report report = net::run_load(options);

    EXPECT_EQ(report.errors.text(), "");
    EXPECT_EQ(report.count, 50u);
}

TEST_F(run_load, counts_the_clients_of_a_storm_that_were_not_served) {
    std::atomic<int> clients = 0;
    test_server server([&](tcp_connection& client, std::string_view bytes) {
        switch (++clients % 5) {
            case 0: return client.close_when_drained();
            case 1: client.send(std::string(bytes.size(), '?')); return;
            default: client.send(bytes);
        }
    });

    const load_report report = net::run_load(short_storm(server.address()));

    EXPECT_EQ(report.errors.text(),
              "10 closed by the server, 10 sent back wrong bytes");
    EXPECT_EQ(report.count, 30u);
}

TEST_F(run_load, loses_patience_with_a_storm_that_nobody_answers) {
    test_server server([](tcp_connection&, std::string_view) {});
    load_options options = short_storm(server.address());
    options.connections = 7;
    options.patience = 100ms;

    EXPECT_EQ(net::run_load(options).errors.text(), "7 timed out");
}

TEST_F(run_load, counts_the_clients_of_a_storm_that_were_refused) {
    load_options options;
    {
        test_server server(echo);
        options = short_storm(server.address());
    } // and now nobody listens there

    EXPECT_EQ(net::run_load(options).errors.text(), "50 refused");
}

TEST_F(run_load, refuses_more_connections_than_the_system_allows) {
    load_options options;
    options.connections = 2'000'000'000;

    EXPECT_THROW(net::run_load(options), std::runtime_error);
}

TEST(gateway_answer_problem, finds_none_in_an_answer) {
    EXPECT_EQ(net::gateway_answer_problem("bob", "bob is in Oslo: snow"), "");
}

TEST(gateway_answer_problem, sees_what_is_no_answer) {
    for (const char* const line :
         {"", "bob", "bob is in Oslo", "bob is in : snow", "bob is in Oslo: ",
          "bobby is in Oslo: snow", "eve is in Oslo: snow"}) {
        EXPECT_NE(net::gateway_answer_problem("bob", line), "") << line;
    }
}

} // namespace run_load_test
