// What every poller promises, whatever it stands on. This chapter runs these
// tests on its two, and the chapters above on theirs.
#pragma once

#include <gtest/gtest.h>
#if __has_include(<sys/timerfd.h>)
#include <sys/timerfd.h>
#endif

#include <functional>
#include <set>
#include <thread>

#include "01-blocking/socket.h"
#include "01-blocking/tests/interruptions.h"
#include "01-blocking/tests/tcp.h"
#include "02-select-poll/poller.h"

namespace net {

using namespace std::chrono_literals;

/// A poller, and what sets it apart from others.
struct poller_kind {
    enum class speaks { while_ready, once };

    std::string name;
    std::function<std::unique_ptr<poller>()> make;
    speaks how = speaks::while_ready; // once: when it becomes ready
};

/// For gtest, which prints what a test's parameter is.
inline void PrintTo(const poller_kind& kind, std::ostream* out) {
    *out << kind.name;
}

inline std::string name_of(const testing::TestParamInfo<poller_kind>& info) {
    return info.param.name;
}

class any_poller : public testing::TestWithParam<poller_kind> {
protected:
    /// What `fd` is found ready for in one wait, which may tell it in parts.
    interest found(int fd, std::chrono::milliseconds timeout = 0ms) {
        interest all = interest::none;
        for (const ready_descriptor& ready : poller_->wait(timeout)) {
            if (ready.fd == fd) all = all | ready.what;
        }
        return all;
    }

    /// All descriptors that one wait finds ready.
    std::multiset<int> found_descriptors() {
        std::multiset<int> all;
        for (const ready_descriptor& ready : poller_->wait(0ms)) {
            all.insert(ready.fd);
        }
        return all;
    }

    const std::unique_ptr<poller> poller_ = GetParam().make();
};

TEST_P(any_poller, is_silent_when_nothing_is_watched) {
    EXPECT_TRUE(poller_->wait(0ms).empty());
}

TEST_P(any_poller, says_if_it_speaks_once_that_the_stream_is_about_to_end) {
    auto [ours, theirs] = connected_pair();
    poller_->add(ours.get(), interest::readable);
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);
    const auto with_a_byte = poller_->wait(0ms);
    ASSERT_EQ(with_a_byte.size(), 1u);
    EXPECT_FALSE(with_a_byte[0].ending);

    ::shutdown(theirs.get(), SHUT_WR);

    const auto with_the_end = poller_->wait(0ms);
    ASSERT_EQ(with_the_end.size(), 1u);
    EXPECT_EQ(with_the_end[0].ending,
              GetParam().how == poller_kind::speaks::once);
}

TEST_P(any_poller, is_silent_when_nothing_is_ready) {
    auto [ours, theirs] = connected_pair();

    poller_->add(ours.get(), interest::readable);

    EXPECT_TRUE(poller_->wait(0ms).empty());
}

TEST_P(any_poller, finds_what_is_readable) {
    auto [ours, theirs] = connected_pair();
    poller_->add(ours.get(), interest::readable);

    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    EXPECT_EQ(found(ours.get()), interest::readable);
}

TEST_P(any_poller, finds_what_is_writable) {
    auto [ours, theirs] = connected_pair();
    poller_->add(ours.get(), interest::writable);
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1); // readable: nobody asked

    EXPECT_EQ(found(ours.get()), interest::writable);
}

TEST_P(any_poller, finds_what_becomes_writable) {
    auto [ours, theirs] = connected_pair();
    const std::size_t filled = fill(ours.get());
    poller_->add(ours.get(), interest::writable);
    EXPECT_EQ(found(ours.get()), interest::none);

    EXPECT_EQ(receive_now(theirs.get()).size(), filled);

    EXPECT_EQ(found(ours.get()), interest::writable);
}

TEST_P(any_poller, finds_what_is_both) {
    auto [ours, theirs] = connected_pair();
    poller_->add(ours.get(), interest::both);

    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    EXPECT_EQ(found(ours.get()), interest::both);
}

