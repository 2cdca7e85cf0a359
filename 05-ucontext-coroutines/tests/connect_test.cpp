#include <netinet/in.h>

#include <array>

#include "01-blocking/tests/no_more_descriptors.h"
#include "01-blocking/tests/tcp.h"
#include "05-ucontext-coroutines/awaitable_fd.h"
#include "05-ucontext-coroutines/tests/by_hand.h"

namespace connect_test {

using namespace std::chrono_literals;

/// A listener that never waits, and its address.
struct listener {
    listener() { net::set_nonblocking(door.get()); }

    net::unique_fd door = net::listen_on({"127.0.0.1", 0});
    const net::socket_address address =
        net::resolve(net::local_address(door.get()));
};

/// A socket that has an address, and hears of nobody unless it is told to.
struct silent_socket {
    silent_socket() {
        net::check(
            ::bind(fd.get(), reinterpret_cast<sockaddr*>(&any), sizeof any),
            "bind");
    }

    sockaddr_in any{AF_INET, 0, {htonl(INADDR_LOOPBACK)}, {}};
    net::unique_fd fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    net::socket_address address() const {
        return net::resolve(net::local_address(fd.get()));
    }
};

class accept : public net::by_hand {
protected:
    std::error_code error = net::error::not_found; // of nobody
};

TEST_F(accept, waits_for_the_next_client) {
    listener ours;
    tasks->spawn([&] {
        net::awaitable_fd door(std::move(ours.door));
        for (int i = 0; i < 3; ++i) {
            const net::unique_fd client = net::accept(door, error);
            EXPECT_FALSE(error);
            char byte;
            EXPECT_EQ(::read(client.get(), &byte, 1), -1); // it never waits
            EXPECT_TRUE(net::would_block(net::last_error()));
            log += "client ";
        }
    });
    run_until_quiet();
    EXPECT_EQ(log, "");

    for (int i = 0; i < 3; ++i) {
        tasks->spawn([&] {
            std::error_code failure;
            EXPECT_TRUE(net::connect(ours.address, failure));
            EXPECT_FALSE(failure);
        });
    }
    tasks->run();

    EXPECT_EQ(log, "client client client ");
}

TEST_F(accept, says_that_there_is_no_descriptor_left) {
    listener ours;
    const net::unique_fd client = net::connect_to_listener(ours.door.get());
    run_task([&] {
        net::awaitable_fd door(std::move(ours.door));
        const net::no_more_descriptors here;
        EXPECT_FALSE(net::accept(door, error));
    });

    EXPECT_TRUE(net::out_of_resources(error));
}

TEST_F(accept, is_canceled_by_a_close) {
    listener ours;
    tasks->spawn([&] {
        net::awaitable_fd door(std::move(ours.door));
        tasks->spawn([&] { door.close(); });
        EXPECT_FALSE(net::accept(door, error));
    });

    tasks->run();

    EXPECT_EQ(error, std::errc::operation_canceled);
}

class connect : public net::by_hand {
protected:
    std::error_code error = net::error::not_found; // of nobody
};

TEST_F(connect, gives_a_socket_that_never_waits) {
    listener theirs;
    run_task([&] {
        net::awaitable_fd ours(net::connect(theirs.address, error));
        EXPECT_FALSE(error);
        const net::unique_fd peer =
            net::accept_client(theirs.door.get(), error);
        net::say(peer, "x");
        std::array<char, 9> bytes;
        EXPECT_EQ(net::read_some(ours, bytes, error), 1u);
        EXPECT_FALSE(ours.await_readable(error, now));
        EXPECT_EQ(error, std::errc::timed_out);
    });
}

TEST_F(connect, says_that_nobody_listens) {
    const silent_socket theirs;

    run_task([&] { EXPECT_FALSE(net::connect(theirs.address(), error)); });

    EXPECT_EQ(error, std::errc::connection_refused);
}

TEST_F(connect, says_that_it_cannot_even_begin) {
    run_task([&] { EXPECT_FALSE(net::connect({}, error)); });

    EXPECT_EQ(error, std::errc::address_family_not_supported);
    EXPECT_EQ(loop.size(), 0u);
}

TEST_F(connect, gives_up_at_the_deadline) {
    const silent_socket theirs;
    net::check(::listen(theirs.fd.get(), 0), "listen");
    // One may wait to be accepted; who comes then is not answered.
    std::array<net::unique_fd, 4> crowd;
    for (net::unique_fd& one : crowd) {
        one = net::start_connect(theirs.address(), error);
    }
    tasks->spawn([&] {
        EXPECT_FALSE(net::connect(theirs.address(), error, now + 1s));
        log += "over";
    });
    run_until_quiet();

    now += 1s - 1ns;
    run_until_quiet();
    EXPECT_EQ(log, "");
    now += 1ns;
    run_until_quiet();

    EXPECT_EQ(log, "over");
    EXPECT_EQ(error, std::errc::timed_out);
    EXPECT_EQ(loop.size(), 0u);
}

class last_words : public net::by_hand {
protected:
    /// Says "bye" and closes, after the other side has said something.
    void spawn_one_who_says_bye() {
        tasks->spawn([&] {
            net::set_nonblocking(pair.first.get());
            net::awaitable_fd peer(std::move(pair.first));
            std::error_code error;
            net::write_all(peer, "bye", error);
            net::close_after_last_words(peer);
            log += "closed";
        });
    }

    std::pair<net::unique_fd, net::unique_fd> pair = net::connected_tcp_pair();
};

TEST_F(last_words, are_followed_by_a_close_when_the_other_side_has_closed) {
    spawn_one_who_says_bye();
    run_until_quiet();
    net::say(pair.second, "I have not read it yet");
    run_until_quiet();
    EXPECT_EQ(log, "");

    EXPECT_EQ(net::receive(pair.second.get(), 4), "bye"); // and the end
    pair.second.reset();

    tasks->run();
    EXPECT_EQ(log, "closed");
}

TEST_F(last_words, are_followed_by_a_close_after_a_second) {
    spawn_one_who_says_bye();
    run_until_quiet();

    now += 1s - 1ns;
    run_until_quiet();
    EXPECT_EQ(log, "");
    now += 1ns;
    run_until_quiet();

    EXPECT_EQ(log, "closed");
}

TEST_F(last_words, are_not_put_off_by_who_goes_on_talking) {
    spawn_one_who_says_bye();
    for (int i = 0; i < 10; ++i) {
        tasks->run_one(0ms);
        EXPECT_EQ(log, "");
        now += 100ms;
        net::say(pair.second, "and");
    }
    for (int i = 0; i < 10 && log.empty(); ++i) {
        net::say(pair.second, "and");
        tasks->run_one(0ms);
    }

    EXPECT_EQ(log, "closed");
}

} // namespace connect_test
