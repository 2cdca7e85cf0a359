// Proves that a loop on poll(2) sleeps when there is nothing to do, and still
// loses nobody and nothing.
#include ANSWER

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "01-blocking/socket.h"
#include "exercises/story.h"

namespace {

using net::shown;
using namespace std::chrono_literals;

/// Joins a loop, and returns the client's own end, which makes nobody wait.
net::unique_fd join(answer::poll_loop& loop) {
    auto [ours, theirs] = net::connected_pair();
    loop.add(std::move(ours));
    net::set_nonblocking(theirs.get());
    return std::move(theirs);
}

std::string heard(const net::unique_fd& client) {
    std::string all;
    char room[4096];
    ssize_t n = 0;
    while ((n = ::read(client.get(), room, sizeof room)) > 0) {
        all.append(room, static_cast<std::size_t>(n));
    }
    return all;
}

/// The client speaks, and reads nothing, until the loop takes no more from it.
std::string speak_until_stuck(answer::poll_loop& loop,
                              const net::unique_fd& client) {
    const std::string line(1000, 'x');
    std::string said;
    for (int silent = 0; silent < 10;) {
        const ssize_t n = ::write(client.get(), line.data(), line.size());
        if (n > 0) said.append(line, 0, static_cast<std::size_t>(n));
        silent = n > 0 ? 0 : silent + 1;
        loop.turn(0ms);
    }
    return said;
}

/// Whether the loop comes to rest: to a turn in which nobody is ready.
bool falls_asleep(answer::poll_loop& loop) {
    for (int turns = 0; turns < 300; ++turns) {
        if (loop.turn(0ms) == 0) return true;
    }
    return false;
}

TEST(poll_loop, echoes_and_then_sleeps) {
    net::story story;
    answer::poll_loop loop;
    const net::unique_fd alice = join(loop);
    story.step("alice says \"hello\"; two turns: one to read, one to write");
    ASSERT_EQ(::write(alice.get(), "hello", 5), 5);
    loop.turn(1s);
    loop.turn(1s);
    EXPECT_EQ(shown(heard(alice)), shown("hello")) << story.hint(1);

    story.step("nobody speaks: soon a turn finds nobody ready", 1);
    EXPECT_TRUE(falls_asleep(loop)) << story.hint(1);
}

TEST(poll_loop, sleeps_while_a_client_who_ended_his_stream_does_not_read) {
    net::story story;
    answer::poll_loop loop;
    const net::unique_fd alice = join(loop);
    story.step("alice speaks, and reads nothing", 1);
    std::string said = speak_until_stuck(loop, alice);
    story.step("she ends her stream: shutdown(SHUT_WR)", 1);
    ::shutdown(alice.get(), SHUT_WR);
    story.step(
        "she reads 4 KiB, has a coffee, reads 4 KiB more, and so on: "
        "in each pause, the loop should find nobody ready soon",
        2);
    std::string came;
    bool sleeps = true;
    for (int i = 0; i < 5000 && came.size() < said.size(); ++i) {
        sleeps = falls_asleep(loop) && sleeps;
        char room[4096];
        const ssize_t n = ::read(alice.get(), room, sizeof room);
        if (n > 0) came.append(room, static_cast<std::size_t>(n));
    }
    EXPECT_TRUE(sleeps) << "in 300 turns, somebody was ready in each: it spins"
                        << story.hint(2);
    EXPECT_EQ(came.size(), said.size()) << story.hint(3);
    story.step("then she is done, and leaves", 3);
    loop.turn(0ms);
    EXPECT_EQ(loop.clients(), 0u) << story.hint(3);
}

TEST(poll_loop, gives_the_rest_to_one_who_has_ended_his_stream) {
    net::story story;
    answer::poll_loop loop;
    const net::unique_fd alice = join(loop);
    story.step("alice speaks until nothing more is taken, and reads nothing");
    const std::string said = speak_until_stuck(loop, alice);
    story.step("she ends her stream, and then reads slowly all there is", 3);
    ::shutdown(alice.get(), SHUT_WR);
    std::string came;
    for (int i = 0; i < 50000 && came.size() < said.size(); ++i) {
        loop.turn(0ms);
        char room[4096];
        const ssize_t n =
            i % 10 == 9 ? ::read(alice.get(), room, sizeof room) : 0;
        if (n > 0) came.append(room, static_cast<std::size_t>(n));
    }
    EXPECT_EQ(came.size(), said.size()) << story.hint(3);

    story.step("the loop, too, is done with her", 3);
    for (int i = 0; i < 5; ++i) loop.turn(0ms);
    EXPECT_EQ(loop.clients(), 0u) << story.hint(3);
}

TEST(poll_loop, buries_one_who_leaves_without_reading) {
    net::story story;
    answer::poll_loop loop;
    net::unique_fd alice = join(loop);
    const net::unique_fd bob = join(loop);
    story.step("alice speaks until nothing more is taken from her", 3);
    speak_until_stuck(loop, alice);
    story.step("she closes: POLLHUP, whether one asks for it or not", 3);
    alice.reset();
    falls_asleep(loop);

    EXPECT_EQ(loop.clients(), 1u) << story.hint(3);
    story.step("bob is served as ever", 3);
    ASSERT_EQ(::write(bob.get(), "hello", 5), 5);
    for (int i = 0; i < 5; ++i) loop.turn(0ms);
    EXPECT_EQ(shown(heard(bob)), shown("hello")) << story.hint(3);
}

TEST(poll_loop, takes_no_more_from_one_who_does_not_read) {
    net::story story;
    answer::poll_loop loop;
    const net::unique_fd alice = join(loop);
    story.step("alice speaks and reads nothing, until nothing more is taken");
    const std::string said = speak_until_stuck(loop, alice);

    EXPECT_LT(said.size(), 4u * 1024 * 1024)
        << "the loop keeps all she says" << story.hint(3);
    EXPECT_TRUE(falls_asleep(loop)) << story.hint(1);
}

} // namespace
