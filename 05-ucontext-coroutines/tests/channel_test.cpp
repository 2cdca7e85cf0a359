#include "05-ucontext-coroutines/channel.h"

#include <memory>

#include "05-ucontext-coroutines/tests/by_hand.h"

namespace channel_test {

using namespace std::chrono_literals;

class channel : public net::by_hand {};

TEST_F(channel, gives_values_in_the_order_in_which_they_were_sent) {
    net::channel<int> numbers;
    tasks->spawn([&] {
        for (int i = 0; i < 5; ++i) EXPECT_TRUE(numbers.send(i));
        numbers.close();
    });
    tasks->spawn([&] {
        while (const auto n = numbers.receive()) log += std::to_string(*n);
    });

    tasks->run();

    EXPECT_EQ(log, "01234");
}

TEST_F(channel, has_room_for_its_capacity_and_no_more) {
    net::channel<int> numbers(3);
    tasks->spawn([&] {
        for (int i = 0; i < 5; ++i) {
            numbers.send(i);
            log += std::to_string(i);
        }
    });
    run_until_quiet();
    EXPECT_EQ(log, "012");

    tasks->spawn([&] { EXPECT_EQ(numbers.receive(), 0); });
    run_until_quiet();

    EXPECT_EQ(log, "0123");
}

TEST_F(channel, says_no_to_who_sends_after_its_close) {
    net::channel<int> numbers;

    numbers.close();

    run_task([&] { EXPECT_FALSE(numbers.send(1)); });
    EXPECT_TRUE(numbers.empty());
}

TEST_F(channel, says_no_to_who_waits_for_room_at_its_close) {
    net::channel<int> numbers;
    tasks->spawn([&] {
        EXPECT_TRUE(numbers.send(1));
        EXPECT_FALSE(numbers.send(2));
        log += "no ";
    });
    run_until_quiet();

    numbers.close();

    run_until_quiet();
    EXPECT_EQ(log, "no ");
    run_task([&] {
        EXPECT_EQ(numbers.receive(), 1); // what is there is still good
        EXPECT_EQ(numbers.receive(), std::nullopt);
    });
}

TEST_F(channel, says_no_to_all_who_receive_at_its_close) {
    net::channel<int> numbers;
    for (int i = 0; i < 3; ++i) {
        tasks->spawn([&] {
            EXPECT_EQ(numbers.receive(), std::nullopt);
            log += "no ";
        });
    }
    run_until_quiet();

    numbers.close();

    tasks->run();
    EXPECT_EQ(log, "no no no ");
}

TEST_F(channel, is_waited_for_no_longer_than_the_deadline) {
    net::channel<int> numbers;
    tasks->spawn([&] {
        EXPECT_EQ(numbers.receive(now + 1s), std::nullopt);
        log += "over";
    });
    run_until_quiet();
    EXPECT_EQ(log, "");

    now += 1s;

    run_until_quiet();
    EXPECT_EQ(log, "over");
}

TEST_F(channel, loses_no_value_to_one_whose_time_is_over_in_this_moment) {
    net::channel<int> numbers;
    tasks->spawn([&] { log += numbers.receive(now + 1s) ? "got it" : "over"; });
    run_until_quiet();
    now += 1s;
    loop.wait_one(0ms); // it has been told, but has not run

    numbers.send(7);

    run_until_quiet();
    EXPECT_EQ(log, "got it");
    EXPECT_TRUE(numbers.empty());
}

TEST_F(channel, moves_what_cannot_be_copied) {
    net::channel<std::unique_ptr<int>> boxes;
    tasks->spawn([&] { boxes.send(std::make_unique<int>(7)); });

    run_task([&] {
        const auto box = boxes.receive();
        ASSERT_TRUE(box);
        EXPECT_EQ(**box, 7);
    });
}

TEST_F(channel, has_a_value_for_each_of_several_who_receive) {
    net::channel<int> numbers(2);
    int sum = 0;
    for (int i = 0; i < 3; ++i) {
        tasks->spawn([&] {
            while (const auto n = numbers.receive()) {
                sum += *n;
                tasks->yield();
            }
        });
    }
    for (int i = 0; i < 2; ++i) {
        tasks->spawn([&, i] {
            for (int n = 1; n <= 50; ++n) numbers.send(100 * i + n);
            log += "x";
            if (log == "xx") numbers.close();
        });
    }

    tasks->run();

    EXPECT_EQ(sum, 2 * 50 * 51 / 2 + 50 * 100);
}

} // namespace channel_test
