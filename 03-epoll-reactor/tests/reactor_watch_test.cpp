#include <fcntl.h>
#include <gtest/gtest.h>

#include "01-blocking/error.h"
#include "01-blocking/socket.h"
#include "01-blocking/tests/tcp.h"
#include "03-epoll-reactor/reactor.h"
#include "03-epoll-reactor/tests/any_reactor.h"

namespace reactor_watch_test {

using namespace std::chrono_literals;
using net::any_reactor;
using net::interest;

TEST(reactor, stays_silent_about_a_descriptor_it_was_told_to_forget) {
    net::reactor loop;
    auto [ours, theirs] = net::connected_pair();
    loop.watch(ours.get(), net::interest::readable, [] { FAIL(); });
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    loop.forget(ours.get());

    EXPECT_FALSE(loop.run_one(0ms));
}

TEST(reactor, keeps_nothing_of_a_watch_that_the_poller_refuses) {
    const net::unique_fd closed(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    net::reactor loop(net::make_poller("epoll", net::trigger::level));

    // epoll(7) watches nothing that is always ready, such as a plain file.
    EXPECT_THROW(loop.watch(closed.get(), interest::readable, [] {}),
                 std::system_error);

    loop.run(); // returns: there is nothing to wait for
}

TEST_P(any_reactor, calls_the_handler_of_a_descriptor_that_is_readable) {
    auto [ours, theirs] = net::connected_pair();
    int called = 0;
    loop.watch(ours.get(), interest::readable, [&] { ++called; });
    EXPECT_FALSE(loop.run_one(0ms));

    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    EXPECT_TRUE(loop.run_one(0ms));
    EXPECT_EQ(called, 1);
}

TEST_P(any_reactor, says_what_a_descriptor_is_ready_for) {
    auto [ours, theirs] = net::connected_pair();
    auto found = interest::none;
    loop.watch(ours.get(), interest::both,
               [&](interest what) { found = found | what; });

    loop.run_one(0ms);
    EXPECT_EQ(found, interest::writable);

    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);
    loop.run_one(0ms);
    EXPECT_EQ(found, interest::both);
}

TEST_P(any_reactor, tells_of_a_peer_that_hung_up) {
    auto [ours, theirs] = net::connected_pair();
    int called = 0;
    loop.watch(ours.get(), interest::readable, [&] { ++called; });

    theirs.reset();

    EXPECT_TRUE(loop.run_one(0ms));
    EXPECT_EQ(called, 1);
}

TEST_P(any_reactor, is_silent_while_a_watch_has_no_interest) {
    auto [ours, theirs] = net::connected_pair();
    int called = 0;
    loop.watch(ours.get(), interest::readable, [&] { ++called; });
    loop.update(ours.get(), interest::none);
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);
    theirs.reset();

    EXPECT_FALSE(loop.run_one(0ms));

    loop.update(ours.get(), interest::readable);
    EXPECT_TRUE(loop.run_one(0ms));
    EXPECT_EQ(called, 1);
}

TEST_P(any_reactor, watches_a_descriptor_anew_after_it_was_forgotten) {
    auto [ours, theirs] = net::connected_pair();
    int called = 0;
    loop.watch(ours.get(), interest::readable, [] { FAIL(); });
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    loop.forget(ours.get());
    loop.watch(ours.get(), interest::readable, [&] { ++called; });

    loop.run_one(0ms);
    EXPECT_EQ(called, 1);
}

TEST(reactor, forgets_even_what_the_kernel_has_forgotten_before) {
    net::reactor loop;
    auto [ours, theirs] = net::connected_pair();
    const int fd = ours.get();
    loop.watch(fd, net::interest::readable, [] {});
    ours.reset();

    EXPECT_THROW(loop.forget(fd), std::system_error);

    EXPECT_EQ(loop.size(), 0u);
}

TEST_P(any_reactor, lets_a_handler_forget_its_own_descriptor) {
    auto [ours, theirs] = net::connected_pair();
    std::string log = "not called";
    loop.watch(
        ours.get(), interest::readable,
        [&, fd = ours.get(), text = std::string("still alive after forget()")] {
            loop.forget(fd);
            log = text;
        });
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    run_until_quiet();

    EXPECT_EQ(log, "still alive after forget()");
}

TEST_P(any_reactor, lets_a_handler_watch_its_descriptor_anew) {
    auto [ours, theirs] = net::connected_pair();
    std::string log;
    loop.watch(ours.get(), interest::readable, [&, fd = ours.get()] {
        log += "old ";
        loop.forget(fd);
        loop.watch(fd, interest::readable, [&, fd] {
            log += "new";
            loop.forget(fd);
        });
    });
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    run_until_quiet();

    EXPECT_EQ(log, "old new");
}