TEST_P(any_poller, repeats_itself_only_if_that_is_its_kind) {
    auto [ours, theirs] = connected_pair();
    poller_->add(ours.get(), interest::readable);
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);
    ASSERT_EQ(found(ours.get()), interest::readable);

    const bool repeats = GetParam().how == poller_kind::speaks::while_ready;

    EXPECT_EQ(found(ours.get()), repeats ? interest::readable : interest::none);
}

TEST_P(any_poller, is_silent_again_once_all_is_read) {
    auto [ours, theirs] = connected_pair();
    poller_->add(ours.get(), interest::readable);
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);
    ASSERT_EQ(found(ours.get()), interest::readable);

    EXPECT_EQ(receive_now(ours.get()), "x");

    EXPECT_EQ(found(ours.get()), interest::none);
}

TEST_P(any_poller, watches_for_something_else_when_told_so) {
    auto [ours, theirs] = connected_pair();
    poller_->add(ours.get(), interest::readable);
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    poller_->modify(ours.get(), interest::writable);
    EXPECT_EQ(found(ours.get()), interest::writable);

    poller_->modify(ours.get(), interest::both);
    EXPECT_EQ(found(ours.get()), interest::both);

    poller_->modify(ours.get(), interest::readable);
    EXPECT_EQ(found(ours.get()), interest::readable);
}

TEST_P(any_poller, finds_what_is_still_ready_when_told_to_watch_it_anew) {
    auto [ours, theirs] = connected_pair();
    poller_->add(ours.get(), interest::readable);
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);
    ASSERT_EQ(found(ours.get()), interest::readable);

    poller_->modify(ours.get(), interest::readable);

    EXPECT_EQ(found(ours.get()), interest::readable);
}

TEST_P(any_poller, is_silent_about_what_was_removed) {
    auto [ours, theirs] = connected_pair();
    poller_->add(ours.get(), interest::both);
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    poller_->remove(ours.get());

    EXPECT_TRUE(poller_->wait(0ms).empty());
}

TEST_P(any_poller, finds_a_hang_up_readable) {
    auto [ours, theirs] = connected_pair();
    poller_->add(ours.get(), interest::readable);

    theirs.reset();

    EXPECT_EQ(found(ours.get()), interest::readable);
}

TEST_P(any_poller, finds_a_half_closed_stream_readable) {
    auto [ours, theirs] = connected_tcp_pair();
    poller_->add(ours.get(), interest::readable);

    ::shutdown(theirs.get(), SHUT_WR);

    EXPECT_EQ(found(ours.get(), 10s), interest::readable);
}

TEST_P(any_poller, finds_a_reset_ready_for_all_that_is_watched) {
    for (const interest watched :
         {interest::readable, interest::writable, interest::both}) {
        auto [ours, theirs] = connected_tcp_pair();
        fill(ours.get()); // so that it is not writable anyway
        reset_connection(std::move(theirs));

        poller_->add(ours.get(), watched);

        EXPECT_EQ(found(ours.get(), 10s), watched);
        poller_->remove(ours.get());
    }
}

TEST_P(any_poller, is_silent_about_hang_up_and_error_without_interest) {
    auto [hung_up, theirs] = connected_pair();
    auto [broken, far_end] = connected_tcp_pair();
    poller_->add(hung_up.get(), interest::none);
    poller_->add(broken.get(), interest::readable);
    poller_->modify(broken.get(), interest::none);

    theirs.reset();
    reset_connection(std::move(far_end));

    EXPECT_TRUE(poller_->wait(0ms).empty());
    EXPECT_TRUE(poller_->wait(5ms).empty());
    EXPECT_TRUE(poller_->wait(5ms).empty());
    poller_->modify(hung_up.get(), interest::readable);
    EXPECT_EQ(found(hung_up.get()), interest::readable);
}

