#include <gtest/gtest.h>

#include <csignal>

#include "03-epoll-reactor/reactor.h"
#include "03-epoll-reactor/tests/any_reactor.h"

namespace reactor_signal_test {

using namespace std::chrono_literals;
using net::any_reactor;

TEST_P(any_reactor, calls_a_signals_handler_from_the_loop) {
    int called = 0;
    loop.on_signal(SIGUSR1, [&] { ++called; });

    ::raise(SIGUSR1);
    EXPECT_EQ(called, 0);

    EXPECT_TRUE(loop.run_one(-1ms));
    EXPECT_EQ(called, 1);
}

TEST_P(any_reactor, calls_a_signals_handler_for_each_time_that_it_comes) {
    int called = 0;
    loop.on_signal(SIGUSR1, [&] { ++called; });

    for (int time = 1; time <= 3; ++time) {
        ::raise(SIGUSR1);
        run_until_quiet();
        EXPECT_EQ(called, time);
    }
}

TEST_P(any_reactor, knows_one_signal_from_another) {
    std::string log;
    loop.on_signal(SIGUSR1, [&] { log += "one "; });
    loop.on_signal(SIGUSR2, [&] { log += "two "; });

    ::raise(SIGUSR2);
    run_until_quiet();
    ::raise(SIGUSR1);
    run_until_quiet();

    EXPECT_EQ(log, "two one ");
}

TEST_P(any_reactor, waits_for_a_signal_until_it_is_forgotten) {
    loop.on_signal(SIGUSR1, [&] { loop.forget_signal(SIGUSR1); });
    ::raise(SIGUSR1);

    loop.run();

    EXPECT_FALSE(loop.run_one(0ms));
}

TEST_P(any_reactor, gives_a_forgotten_signal_back_to_who_had_it_before) {
    std::signal(SIGUSR1, SIG_IGN);
    loop.on_signal(SIGUSR1, [] { FAIL(); });

    loop.forget_signal(SIGUSR1);

    ::raise(SIGUSR1); // ignored: else it would end the process
    EXPECT_FALSE(loop.run_one(0ms));
    EXPECT_EQ(std::signal(SIGUSR1, SIG_DFL), SIG_IGN);
}

TEST_P(any_reactor, lets_a_signals_handler_stop_the_loop) {
    loop.on_signal(SIGTERM, [&] { loop.stop(); });
    loop.post([] { ::raise(SIGTERM); });

    loop.run();
}

} // namespace reactor_signal_test
