// Proves a loop on select(2): the sets, the highest number, short writes.
#include ANSWER

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "01-blocking/socket.h"
#include "exercises/slow_peer.h"
#include "exercises/story.h"

namespace {

using net::shown;
using namespace std::chrono_literals;

/// Joins a loop, and returns the client's own end.
net::unique_fd join(answer::select_loop& loop) {
    auto [ours, theirs] = net::connected_pair();
    const int small = 4096; // so that many a write is short
    net::check(
        ::setsockopt(ours.get(), SOL_SOCKET, SO_SNDBUF, &small, sizeof small),
        "setsockopt(SO_SNDBUF)");
    loop.add(std::move(ours));
    return std::move(theirs);
}

void say(const net::unique_fd& client, std::string_view bytes) {
    (void)!::write(client.get(), bytes.data(), bytes.size());
}

/// What has come back so far, without waiting.
std::string heard(const net::unique_fd& client) {
    std::string all;
    char room[4096];
    ssize_t n = 0;
    while ((n = ::recv(client.get(), room, sizeof room, MSG_DONTWAIT)) > 0) {
        all.append(room, static_cast<std::size_t>(n));
    }
    return all;
}

TEST(select_loop, echoes_what_a_client_says) {
    net::story story;
    answer::select_loop loop;
    const net::unique_fd alice = join(loop);
    story.step("alice says \"hello\"");
    say(alice, "hello");

    story.step("one turn");
    const int ready = loop.turn(1s);

    EXPECT_EQ(ready, 1) << story.hint(1);
    EXPECT_EQ(shown(heard(alice)), shown("hello")) << story.hint(1);
}

TEST(select_loop, hears_a_client_who_was_silent_in_the_turn_before) {
    net::story story;
    answer::select_loop loop;
    const net::unique_fd alice = join(loop);
    const net::unique_fd bob = join(loop);
    story.step("alice speaks, bob is silent; one turn", 2);
    say(alice, "from alice");
    loop.turn(1s);

    story.step("bob speaks; one turn", 2);
    say(bob, "from bob");
    loop.turn(100ms);

    EXPECT_EQ(shown(heard(alice)), shown("from alice")) << story.hint(1);
    EXPECT_EQ(shown(heard(bob)), shown("from bob")) << story.hint(2);
}

TEST(select_loop, hears_the_client_with_the_highest_number) {
    net::story story;
    answer::select_loop loop;
    const net::unique_fd alice = join(loop);
    const net::unique_fd bob = join(loop);
    story.step(
        "the client speaks whose descriptor has the highest number; "
        "one turn",
        2);
    say(bob, "I am 7");
    loop.turn(100ms);

    EXPECT_EQ(shown(heard(bob)), shown("I am 7")) << story.hint(2);
}

TEST(select_loop, keeps_what_the_client_does_not_take) {
    net::story story;
    answer::select_loop loop;
    const net::unique_fd alice = join(loop);
    net::set_nonblocking(alice.get());
    std::string said;
    story.step("alice speaks as long as she can, and reads nothing", 3);
    const std::string word(3000, '.');
    for (int turns = 0; turns < 5000; ++turns) {
        const std::string more = word + std::to_string(turns) + "\n";
        if (::write(alice.get(), more.data(), more.size()) ==
            static_cast<ssize_t>(more.size())) {
            said += more;
        }
        loop.turn(0ms);
    }

    story.step("now she reads all that comes back, but seldom", 3);
    std::string came;
    for (int turns = 0; turns < 5000 && came.size() < said.size(); ++turns) {
        loop.turn(0ms);
        if (turns % 10 == 9) came += heard(alice);
    }

    EXPECT_EQ(came.size(), said.size()) << story.hint(3);
    EXPECT_TRUE(came == said)
        << "not the bytes that she said, in her order" << story.hint(3);
}

TEST(select_loop, sleeps_while_nobody_has_anything_to_say) {
    net::story story;
    answer::select_loop loop;
    const net::unique_fd alice = join(loop);
    story.step(
        "alice is there, and silent; nothing waits for her. A turn of "
        "50 ms",
        3);
    const auto before = std::chrono::steady_clock::now();
    const int ready = loop.turn(50ms);
    const auto after = std::chrono::steady_clock::now();

    EXPECT_EQ(ready, 0) << story.hint(3);
    EXPECT_GE(after - before, 40ms) << "it did not wait" << story.hint(3);
}

TEST(select_loop, loses_nobody_when_a_signal_comes) {
    net::story story;
    answer::select_loop loop;
    const net::unique_fd alice = join(loop);
    const net::interrupter signals;
    story.step(
        "a signal interrupts select(): it returns -1, and the sets say "
        "nothing",
        3);
    int ready = 0;
    {
        net::meanwhile sender([&](net::meanwhile&) { signals.interrupt(); });
        ready = loop.turn(4s);
    }
    EXPECT_EQ(ready, 0) << story.hint(3);

    story.step("alice says \"still here\"; one turn", 3);
    say(alice, "still here");
    loop.turn(1s);
    EXPECT_EQ(shown(heard(alice)), shown("still here")) << story.hint(3);
}

TEST(select_loop, buries_a_client_who_left_and_serves_the_others) {
    net::story story;
    answer::select_loop loop;
    net::unique_fd alice = join(loop);
    const net::unique_fd bob = join(loop);
    story.step("alice leaves, bob speaks; one turn", 1);
    alice.reset();
    say(bob, "and I stay");
    loop.turn(1s);

    EXPECT_EQ(loop.clients(), 1u) << story.hint(1);
    EXPECT_EQ(shown(heard(bob)), shown("and I stay")) << story.hint(1);
}

} // namespace
