#include "05-ucontext-coroutines/coroutine_server.h"

#include <csignal>
#include <mutex>
#include <set>
#include <thread>

#include "01-blocking/tests/tcp.h"
#include "03-epoll-reactor/tests/captured_output.h"
#include "05-ucontext-coroutines/tests/by_hand.h"

namespace coroutine_server_test {

using namespace std::chrono_literals;

/// Runs a server while another thread is its clients.
class coroutine_server : public testing::Test {
protected:
    /// A connection to the server that runs.
    net::unique_fd connect() {
        std::error_code error;
        auto client = net::connect_to(address, 10s, error);
        EXPECT_FALSE(error);
        return client;
    }

    /// Calls clients(), and then ends the server by a signal.
    template <class Clients>
    void run(net::coroutine_server::session serve, Clients clients) {
        std::thread other([&] {
            address = output.address();
            clients();
            ::kill(::getpid(), SIGTERM);
        });
        server.run(std::move(serve));
        other.join();
    }

    net::server_options options{.threads = 2};
    net::coroutine_server server{options, {}};
    net::captured_output output;
    net::host_port address; // once it has been announced
};

void greet(net::awaitable_fd& client) {
    std::error_code error;
    net::write_all(client, "hi", error);
}

TEST_F(coroutine_server, has_a_loop_for_each_thread) {
    EXPECT_EQ(server.loops().size(), 2u);
}

TEST_F(coroutine_server, spreads_its_clients_and_ends_on_a_signal) {
    std::mutex mutex;
    std::set<std::thread::id> threads; // guarded by the mutex

    run(
        [&](net::awaitable_fd& client) {
            greet(client);
            const std::lock_guard lock(mutex);
            threads.insert(std::this_thread::get_id());
        },
        [&] {
            for (int i = 0; i < 4; ++i) {
                const net::unique_fd client = connect();
                EXPECT_EQ(net::receive(client.get(), 2), "hi");
                EXPECT_TRUE(net::at_end(client.get()));
            }
        });

    EXPECT_EQ(threads.size(), 2u);
}

TEST_F(coroutine_server, turns_away_only_the_client_for_whom_a_call_fails) {
    std::atomic<int> clients = 0;

    run(
        [&](net::awaitable_fd& client) {
            if (++clients <= 2)
                throw std::system_error(ENOMEM, std::generic_category());
            greet(client);
        },
        [&] {
            for (int i = 0; i < 2; ++i) { // one on each thread
                EXPECT_TRUE(net::at_end(connect().get()));
            }
            for (int i = 0; i < 2; ++i) {
                EXPECT_EQ(net::receive(connect().get(), 2), "hi");
            }
        });

    EXPECT_EQ(clients, 4);
}

TEST_F(coroutine_server, ends_sessions_that_are_under_way) {
    const auto token = std::make_shared<int>();
    std::optional<net::coroutine_server> own(std::in_place, options,
                                             net::coroutine_choices{});
    net::unique_fd clients[3];
    std::thread other([&] {
        address = output.address();
        for (net::unique_fd& each : clients) {
            each = connect();
            EXPECT_EQ(net::receive(each.get(), 2), "hi");
        }
        ::kill(::getpid(), SIGTERM);
    });

    own->run([&](net::awaitable_fd& client) {
        const auto held = token;
        greet(client);
        char byte[1];
        std::error_code error;
        net::read_some(client, byte, error);
        FAIL() << "nobody has said anything";
    });
    other.join();
    EXPECT_EQ(token.use_count(), 2); // the other thread's two have ended
    own.reset();

    EXPECT_EQ(token.use_count(), 1);
    for (const net::unique_fd& each : clients) {
        EXPECT_TRUE(net::at_end(each.get()));
    }
}

TEST_F(coroutine_server, drops_who_is_silent_for_the_idle_timeout) {
    options.idle_timeout = 50ms;
    net::coroutine_server impatient(options, {});
    std::thread other([&] {
        address = output.address();
        const net::unique_fd client = connect();
        EXPECT_EQ(net::receive(client.get(), 9), "idle");
        ::kill(::getpid(), SIGTERM);
    });

    impatient.run([](net::awaitable_fd& client) {
        char byte[1];
        std::error_code error;
        net::read_some(client, byte, error);
        EXPECT_EQ(error, std::errc::timed_out);
        net::write_all(client, "idle", error);
    });
    other.join();
}

TEST_F(coroutine_server, lists_its_coroutines_when_it_is_asked_to) {
    net::captured_output errors(stderr);
    std::set<std::string> lines;

    run(
        [](net::awaitable_fd& client) {
            greet(client);
            char byte[1];
            std::error_code error;
            net::read_some(client, byte, error);
        },
        [&] {
            const net::unique_fd client = connect();
            EXPECT_EQ(net::receive(client.get(), 2), "hi");
            ::kill(::getpid(), SIGQUIT);
            for (int i = 0; i < 4; ++i) lines.insert(errors.line());
        });

    std::string all;
    for (const std::string& each : lines) all += each + "\n";
    // The acceptor and the client, each in a scheduler of its own.
    EXPECT_NE(all.find("1 coroutines\n"), all.npos) << all;
    EXPECT_NE(all.find(" acceptor, spawned at "), all.npos) << all;
    EXPECT_NE(all.find(" client 1, spawned at "), all.npos) << all;
    EXPECT_NE(all.find("waits for bytes from descriptor "), all.npos) << all;
}

TEST_F(coroutine_server, fails_of_what_a_session_throws) {
    std::thread other([&] {
        address = output.address();
        for (int i = 0; i < 2; ++i) { // one of them is the first thread's
            net::receive(connect().get(), 1);
        }
    });

    EXPECT_THROW(
        server.run([first = std::this_thread::get_id()](net::awaitable_fd&) {
            if (std::this_thread::get_id() == first) throw std::bad_alloc();
        }),
        std::bad_alloc);

    other.join();
}

TEST_F(coroutine_server, names_the_address_that_is_in_use) {
    const net::unique_fd taken = net::listen_on({"127.0.0.1", 0});
    options.port = net::local_address(taken.get()).port;
    net::coroutine_server second(options, {});

    try {
        second.run(greet);
        FAIL() << "two listen at one address";
    } catch (const std::system_error& failure) {
        EXPECT_EQ(failure.code(), std::errc::address_in_use);
        EXPECT_EQ(std::string(failure.what())
                      .find(to_string(net::local_address(taken.get()))),
                  0u);
    }
}

TEST(coroutine_choices, are_the_best_switch_and_no_trace) {
    net::coroutine_choices choices;
    EXPECT_EQ(choices.how(), net::default_switch());
    EXPECT_EQ(choices.trace(), "");

    choices.options[0].chosen = "ucontext";
    choices.options[1].chosen = "trace.json";

    EXPECT_EQ(choices.how(), net::switch_kind::ucontext);
    EXPECT_EQ(choices.trace(), "trace.json");
}

} // namespace coroutine_server_test
