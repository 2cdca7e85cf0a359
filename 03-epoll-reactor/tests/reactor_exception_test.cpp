#include <gtest/gtest.h>

#include <stdexcept>

#include "01-blocking/socket.h"
#include "03-epoll-reactor/reactor.h"
#include "03-epoll-reactor/tests/any_reactor.h"

namespace reactor_exception_test {

using namespace std::chrono_literals;
using net::any_reactor;
using net::interest;

TEST_P(any_reactor, lets_a_handlers_exception_leave_run) {
    auto [ours, theirs] = net::connected_pair();
    loop.watch(ours.get(), interest::readable,
               [] { throw std::runtime_error("by the handler"); });
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    EXPECT_THROW(loop.run(), std::runtime_error);
}

TEST_P(any_reactor, keeps_the_watch_whose_handler_threw) {
    auto [ours, theirs] = net::connected_pair();
    int called = 0;
    loop.watch(ours.get(), interest::readable, [&, fd = ours.get()] {
        if (++called == 1) throw std::runtime_error("by the handler");
        loop.forget(fd);
    });
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);
    EXPECT_THROW(loop.run(), std::runtime_error);
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    loop.run();

    EXPECT_EQ(called, 2);
}

TEST_P(any_reactor, calls_the_other_ready_handlers_after_one_has_thrown) {
    std::vector<std::pair<net::unique_fd, net::unique_fd>> pairs(10);
    int called = 0;
    for (auto& [ours, theirs] : pairs) {
        std::tie(ours, theirs) = net::connected_pair();
        loop.watch(ours.get(), interest::readable, [&, fd = ours.get()] {
            loop.forget(fd);
            if (++called == 3) throw std::runtime_error("by the third");
        });
        ASSERT_EQ(::write(theirs.get(), "x", 1), 1);
    }

    EXPECT_THROW(loop.run(), std::runtime_error);

    EXPECT_EQ(called, 3);
    loop.run();
    EXPECT_EQ(called, 10);
}

TEST_P(any_reactor, never_tells_a_stale_event_after_an_exception_either) {
    auto [a, to_a] = net::connected_pair();
    auto [b, to_b] = net::connected_pair();
    int called = 0;
    const auto fail = [&] {
        ++called;
        throw std::runtime_error("by whoever comes first");
    };
    loop.watch(a.get(), interest::readable, fail);
    loop.watch(b.get(), interest::readable, fail);
    ASSERT_EQ(::write(to_a.get(), "x", 1), 1);
    ASSERT_EQ(::write(to_b.get(), "x", 1), 1);
    EXPECT_THROW(loop.run(), std::runtime_error);

    loop.forget(a.get());
    loop.forget(b.get());

    loop.run();
    EXPECT_EQ(called, 1);
}

TEST_P(any_reactor, calls_the_other_due_timers_after_one_has_thrown) {
    std::string log;
    loop.call_after(0ms, [&] { log += "first "; });
    loop.call_after(0ms, [] { throw std::runtime_error("by the second"); });
    loop.call_after(0ms, [&] { log += "third "; });

    EXPECT_THROW(loop.run(), std::runtime_error);

    EXPECT_EQ(log, "first ");
    loop.run();
    EXPECT_EQ(log, "first third ");
}

TEST_P(any_reactor, calls_the_other_posted_functions_after_one_has_thrown) {
    std::string log;
    loop.post([&] {
        log += "first ";
        loop.post([&] { log += "fourth"; });
    });
    loop.post([] { throw std::runtime_error("by the second"); });
    loop.post([&] { log += "third "; });

    EXPECT_THROW(loop.run(), std::runtime_error);

    EXPECT_EQ(log, "first ");
    loop.run();
    EXPECT_EQ(log, "first third fourth");
}

TEST_P(any_reactor, loses_nothing_of_a_turn_in_which_each_step_throws) {
    auto [ours, theirs] = net::connected_pair();
    std::string log;
    loop.watch(ours.get(), interest::readable, [&, fd = ours.get()] {
        log += "watch ";
        loop.forget(fd);
        throw std::runtime_error("by the watch");
    });
    loop.call_after(0ms, [&] {
        log += "timer ";
        throw std::runtime_error("by the timer");
    });
    loop.post([&] {
        log += "posted ";
        throw std::runtime_error("by what was posted");
    });
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);

    for (int i = 0; i < 3; ++i) EXPECT_THROW(loop.run(), std::runtime_error);

    EXPECT_EQ(log, "watch timer posted ");
    loop.run();
}

TEST_P(any_reactor, runs_in_another_thread_after_an_exception) {
    loop.post([] { throw std::runtime_error("in the first thread"); });
    EXPECT_THROW(loop.run(), std::runtime_error);
    bool called = false;
    loop.call_after(0ms, [&] { called = true; });

    std::thread([this] { loop.run(); }).join();

    EXPECT_TRUE(called);
}

} // namespace reactor_exception_test
