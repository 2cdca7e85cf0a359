#include <gtest/gtest.h>

#include <csignal>
#include <thread>

#include "01-blocking/socket.h"
#include "03-epoll-reactor/reactor.h"
#include "03-epoll-reactor/tests/any_reactor.h"

namespace reactor_lifetime_test {

using namespace std::chrono_literals;
using net::interest;

/// Uses its loop once more when it goes, as connections do.
struct guest {
    explicit guest(net::reactor& host) : loop(host) {
        loop.watch(pair.first.get(), interest::readable, [] {});
        timer = loop.call_after(1h, [] {});
    }
    guest(const guest&) = delete;
    ~guest() {
        loop.post([] {});
        loop.cancel(timer);
        loop.forget(pair.first.get());
    }

    net::reactor& loop;
    std::pair<net::unique_fd, net::unique_fd> pair = net::connected_pair();
    net::reactor::timer_id timer;
};

TEST(reactor, destroys_all_handlers_uncalled) {
    const auto token = std::make_shared<int>();
    auto [ours, theirs] = net::connected_pair();
    {
        net::reactor loop;
        loop.watch(ours.get(), interest::readable, [token] { FAIL(); });
        loop.call_after(0ms, [token] { FAIL(); });
        loop.post([token] { FAIL(); });
        loop.on_signal(SIGUSR1, [token] { FAIL(); });
        ASSERT_EQ(token.use_count(), 5);
    }

    EXPECT_EQ(token.use_count(), 1);
}

TEST(reactor, destroys_handlers_that_own_users_of_the_loop) {
    std::weak_ptr<guest> seen;
    auto [ours, theirs] = net::connected_pair();
    {
        net::reactor loop;
        const auto owned = [&] {
            auto one = std::make_shared<guest>(loop);
            seen = one;
            return one;
        };
        loop.watch(ours.get(), interest::readable, [one = owned()] {});
        loop.call_after(1h, [one = owned()] {});
        loop.post([one = owned()] {});
    }

    EXPECT_TRUE(seen.expired());
}

TEST(reactor, destroys_what_an_exception_has_left_of_a_turn) {
    const auto token = std::make_shared<int>();
    {
        net::reactor loop;
        loop.post([] { throw std::runtime_error("by the first"); });
        loop.post([token, one = std::make_shared<guest>(loop)] { FAIL(); });
        EXPECT_THROW(loop.run(), std::runtime_error);
    }

    EXPECT_EQ(token.use_count(), 1);
}

TEST(reactor, destroys_the_handler_of_a_forgotten_watch_at_once) {
    net::reactor loop;
    const auto token = std::make_shared<int>();
    auto [ours, theirs] = net::connected_pair();
    loop.watch(ours.get(), interest::readable, [token] {});

    loop.forget(ours.get());

    EXPECT_EQ(token.use_count(), 1);
}

TEST(reactor, destroys_a_handler_that_forgot_itself_once_it_has_returned) {
    net::reactor loop;
    const auto token = std::make_shared<int>();
    auto [ours, theirs] = net::connected_pair();
    loop.watch(ours.get(), interest::readable, [&, token, fd = ours.get()] {
        loop.forget(fd);
        EXPECT_EQ(token.use_count(), 2);
    });
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    loop.run_one(0ms);

    EXPECT_EQ(token.use_count(), 1);
}

TEST(reactor, destroys_a_handler_that_forgot_itself_once_it_has_thrown) {
    net::reactor loop;
    const auto token = std::make_shared<int>();
    auto [ours, theirs] = net::connected_pair();
    loop.watch(ours.get(), interest::readable, [&, token, fd = ours.get()] {
        loop.forget(fd);
        loop.watch(fd, interest::readable, [] {});
        throw std::runtime_error("by the handler");
    });
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    EXPECT_THROW(loop.run_one(0ms), std::runtime_error);

    EXPECT_EQ(token.use_count(), 1);
    EXPECT_TRUE(loop.run_one(0ms)); // by the new watch
    loop.forget(ours.get());
}

#ifndef NDEBUG // assertions are part of the lesson, but a build may drop them

TEST(reactor, asserts_that_a_descriptor_is_watched_but_once) {
    net::reactor loop;
    auto [ours, theirs] = net::connected_pair();
    loop.watch(ours.get(), interest::readable, [] {});

    EXPECT_DEATH(loop.watch(ours.get(), interest::writable, [] {}),
                 "watched already");
}

TEST(reactor, asserts_that_only_what_is_watched_is_forgotten) {
    net::reactor loop;
    auto [ours, theirs] = net::connected_pair();

    EXPECT_DEATH(loop.forget(ours.get()), "not watched");
}

TEST(reactor, asserts_that_only_what_is_watched_is_updated) {
    net::reactor loop;
    auto [ours, theirs] = net::connected_pair();

    EXPECT_DEATH(loop.update(ours.get(), interest::writable), "not watched");
}

TEST(reactor, asserts_that_other_threads_keep_their_hands_off_it) {
    net::reactor loop;
    loop.post(
        [&] { std::thread([&] { loop.call_after(0ms, [] {}); }).join(); });

    EXPECT_DEATH(loop.run(), "use post");
}

TEST(reactor, asserts_that_one_thread_runs_it_at_a_time) {
    net::reactor loop;
    loop.post([&] { loop.run_one(0ms); });

    EXPECT_DEATH(loop.run(), "the loop runs already");
}

#endif

} // namespace reactor_lifetime_test
