#include "03-epoll-reactor/chat_room.h"

#include <gtest/gtest.h>

#include <csignal>
#include <latch>
#include <optional>
#include <thread>

#include "01-blocking/chat_message.h"
#include "01-blocking/stream.h"
#include "01-blocking/tests/tcp.h"
#include "02-select-poll/nonblocking.h"
#include "03-epoll-reactor/chat_session.h"

namespace chat_room_test {

using namespace std::chrono_literals;

std::string frame(const std::string& body) {
    return net::encode_chat_message(body);
}

/// A room on two loops. They run in the test's thread, turn by turn, or each
/// in a thread of its own.
class chat_room : public testing::TestWithParam<net::trigger> {
protected:
    chat_room() {
        std::signal(SIGPIPE, SIG_IGN);
        for (int i = 0; i < 2; ++i) {
            loops.push_back(std::make_unique<net::reactor>(
                net::make_poller("epoll", GetParam()), GetParam()));
        }
        room.emplace(loops);
    }
    ~chat_room() override {
        for (const auto& loop : loops) loop->stop();
        for (std::thread& thread : threads) thread.join();
    }

    void start_threads() {
        for (const auto& loop : loops) {
            threads.emplace_back([&loop] { loop->run_until_stopped(); });
        }
    }

    /// A client of the loop with that number, who is in the room when this
    /// returns.
    net::unique_fd join(std::size_t number, std::size_t max_backlog = 1 << 20) {
        auto [ours, theirs] = net::connected_pair();
        net::set_nonblocking(ours.get());
        std::latch joined(1);
        const auto session = std::make_shared<net::chat_session>(
            *loops[number], std::move(ours), *room, max_backlog);
        const auto enter = [this, session, number, &joined] {
            session->start();
            room->join(*loops[number], *session);
            session->flush();
            joined.count_down();
        };
        if (threads.empty()) {
            enter();
        } else {
            loops[number]->post(enter);
        }
        joined.wait();
        return std::move(theirs);
    }

    /// Lets both loops turn, for those tests that need no threads.
    void run_until_quiet() {
        while (loops[0]->run_one(0ms) || loops[1]->run_one(0ms)) {
        }
    }