TEST_P(any_poller, waits_no_less_than_it_is_told) {
    auto [ours, theirs] = connected_pair();
    poller_->add(ours.get(), interest::readable);
    for (const auto timeout : {1ms, 5ms, 20ms}) {
        const auto started = std::chrono::steady_clock::now();

        EXPECT_TRUE(poller_->wait(timeout).empty());

        EXPECT_GE(std::chrono::steady_clock::now() - started, timeout);
    }
}

#if __has_include(<sys/timerfd.h>)
TEST_P(any_poller, takes_a_timeout_that_no_int_can_hold) {
    const unique_fd timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
    const itimerspec soon{{0, 0}, {0, 10'000'000}}; // 10 ms
    ASSERT_EQ(::timerfd_settime(timer.get(), 0, &soon, nullptr), 0);
    poller_->add(timer.get(), interest::readable);

    const auto fifty_days = std::chrono::milliseconds(1LL << 32);

    EXPECT_EQ(found(timer.get(), fifty_days), interest::readable);
}
#endif

TEST_P(any_poller, waits_for_ever_with_a_timeout_below_zero) {
    auto [ours, theirs] = connected_pair();
    poller_->add(ours.get(), interest::readable);
    std::thread writer(
        [to = theirs.get()] { ASSERT_EQ(::write(to, "x", 1), 1); });

    EXPECT_EQ(found(ours.get(), -1ms), interest::readable);

    writer.join();
}

TEST_P(any_poller, ends_its_wait_with_nothing_when_a_signal_comes) {
    auto [ours, theirs] = connected_pair();
    poller_->add(ours.get(), interest::readable);
    const interruptions signals;

    EXPECT_TRUE(poller_->wait(-1ms).empty()); // returns
}

TEST_P(any_poller, finds_exactly_those_of_many_that_are_ready) {
    std::vector<std::pair<unique_fd, unique_fd>> pairs;
    std::multiset<int> expected;
    for (int i = 0; i < 200; ++i) {
        pairs.push_back(connected_pair());
        poller_->add(pairs.back().first.get(), interest::readable);
    }

    for (std::size_t i = 0; i < pairs.size(); i += 3) {
        ASSERT_EQ(::write(pairs[i].second.get(), "x", 1), 1);
        expected.insert(pairs[i].first.get());
    }

    EXPECT_EQ(found_descriptors(), expected);
}

TEST_P(any_poller, keeps_the_others_right_whichever_is_removed) {
    for (std::size_t victim = 0; victim < 5; ++victim) {
        const auto one = GetParam().make();
        std::vector<std::pair<unique_fd, unique_fd>> pairs;
        for (int i = 0; i < 5; ++i) {
            pairs.push_back(connected_pair());
            one->add(pairs.back().first.get(), interest::readable);
        }
        one->modify(pairs.back().first.get(), interest::none);

        one->remove(pairs[victim].first.get());

        std::set<int> expected;
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            if (i == victim) continue;
            one->modify(pairs[i].first.get(), interest::writable);
            expected.insert(pairs[i].first.get());
        }
        std::set<int> writable;
        for (const ready_descriptor& ready : one->wait(0ms)) {
            EXPECT_EQ(ready.what, interest::writable);
            writable.insert(ready.fd);
        }
        EXPECT_EQ(writable, expected);
    }
}

TEST_P(any_poller, takes_a_new_descriptor_of_an_old_ones_number) {
    auto [ours, theirs] = connected_pair();
    auto [other, to_other] = connected_pair();
    poller_->add(ours.get(), interest::readable);
    poller_->remove(ours.get());
    ASSERT_EQ(::dup2(other.get(), ours.get()), ours.get());

    poller_->add(ours.get(), interest::readable);

    EXPECT_TRUE(poller_->wait(0ms).empty());
    ASSERT_EQ(::write(to_other.get(), "x", 1), 1);
    EXPECT_EQ(found(ours.get()), interest::readable);
}

} // namespace net
