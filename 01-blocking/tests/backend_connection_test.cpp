#include "01-blocking/backend_connection.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <csignal>
#include <semaphore>

#include "01-blocking/backend_protocol.h"
#include "01-blocking/error.h"
#include "01-blocking/tests/fake_backend.h"
#include "01-blocking/tests/tcp.h"

namespace backend_connection_test {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;
using net::fake_backend;
using net::rpc_error;

class backend_connection : public testing::Test {
protected:
    backend_connection() { std::signal(SIGPIPE, SIG_IGN); }

    /// A connection on behalf of `client_`.
    net::backend_connection to(const net::host_port& backend,
                               std::chrono::milliseconds timeout = 10s) {
        return {backend, timeout, client_.get()};
    }

    net::unique_fd client_;
    net::unique_fd clients_end_;
    std::error_code error_;

    void SetUp() override {
        std::tie(client_, clients_end_) = net::connected_pair();
    }
};

TEST_F(backend_connection, gives_the_value_of_the_reply) {
    const fake_backend backend({fake_backend::answering({"ok Paris\n"})});
    auto connection = to(backend.address());

    EXPECT_EQ(connection.call("city 1", error_), "Paris");

    EXPECT_FALSE(error_) << error_.message();
}

TEST_F(backend_connection, sends_the_request_as_a_line) {
    std::string heard;
    {
        const fake_backend backend({[&](int socket) {
            heard = net::receive(socket, 7);
            ASSERT_EQ(::write(socket, "ok 1\n", 5), 5);
        }});
        to(backend.address()).call("user x", error_);
    }

    EXPECT_EQ(heard, "user x\n");
}

TEST_F(backend_connection, asks_one_question_after_another) {
    const fake_backend backend(
        {fake_backend::answering({"ok 1\n", "ok 2\n", "ok 3\n"})});
    auto connection = to(backend.address());

    EXPECT_EQ(connection.call("a", error_), "1");
    EXPECT_EQ(connection.call("b", error_), "2");
    EXPECT_EQ(connection.call("c", error_), "3");
    EXPECT_FALSE(error_);
}

TEST_F(backend_connection, puts_a_reply_in_pieces_together) {
    const fake_backend backend({[](int socket) {
        for (const char byte : std::string("ok in pieces\r\n")) {
            ASSERT_EQ(::write(socket, &byte, 1), 1);
            std::this_thread::yield();
        }
        fake_backend::await_hang_up(socket);
    }});

    EXPECT_EQ(to(backend.address()).call("x", error_), "in pieces");
}

TEST_F(backend_connection, stays_connected_when_the_backend_refuses) {
    const fake_backend backend(
        {fake_backend::answering({"error no such user\n", "ok 2\n"})});
    auto connection = to(backend.address());

    EXPECT_EQ(connection.call("user nobody", error_), "");
    EXPECT_EQ(error_, rpc_error::refused);

    EXPECT_EQ(connection.call("user bob", error_), "2");
    EXPECT_FALSE(error_);
}

TEST_F(backend_connection, says_that_nobody_listens) {
    net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    const net::host_port address = net::local_address(listener.get());
    listener.reset();

    EXPECT_EQ(to(address).call("x", error_), "");

    EXPECT_EQ(error_, rpc_error::unavailable);
}

TEST_F(backend_connection, waits_for_a_silent_backend_as_long_as_it_may) {
    const fake_backend backend({fake_backend::await_hang_up});
    const auto started = clock::now();

    to(backend.address(), 50ms).call("x", error_);

    EXPECT_EQ(error_, rpc_error::timed_out);
    EXPECT_GE(clock::now() - started, 50ms);
    EXPECT_LT(clock::now() - started, 5s);
}

TEST_F(backend_connection, waits_no_longer_for_one_that_dribbles) {
    const fake_backend backend({[](int socket) {
        pollfd hang_up{socket, POLLRDHUP, 0};
        do { // a byte now and then
            if (::write(socket, "o", 1) != 1) return;
        } while (::poll(&hang_up, 1, 10) == 0);
    }});
    const auto started = clock::now();

    to(backend.address(), 50ms).call("x", error_);

    EXPECT_EQ(error_, rpc_error::timed_out);
    EXPECT_LT(clock::now() - started, 5s);
}

TEST_F(backend_connection, does_not_take_a_late_reply_for_the_next_one) {
    std::binary_semaphore has_timed_out{0};
    const fake_backend backend({[&](int socket) {
                                    has_timed_out.acquire();
                                    (void)!::write(socket, "ok late\n", 8);
                                },
                                fake_backend::answering({"ok in time\n"})});
    auto connection = to(backend.address(), 50ms);
    connection.call("x", error_);
    EXPECT_EQ(error_, rpc_error::timed_out);
    has_timed_out.release();

    const std::string reply = connection.call("y", error_);

    // On a slow machine the second may be late as well; wrong it must not be.
    if (!error_) {
        EXPECT_EQ(reply, "in time");
    }
}

TEST_F(backend_connection, does_not_take_a_second_line_for_the_next_reply) {
    const fake_backend backend({fake_backend::answering({"ok 1\nok stray\n"}),
                                fake_backend::answering({"ok 2\n"})});
    auto connection = to(backend.address());
    EXPECT_EQ(connection.call("x", error_), "1");

    EXPECT_EQ(connection.call("y", error_), "2");

    EXPECT_FALSE(error_);
}

TEST_F(backend_connection, says_that_it_was_lost_in_the_middle_of_a_line) {
    const fake_backend backend({[](int socket) {
        net::receive(socket, 2);
        ASSERT_EQ(::write(socket, "ok Par", 6), 6);
    }});

    EXPECT_EQ(to(backend.address()).call("x", error_), "");

    EXPECT_EQ(error_, rpc_error::unavailable);
}

TEST_F(backend_connection, makes_nothing_of_nonsense) {
    for (const std::string nonsense :
         {"okay\n", "\n", "ok\n", "OK 1\n", "error\n"}) {
        const fake_backend backend({fake_backend::answering({nonsense})});

        EXPECT_EQ(to(backend.address()).call("x", error_), "");

        EXPECT_EQ(error_, rpc_error::unavailable) << nonsense;
    }
}

TEST_F(backend_connection, reads_no_line_without_end) {
    const fake_backend backend(
        {fake_backend::answering({"ok " + std::string(5000, 'x')})});

    EXPECT_EQ(to(backend.address()).call("x", error_), "");

    EXPECT_EQ(error_, rpc_error::unavailable);
}

TEST_F(backend_connection, connects_anew_after_a_failure) {
    const fake_backend backend({fake_backend::answering({"nonsense\n"}),
                                fake_backend::answering({"ok again\n"})});
    auto connection = to(backend.address());
    connection.call("x", error_);
    EXPECT_EQ(error_, rpc_error::unavailable);

    EXPECT_EQ(connection.call("y", error_), "again");

    EXPECT_FALSE(error_);
}

TEST_F(backend_connection, connects_anew_unnoticed_if_it_was_closed_meanwhile) {
    // The listener serves one after the other: by the time that the second
    // connection is greeted, the first one has been closed.
    const fake_backend backend(
        {[](int socket) {
             net::receive(socket, 2);
             ASSERT_EQ(::write(socket, "ok 1\n", 5), 5);
         },
         [](int socket) { ASSERT_EQ(::write(socket, "hi", 2), 2); },
         fake_backend::answering({"ok 2\n"})});
    auto connection = to(backend.address());
    EXPECT_EQ(connection.call("x", error_), "1");
    const auto second = net::connect_to(backend.address(), 10s, error_);
    EXPECT_EQ(net::receive(second.get(), 2), "hi");

    EXPECT_EQ(connection.call("y", error_), "2");

    EXPECT_FALSE(error_) << error_.message();
}

TEST_F(backend_connection, gives_up_when_its_client_has_left) {
    const fake_backend backend({fake_backend::await_hang_up});
    auto connection = to(backend.address());
    clients_end_.reset();

    connection.call("x", error_); // returns

    EXPECT_EQ(error_, rpc_error::unavailable);
}

} // namespace backend_connection_test