    std::vector<std::unique_ptr<net::reactor>> loops;
    std::optional<net::chat_room> room;
    std::vector<std::thread> threads;
};

INSTANTIATE_TEST_SUITE_P(by, chat_room,
                         testing::Values(net::trigger::level,
                                         net::trigger::edge),
                         [](const auto& how) {
                             return how.param == net::trigger::edge ? "edges"
                                                                    : "levels";
                         });

void say(const net::unique_fd& client, const std::string& bytes) {
    std::error_code error;
    net::write_all(client.get(), bytes, error);
    ASSERT_FALSE(error);
}

TEST_P(chat_room, delivers_to_all_the_speaker_too) {
    const auto alice = join(0);
    const auto bob = join(0);
    const auto carol = join(1);

    say(alice, frame("hello"));
    run_until_quiet();

    EXPECT_EQ(net::receive_now(alice.get()), frame("hello"));
    EXPECT_EQ(net::receive_now(bob.get()), frame("hello"));
    EXPECT_EQ(net::receive_now(carol.get()), frame("hello"));
}

TEST_P(chat_room, takes_frames_in_whatever_portions_they_come) {
    const auto alice = join(0);
    const auto bob = join(1);
    const std::string all = frame("one") + frame("") + frame("three");

    for (const char byte : all) {
        say(alice, std::string(1, byte));
        run_until_quiet();
    }

    EXPECT_EQ(net::receive_now(bob.get()), all);
}

TEST_P(chat_room, gives_a_newcomer_the_last_hundred_messages) {
    const auto alice = join(0);
    std::string last_hundred;
    for (int i = 0; i < 150; ++i) {
        const std::string next = frame("message " + std::to_string(i));
        say(alice, next);
        run_until_quiet();
        if (i >= 50) last_hundred += next;
    }

    const auto bob = join(1);

    EXPECT_EQ(net::receive_now(bob.get()), last_hundred);
}

TEST_P(chat_room, ends_who_speaks_nonsense_and_nobody_else) {
    const auto alice = join(0);
    const auto bob = join(0);

    say(alice, frame("good") + "oops");
    run_until_quiet();
    say(bob, frame("still here"));
    run_until_quiet();

    EXPECT_EQ(net::receive_now(bob.get()), frame("good") + frame("still here"));
    char byte;
    EXPECT_LE(::recv(alice.get(), &byte, 1, MSG_DONTWAIT), 0); // end, or reset
}

TEST_P(chat_room, lets_who_leaves_hear_himself_to_the_end) {
    const auto alice = join(0);

    say(alice, frame("one") + frame("goodbye"));
    ::shutdown(alice.get(), SHUT_WR);
    run_until_quiet();

    EXPECT_EQ(net::receive(alice.get(), 100), frame("one") + frame("goodbye"));
}

TEST_P(chat_room, drops_who_is_too_far_behind_and_nobody_else) {
    const auto alice = join(0);
    const auto slow = join(0, 10'000);
    const std::string long_frame = frame(std::string(512, 'x'));
    std::size_t said = 0;
    std::size_t heard = 0;

    for (int i = 0; i < 2000; ++i) {
        say(alice, long_frame);
        said += long_frame.size();
        run_until_quiet();
        heard += net::receive_now(alice.get()).size();
    }

    EXPECT_EQ(heard, said);
    const std::string got = net::receive(slow.get(), said); // and the end
    EXPECT_GT(got.size(), 0u);
    EXPECT_LT(got.size(), said);
}

TEST_P(chat_room, survives_members_that_break_while_it_delivers) {
    const auto alice = join(0);
    std::vector<net::unique_fd> others;
    for (int i = 0; i < 10; ++i) others.push_back(join(0));
    // Posted before the news are, so their connections end between the turn's
    // wait, which does not know of it yet, and the delivery.
    loops[0]->post([&] { others.clear(); });
    say(alice, frame("is anybody there?"));

    run_until_quiet();

    EXPECT_EQ(net::receive_now(alice.get()), frame("is anybody there?"));
}

TEST_P(chat_room, has_one_order_for_all_on_all_loops) {
    start_threads();
    std::vector<net::unique_fd> clients;
    for (std::size_t i = 0; i < 6; ++i) clients.push_back(join(i % 2));
    std::vector<std::thread> speakers;
    std::size_t total = 0;
    for (std::size_t i = 0; i < clients.size(); ++i) {
        const std::string words = frame("said by " + std::to_string(i));
        total += 200 * words.size();
        speakers.emplace_back([words, &client = clients[i]] {
            for (int time = 0; time < 200; ++time) say(client, words);
        });
    }

    std::vector<std::string> heard;
    for (const net::unique_fd& client : clients) {
        heard.push_back(net::receive(client.get(), total));
    }

    for (std::thread& speaker : speakers) speaker.join();
    EXPECT_EQ(heard[0].size(), total);
    for (const std::string& each : heard) EXPECT_EQ(each, heard[0]);
}

TEST_P(chat_room, tells_newcomers_each_message_once_while_others_talk) {
    start_threads();
    const auto listener = join(1);
    std::thread talker([alice = join(0)] {
        for (int i = 1000; i < 4000; ++i) say(alice, frame(std::to_string(i)));
        net::receive(alice.get(), 3000 * 8); // all has been taken
    });
    std::vector<net::unique_fd> newcomers;
    for (std::size_t i = 0; i < 40; ++i) {
        newcomers.push_back(join(i % 2));
        net::receive(listener.get(), 50 * 8); // the talk goes on
    }
    net::receive(listener.get(), 1000 * 8);
    talker.join();

    say(listener, frame("over"));

    std::string all;
    for (int i = 1000; i < 4000; ++i) all += frame(std::to_string(i));
    all += frame("over");
    for (const net::unique_fd& newcomer : newcomers) {
        std::string heard;
        while (!heard.ends_with(frame("over"))) {
            const std::string more = net::receive(newcomer.get(), 8);
            ASSERT_FALSE(more.empty());
            heard += more;
        }
        EXPECT_TRUE(all.ends_with(heard)) << heard.substr(0, 80);
    }
}

} // namespace chat_room_test
