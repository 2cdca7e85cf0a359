// Proves the hook: success, refusal, silence, and a socket left as it was.
#include ANSWER

#include <gtest/gtest.h>

#include <string>

#include "exercises/06-hooked-io/3-connect/busy_server.h"
#include "exercises/hand_scheduler.h"
#include "exercises/in_child.h"
#include "exercises/story.h"

namespace {

using namespace std::chrono_literals;

/// What connect() returns, in words.
std::string connect_to(net::busy_server& server, const net::unique_fd& by) {
    errno = 0;
    const int result =
        ::connect(by.get(), server.address(), sizeof(sockaddr_in));
    const int reason = errno;
    if (result == 0) return "connected";
    return std::to_string(result) + " " + ::strerrorname_np(reason);
}

std::string flags_of(const net::unique_fd& socket) {
    const bool is_nonblocking = ::fcntl(socket.get(), F_GETFL) & O_NONBLOCK;
    return is_nonblocking ? ", non-blocking" : ", blocking";
}

// A connect that blocks, blocks for two minutes; so tests run in a child.

TEST(connect, connects_a_task) {
    net::story story;
    story.step("a server listens; a task connects");
    const std::string got = net::in_child([] {
        net::busy_server server;
        const net::unique_fd client = net::busy_server::make_socket();
        net::hand_scheduler all;
        server.listen();
        std::string log;
        all.spawn([&] {
            log = connect_to(server, client);
            log += flags_of(client);
        });
        all.run();
        return log;
    });

    EXPECT_EQ(got, "connected, blocking") << story.hint(1);
}

TEST(connect, says_that_it_was_refused) {
    net::story story;
    story.step("nobody listens; a task connects");
    const std::string got = net::in_child([] {
        net::busy_server server;
        const net::unique_fd client = net::busy_server::make_socket();
        net::hand_scheduler all;
        std::string log;
        all.spawn([&] {
            log = connect_to(server, client);
            log += flags_of(client);
        });
        all.run();
        return log;
    });

    EXPECT_EQ(got, "-1 ECONNREFUSED, blocking") << story.hint(3);
}

TEST(connect, gives_up_in_time_while_others_run) {
    net::story story;
    story.step("a server is too busy to answer; task a connects");
    story.step("task b sleeps for a second, four times");
    const std::string got = net::in_child([] {
        net::busy_server server;
        const net::unique_fd client = net::busy_server::make_socket();
        net::hand_scheduler all;
        server.listen_and_be_full();
        std::string log;
        all.spawn([&] {
            log += connect_to(server, client);
            log += flags_of(client);
            log += ", at " + std::to_string(all.passed() / 1s) + " s";
        });
        all.spawn([&] {
            for (int i = 0; i < 4; ++i) {
                all.tasks.sleep_for(1s);
                log += "b ";
            }
        });
        all.run();
        return log;
    });

    EXPECT_EQ(got, "b b b b -1 ETIMEDOUT, blocking, at 5 s") << story.hint(2);
}

TEST(connect, learns_of_a_refusal_that_comes_late) {
    net::story story;
    story.step("a server is too busy to answer; task a connects");
    story.step("task b closes the server: at a's next try, the kernel refuses");
    const std::string got = net::in_child([] {
        net::busy_server server;
        const net::unique_fd client = net::busy_server::make_socket();
        net::reactor loop; // by the real clock: the kernel tries by its own
        net::scheduler tasks(loop);
        server.listen_and_be_full();
        std::string log;
        tasks.spawn([&] { log = connect_to(server, client); });
        tasks.spawn([&] { server.close(); });
        tasks.run();
        return log;
    });

    EXPECT_EQ(got, "-1 ECONNREFUSED") << story.hint(3);
}

TEST(connect, waits_for_a_server_that_is_busy_for_a_while) {
    net::story story;
    story.step("a server is too busy to answer; task a connects");
    story.step("task b lets the server accept: at a's next try there is room");
    const std::string got = net::in_child([] {
        net::busy_server server;
        const net::unique_fd client = net::busy_server::make_socket();
        net::reactor loop;
        net::scheduler tasks(loop);
        server.listen_and_be_full();
        std::string log;
        tasks.spawn([&] { log = connect_to(server, client); });
        tasks.spawn([&] { server.accept(); });
        tasks.run();
        return log + flags_of(client);
    });

    EXPECT_EQ(got, "connected, blocking") << story.hint(2);
}

TEST(connect, never_parks_who_has_asked_not_to_wait) {
    net::story story;
    story.step("the socket is made non-blocking; the server is busy");
    story.step("a task connects");
    const std::string got = net::in_child([] {
        net::busy_server server;
        const net::unique_fd client = net::busy_server::make_socket();
        net::hand_scheduler all;
        server.listen_and_be_full();
        ::fcntl(client.get(), F_SETFL, O_NONBLOCK);
        std::string log;
        all.spawn([&] {
            log = connect_to(server, client);
            log += flags_of(client);
        });
        all.run();
        return log;
    });

    EXPECT_EQ(got, "-1 EINPROGRESS, non-blocking") << story.hint(1);
}

TEST(connect, is_libcs_without_a_task) {
    net::story story;
    story.step(
        "no scheduler runs; connect() is called for a server that "
        "listens, and for one that does not");
    const std::string got = net::in_child([] {
        net::busy_server server, nobody;
        const net::unique_fd client = net::busy_server::make_socket();
        const net::unique_fd other = net::busy_server::make_socket();
        server.listen();
        const std::string first = connect_to(server, client);
        return first + ", " + connect_to(nobody, other);
    });

    EXPECT_EQ(got, "connected, -1 ECONNREFUSED") << story.hint(1);
}

} // namespace