TEST_P(any_reactor, lets_a_handler_forget_another_that_is_ready_as_well) {
    auto [a, to_a] = net::connected_pair();
    auto [b, to_b] = net::connected_pair();
    int called = 0;
    const auto call_and_forget = [&](int other) {
        return [&, other] {
            ++called;
            loop.forget(other);
        };
    };
    loop.watch(a.get(), interest::readable, call_and_forget(b.get()));
    loop.watch(b.get(), interest::readable, call_and_forget(a.get()));
    ASSERT_EQ(::write(to_a.get(), "x", 1), 1);
    ASSERT_EQ(::write(to_b.get(), "x", 1), 1);

    loop.run_one(0ms);

    EXPECT_EQ(called, 1);
}

TEST_P(any_reactor, lets_a_handler_silence_another_that_is_ready_as_well) {
    auto [a, to_a] = net::connected_pair();
    auto [b, to_b] = net::connected_pair();
    int called = 0;
    const auto call_and_silence = [&](int other) {
        return [&, other] {
            ++called;
            loop.update(other, interest::none);
        };
    };
    loop.watch(a.get(), interest::readable, call_and_silence(b.get()));
    loop.watch(b.get(), interest::readable, call_and_silence(a.get()));
    ASSERT_EQ(::write(to_a.get(), "x", 1), 1);
    ASSERT_EQ(::write(to_b.get(), "x", 1), 1);

    loop.run_one(0ms);

    EXPECT_EQ(called, 1);
}

TEST_P(any_reactor, never_tells_a_new_watch_what_an_old_one_was_ready_for) {
    auto [a, to_a] = net::connected_pair();
    auto [b, to_b] = net::connected_pair();
    auto [young, to_young] = net::connected_pair();
    int old_ones = 0;
    int young_one = 0;
    // Closes the other descriptor, and lets a new one have its number.
    const auto replace = [&, young_fd = young.get()](int other) {
        ++old_ones;
        loop.forget(other);
        ASSERT_EQ(::dup2(young_fd, other), other);
        loop.watch(other, interest::readable, [&] { ++young_one; });
    };
    loop.watch(a.get(), interest::readable,
               [&, other = b.get()] { replace(other); });
    loop.watch(b.get(), interest::readable,
               [&, other = a.get()] { replace(other); });
    ASSERT_EQ(::write(to_a.get(), "x", 1), 1);
    ASSERT_EQ(::write(to_b.get(), "x", 1), 1);

    loop.run_one(0ms);

    EXPECT_EQ(old_ones, 1);
    EXPECT_EQ(young_one, 0);
    loop.forget(a.get());
    loop.forget(b.get());
}

TEST_P(any_reactor, tells_a_new_watch_what_it_is_itself_ready_for) {
    auto [old, to_old] = net::connected_pair();
    auto [young, to_young] = net::connected_pair();
    int called = 0;
    loop.watch(old.get(), interest::readable,
               [&, fd = old.get(), young_fd = young.get()] {
                   loop.forget(fd);
                   ASSERT_EQ(::dup2(young_fd, fd), fd);
                   loop.watch(fd, interest::readable, [&] { ++called; });
               });
    ASSERT_EQ(::write(to_old.get(), "x", 1), 1);
    ASSERT_EQ(::write(to_young.get(), "x", 1), 1);

    loop.run_one(0ms);
    EXPECT_EQ(called, 0);

    loop.run_one(0ms);
    EXPECT_EQ(called, 1);
}

TEST_P(any_reactor, lets_a_handler_watch_many_more) {
    auto [first, to_first] = net::connected_pair();
    std::vector<net::unique_fd> more;
    int called = 0;
    std::string log;
    loop.watch(
        first.get(), interest::readable,
        [&, fd = first.get(), text = std::string("not moved while it ran")] {
            for (int i = 0; i < 100; ++i) {
                // Numbers that make the loop's table grow.
                more.emplace_back(
                    net::check(::fcntl(fd, F_DUPFD_CLOEXEC, 800), "fcntl"));
                loop.watch(more.back().get(), interest::readable,
                           [&] { ++called; });
            }
            loop.forget(fd);
            log = text;
        });
    ASSERT_EQ(::write(to_first.get(), "x", 1), 1);

    loop.run_one(0ms);
    EXPECT_EQ(log, "not moved while it ran");
    EXPECT_EQ(called, 0);

    loop.run_one(0ms);
    EXPECT_EQ(called, 100);
}

} // namespace reactor_watch_test
