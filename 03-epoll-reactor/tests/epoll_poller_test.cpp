#include "03-epoll-reactor/epoll_poller.h"

#include <fcntl.h>
#include <sys/time.h>

#include <csignal>

#include "02-select-poll/tests/poller_suite.h"

namespace epoll_poller_test {

using namespace std::chrono_literals;
using net::any_poller;
using net::interest;
using net::poller_kind;

INSTANTIATE_TEST_SUITE_P(
    on, any_poller,
    testing::Values(
        poller_kind{"epoll",
                    [] { return std::make_unique<net::epoll_poller>(); }},
        poller_kind{"epoll_by_edges",
                    [] {
                        return std::make_unique<net::epoll_poller>(
                            net::trigger::edge);
                    },
                    poller_kind::speaks::once}),
    net::name_of);

TEST(epoll_poller, tells_an_edge_again_when_more_has_come) {
    auto [ours, theirs] = net::connected_pair();
    net::epoll_poller poller(net::trigger::edge);
    poller.add(ours.get(), interest::readable);
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);
    EXPECT_EQ(poller.wait(0ms).size(), 1u);
    EXPECT_EQ(poller.wait(0ms).size(), 0u);

    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    EXPECT_EQ(poller.wait(0ms).size(), 1u);
}

TEST(epoll_poller, tells_an_edge_again_when_it_is_modified) {
    auto [ours, theirs] = net::connected_pair();
    net::epoll_poller poller(net::trigger::edge);
    poller.add(ours.get(), interest::readable);
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);
    EXPECT_EQ(poller.wait(0ms).size(), 1u);
    EXPECT_EQ(poller.wait(0ms).size(), 0u);

    poller.modify(ours.get(), interest::readable);

    EXPECT_EQ(poller.wait(0ms).size(), 1u);
}

// As after SIGSTOP and SIGCONT: the bytes have come, and so has the signal.
TEST(epoll_poller, tells_who_got_ready_while_a_signal_came) {
    static int end;
    auto [ours, theirs] = net::connected_pair();
    end = theirs.get();
    net::epoll_poller poller;
    poller.add(ours.get(), interest::readable);
    struct sigaction action {};
    struct sigaction previous {};
    action.sa_handler = [](int) {
        [[maybe_unused]] const ssize_t n = ::write(end, "x", 1);
    };
    ::sigaction(SIGALRM, &action, &previous);
    constexpr itimerval soon{{}, {0, 20'000}};
    ::setitimer(ITIMER_REAL, &soon, nullptr);

    EXPECT_EQ(poller.wait(10s).size(), 1u);

    ::sigaction(SIGALRM, &previous, nullptr);
}

TEST(epoll_poller, tells_what_was_ready_before_it_was_added) {
    auto [ours, theirs] = net::connected_pair();
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);
    net::epoll_poller poller(net::trigger::edge);

    poller.add(ours.get(), interest::readable);

    EXPECT_EQ(poller.wait(0ms).size(), 1u);
}

TEST(epoll_poller, sleeps_on_when_a_silent_watch_has_been_hung_up) {
    using clock = std::chrono::steady_clock;
    auto [ours, theirs] = net::connected_pair();
    net::epoll_poller poller(net::trigger::level);
    poller.add(ours.get(), interest::readable);
    poller.modify(ours.get(), interest::none);
    theirs.reset();
    EXPECT_TRUE(poller.wait(1s).empty()); // the one report, dropped
    const auto started = clock::now();

    EXPECT_TRUE(poller.wait(20ms).empty());

    EXPECT_GE(clock::now() - started, 20ms);
}

TEST(epoll_poller, comes_to_all_even_if_one_wait_cannot_tell_them_all) {
    net::epoll_poller poller;
    auto [ours, theirs] = net::connected_pair();
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);
    std::vector<net::unique_fd> copies;
    for (int i = 0; i < 600; ++i) {
        copies.emplace_back(::dup(ours.get()));
        poller.add(copies.back().get(), interest::readable);
    }

    std::set<int> found;
    for (int wait = 0; wait < 3; ++wait) { // of 256 each
        for (const net::ready_descriptor& ready : poller.wait(0ms)) {
            found.insert(ready.fd);
        }
    }

    EXPECT_EQ(found.size(), copies.size());
    for (const net::unique_fd& copy : copies) poller.remove(copy.get());
}

TEST(epoll_poller, refuses_what_is_always_ready) {
    const net::unique_fd plain(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    net::epoll_poller poller;

    try {
        poller.add(plain.get(), interest::readable);
        FAIL() << "it was taken";
    } catch (const std::system_error& refusal) {
        EXPECT_EQ(refusal.code(), std::errc::operation_not_permitted);
    }
}

} // namespace epoll_poller_test
