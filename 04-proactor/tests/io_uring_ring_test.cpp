#include "04-proactor/io_uring_ring.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "01-blocking/socket.h"

namespace io_uring_ring_test {

using namespace std::chrono_literals;
using net::detail::io_uring_ring;

io_uring_sqe nothing(std::uint64_t number) {
    io_uring_sqe made{};
    made.opcode = IORING_OP_NOP;
    made.user_data = number;
    return made;
}

io_uring_sqe readable(int fd, std::uint64_t number) {
    io_uring_sqe made{};
    made.opcode = IORING_OP_POLL_ADD;
    made.fd = fd;
    made.poll32_events = POLLIN;
    made.user_data = number;
    return made;
}

/// A small ring: of 4 entries, and 16 completions.
class uring_ring : public testing::Test {
protected:
    void SetUp() override {
        try {
            ring_.emplace(4u);
        } catch (const std::system_error& refused) {
            GTEST_SKIP() << refused.what();
        }
    }

    std::vector<std::uint64_t> take() {
        std::vector<std::uint64_t> taken;
        const unsigned tail = ring_->completion_tail();
        ring_->take_completions(tail, [&](const io_uring_cqe& one) {
            taken.push_back(one.user_data);
            last_result_ = one.res;
        });
        return taken;
    }

    using numbers = std::vector<std::uint64_t>;
    std::optional<io_uring_ring> ring_;
    int last_result_ = 0;
};

TEST_F(uring_ring, does_nothing_until_it_is_told_to_look) {
    ring_->add(nothing(1));
    EXPECT_EQ(ring_->unsubmitted(), 1u);
    EXPECT_EQ(take(), numbers());

    ring_->submit();

    EXPECT_EQ(ring_->unsubmitted(), 0u);
    EXPECT_EQ(take(), numbers({1}));
    EXPECT_EQ(take(), numbers());
}

TEST_F(uring_ring, takes_several_entries_in_one_call) {
    for (std::uint64_t i = 1; i <= 4; ++i) ring_->add(nothing(i));

    ring_->submit_and_wait(ring_->unsubmitted(), 0ns);

    EXPECT_EQ(take(), numbers({1, 2, 3, 4}));
}

TEST_F(uring_ring, submits_what_stands_behind_an_entry_that_is_refused) {
    io_uring_sqe unknown = nothing(1);
    unknown.opcode = 255;
    ring_->add(unknown);
    ring_->add(nothing(2));

    ring_->submit();

    EXPECT_EQ(ring_->unsubmitted(), 0u);
    EXPECT_EQ(take(), numbers({1, 2}));
}

TEST_F(uring_ring, does_not_wait_when_an_entry_is_refused) {
    io_uring_sqe unknown = nothing(1);
    unknown.opcode = 255;
    ring_->add(unknown);
    ring_->add(nothing(2));

    ring_->submit_and_wait(ring_->unsubmitted(), -1ns);
    EXPECT_EQ(take(), numbers({1}));
    ring_->submit_and_wait(ring_->unsubmitted(), -1ns);
    EXPECT_EQ(take(), numbers({2}));
}

TEST_F(uring_ring, submits_by_itself_when_it_is_full) {
    for (std::uint64_t i = 1; i <= 5; ++i) ring_->add(nothing(i));

    EXPECT_EQ(ring_->unsubmitted(), 1u);
    EXPECT_EQ(take(), numbers({1, 2, 3, 4}));
}

TEST_F(uring_ring, is_used_round_and_round) {
    for (std::uint64_t i = 1; i <= 1000; ++i) {
        ring_->add(nothing(i));
        ring_->submit();
        ASSERT_EQ(take(), numbers({i}));
    }
}

TEST_F(uring_ring, loses_no_completion_for_which_it_has_no_place) {
    for (std::uint64_t i = 1; i <= 100; ++i) ring_->add(nothing(i));
    ring_->submit();
    EXPECT_TRUE(ring_->has_overflown());

    numbers all = take();
    EXPECT_EQ(all.size(), 16u);
    while (ring_->has_overflown()) {
        ring_->submit_and_wait(0, 0ns);
        for (const std::uint64_t each : take()) all.push_back(each);
    }

    ASSERT_EQ(all.size(), 100u);
    for (std::uint64_t i = 1; i <= 100; ++i) EXPECT_EQ(all[i - 1], i);
}

TEST_F(uring_ring, waits_as_long_as_it_was_told) {
    const auto begin = std::chrono::steady_clock::now();

    ring_->submit_and_wait(0, 20ms);

    EXPECT_GE(std::chrono::steady_clock::now() - begin, 20ms);
    EXPECT_EQ(take(), numbers());
}

TEST_F(uring_ring, is_told_when_a_descriptor_is_ready) {
    const auto [ours, theirs] = net::connected_pair();
    ring_->add(readable(ours.get(), 7));
    ring_->submit_and_wait(1, 0ns);
    EXPECT_EQ(take(), numbers());
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    ring_->submit_and_wait(0, -1ns);

    EXPECT_EQ(take(), numbers({7}));
    EXPECT_TRUE(last_result_ & POLLIN);
}

TEST_F(uring_ring, is_woken_by_what_another_thread_submits) {
    std::thread other([&] {
        ring_->add(nothing(3));
        ring_->submit();
    });

    ring_->submit_and_wait(0, -1ns);

    EXPECT_EQ(take(), numbers({3}));
    other.join();
}

TEST_F(uring_ring, gives_back_what_is_cancelled) {
    const auto [ours, theirs] = net::connected_pair();
    ring_->add(readable(ours.get(), 7));
    io_uring_sqe cancel = nothing(8);
    cancel.opcode = IORING_OP_ASYNC_CANCEL;
    cancel.fd = -1;
    cancel.addr = 7;
    ring_->add(cancel);
    ring_->submit();

    numbers all;
    while (all.size() < 2) {
        ring_->submit_and_wait(0, -1ns);
        for (const std::uint64_t each : take()) all.push_back(each);
    }

    EXPECT_NE(all[0], all[1]); // in whichever order
}

TEST_F(uring_ring, says_why_the_kernel_refuses) {
    try {
        io_uring_ring none(0);
        FAIL() << "a ring without entries";
    } catch (const std::system_error& refused) {
        EXPECT_EQ(refused.code(), std::errc::invalid_argument);
        EXPECT_STREQ(refused.what(), "io_uring_setup: Invalid argument");
    }
}

} // namespace io_uring_ring_test
