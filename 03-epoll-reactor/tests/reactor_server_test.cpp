#include "03-epoll-reactor/reactor_server.h"

#include <gtest/gtest.h>

#include <csignal>
#include <mutex>
#include <set>

#include "01-blocking/tests/tcp.h"
#include "03-epoll-reactor/tests/captured_output.h"

namespace reactor_server_test {

TEST(reactor_server, has_a_loop_for_each_thread) {
    net::reactor_server server({.threads = 3}, "poll", net::trigger::level);

    EXPECT_EQ(server.loops().size(), 3u);
}

TEST(reactor_server, spreads_its_clients_and_ends_on_a_signal) {
    net::reactor_server server({.threads = 2}, "poll", net::trigger::level);
    std::mutex mutex;
    std::set<std::thread::id> threads; // guarded by the mutex
    net::captured_output output;
    std::thread clients([&] {
        const net::host_port address = output.address();
        for (int i = 0; i < 4; ++i) {
            std::error_code error;
            const auto client =
                net::connect_to(address, std::chrono::seconds(10), error);
            EXPECT_EQ(net::receive(client.get(), 2), "hi");
        }
        ::kill(::getpid(), SIGTERM);
    });

    server.run([&](net::reactor&, net::unique_fd client) {
        const std::lock_guard lock(mutex);
        threads.insert(std::this_thread::get_id());
        EXPECT_EQ(::write(client.get(), "hi", 2), 2);
    });

    clients.join();
    EXPECT_EQ(threads.size(), 2u);
}

TEST(reactor_server, names_the_address_that_is_in_use) {
    const net::unique_fd taken = net::listen_on({"127.0.0.1", 0});
    const net::host_port address = net::local_address(taken.get());
    net::reactor_server server({.port = address.port, .threads = 2}, "poll",
                               net::trigger::level);

    try {
        server.run([](net::reactor&, const net::unique_fd&) {});
        FAIL() << "two listen at one address";
    } catch (const std::system_error& failure) {
        EXPECT_EQ(failure.code(), std::errc::address_in_use);
        EXPECT_EQ(std::string(failure.what()).find(to_string(address)), 0u);
    }
}

TEST(poller_choices, are_the_best_poller_by_levels_unless_told_otherwise) {
    net::poller_choices choices;
    EXPECT_EQ(choices.poller(), net::poller_names().front());
    EXPECT_EQ(choices.how(), net::trigger::level);

    choices.options[0].chosen = "poll";
    choices.options[1].chosen = "edge";

    EXPECT_EQ(choices.poller(), "poll");
    EXPECT_EQ(choices.how(), net::trigger::edge);
}

} // namespace reactor_server_test
