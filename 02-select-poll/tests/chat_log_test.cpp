#include "02-select-poll/chat_log.h"

#include <gtest/gtest.h>

#include "01-blocking/chat_message.h"
#include "01-blocking/socket.h"
#include "01-blocking/tests/tcp.h"
#include "02-select-poll/nonblocking.h"

namespace chat_log_test {

std::string frame(const std::string& body) {
    return net::encode_chat_message(body);
}

/// Appends what must be whole frames.
void say(net::chat_log& log, const std::string& frames) {
    std::error_code error;
    ASSERT_EQ(log.append_frames(frames, error), frames.size());
    ASSERT_FALSE(error);
}

/// What a newcomer gets to read.
std::string history(const net::chat_log& log) {
    auto [ours, theirs] = net::connected_pair();
    net::set_nonblocking(ours.get());
    net::outbox newcomer;
    log.copy_history(newcomer);
    std::string all;
    std::error_code error;
    while (!newcomer.empty() && !error) {
        newcomer.flush(ours.get(), error);
        all += net::receive_now(theirs.get());
    }
    return all;
}

TEST(chat_log, has_no_news_when_nothing_was_said) {
    net::chat_log log;

    EXPECT_EQ(log.take_news(), nullptr);
    EXPECT_EQ(history(log), "");
}

TEST(chat_log, gives_the_news_of_a_turn_as_one_block) {
    net::chat_log log;
    say(log, frame("one") + frame("two"));
    say(log, frame("three"));

    const net::shared_bytes news = log.take_news();

    ASSERT_NE(news, nullptr);
    EXPECT_EQ(*news, frame("one") + frame("two") + frame("three"));
    EXPECT_EQ(log.take_news(), nullptr);
}

TEST(chat_log, leaves_a_frame_that_has_not_come_whole) {
    const std::string whole = frame("whole");
    const std::string other = frame("other");
    for (std::size_t part = 0; part < other.size(); ++part) {
        net::chat_log log;
        std::error_code error;

        const std::size_t taken =
            log.append_frames(whole + other.substr(0, part), error);

        EXPECT_EQ(taken, whole.size());
        EXPECT_FALSE(error);
        EXPECT_EQ(*log.take_news(), whole);
    }
}

TEST(chat_log, takes_the_good_frames_before_a_bad_header) {
    net::chat_log log;
    std::error_code error;

    const std::size_t taken =
        log.append_frames(frame("good") + "oops" + frame("lost"), error);

    EXPECT_EQ(error, std::errc::bad_message);
    EXPECT_EQ(taken, frame("good").size());
    EXPECT_EQ(*log.take_news(), frame("good"));
}

TEST(chat_log, takes_frames_with_an_empty_body) {
    net::chat_log log;
    say(log, frame("") + frame(""));

    EXPECT_EQ(*log.take_news(), "   0   0");
    EXPECT_EQ(history(log), "   0   0");
}

TEST(chat_log, keeps_the_news_out_of_the_history_until_they_are_taken) {
    net::chat_log log;
    say(log, frame("old"));
    log.take_news();
    say(log, frame("new"));

    EXPECT_EQ(history(log), frame("old"));

    log.take_news();
    EXPECT_EQ(history(log), frame("old") + frame("new"));
}

TEST(chat_log, remembers_a_hundred_messages_whatever_the_blocks_were) {
    for (const int a_turn : {1, 7, 50, 99, 100, 101, 250}) {
        net::chat_log log;
        std::vector<std::string> said;
        while (said.size() < 250) {
            for (int i = 0; i < a_turn; ++i) {
                said.push_back(frame("message " + std::to_string(said.size())));
                say(log, said.back());
            }
            log.take_news();
        }

        std::string last_hundred;
        for (std::size_t i = said.size() - 100; i < said.size(); ++i) {
            last_hundred += said[i];
        }
        EXPECT_EQ(history(log), last_hundred) << a_turn << " a turn";
    }
}

TEST(chat_log, keeps_a_block_no_longer_than_its_messages_are_history) {
    net::chat_log log;
    say(log, frame("first"));
    const std::weak_ptr<const std::string> first = log.take_news();
    for (int i = 0; i < 99; ++i) {
        say(log, frame("more"));
        log.take_news();
    }
    EXPECT_FALSE(first.expired());

    say(log, frame("one too many"));
    log.take_news();

    EXPECT_TRUE(first.expired());
}

TEST(chat_log, shares_its_blocks_with_the_newcomer) {
    net::chat_log log;
    say(log, frame("one") + frame("two"));
    const net::shared_bytes block = log.take_news();
    const auto before = block.use_count();
    net::outbox newcomer;

    log.copy_history(newcomer);

    EXPECT_EQ(block.use_count(), before + 2); // a piece a message, no copy
}

} // namespace chat_log_test
