#include "04-proactor/signal_set.h"

#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <vector>

#include "04-proactor/bind_executor.h"
#include "04-proactor/error.h"
#include "04-proactor/executor_work_guard.h"
#include "04-proactor/io_context.h"
#include "04-proactor/strand.h"
#include "04-proactor/tests/signal_record.h"

namespace signal_set_test {

using numbers = std::vector<int>;

TEST(signal_set, tells_which_signal_has_come) {
    net::io_context loop;
    net::signal_set set(loop, SIGUSR1, SIGUSR2);
    signal_record told;
    set.async_wait(told.handler());

    ::raise(SIGUSR2);
    EXPECT_TRUE(told.signals.empty()); // not in the signal handler
    EXPECT_EQ(loop.run(), 1u);

    EXPECT_EQ(told.signals, numbers{SIGUSR2});
    EXPECT_FALSE(told.errors.front());
}

TEST(signal_set, can_be_made_with_up_to_three_signals) {
    net::io_context loop;
    signal_record told;

    net::signal_set none(loop), one(loop, SIGUSR1);
    net::signal_set two(loop.get_executor(), SIGUSR1, SIGUSR2);
    net::signal_set three(loop.get_executor(), SIGUSR1, SIGUSR2, SIGHUP);
    ::raise(SIGHUP);
    ::raise(SIGUSR2);
    ::raise(SIGUSR1);
    for (auto* set : {&none, &one, &two, &three}) {
        set->async_wait(told.handler());
    }
    loop.poll();

    EXPECT_EQ(told.signals.size(), 3u);
}

TEST(signal_set, alone_keeps_no_run_from_returning) {
    net::io_context loop;
    const net::signal_set set(loop, SIGUSR1);

    const std::size_t called = loop.run();

    EXPECT_EQ(called, 0u);
    EXPECT_TRUE(loop.stopped());
}

TEST(signal_set, does_not_stop_the_context_in_which_it_is_made) {
    net::io_context loop;
    const net::signal_set set(loop, SIGUSR1);

    const bool stopped = loop.stopped();

    EXPECT_FALSE(stopped);
}

TEST(signal_set, keeps_a_signal_until_somebody_waits) {
    net::io_context loop;
    net::signal_set set(loop, SIGUSR1);
    signal_record told;

    ::raise(SIGUSR1);
    ::raise(SIGUSR1);
    set.async_wait(told.handler());
    set.async_wait(told.handler());
    loop.run();

    EXPECT_EQ(told.signals.size(), 2u);
}

TEST(signal_set, counts_what_it_keeps) {
    net::io_context loop;
    net::signal_set set(loop, SIGUSR1);
    signal_record told;
    ::raise(SIGUSR1);
    ::raise(SIGUSR1);
    auto guard = net::make_work_guard(loop);
    loop.poll(); // both are read, and nobody waits

    for (int i = 0; i < 3; ++i) {
        set.async_wait(told.handler());
        loop.poll();
    }

    EXPECT_EQ(told.signals.size(), 2u);
}

TEST(signal_set, tells_all_who_wait_of_one_signal) {
    net::io_context loop;
    net::signal_set set(loop, SIGUSR1);
    signal_record told;
    set.async_wait(told.handler());
    set.async_wait(told.handler());

    ::raise(SIGUSR1);
    loop.run();

    EXPECT_EQ(told.signals, (numbers{SIGUSR1, SIGUSR1}));
}

TEST(signal_set, ends_its_waits_when_it_is_cancelled) {
    net::io_context loop;
    net::signal_set set(loop, SIGUSR1);
    signal_record told;
    set.async_wait(told.handler());

    set.cancel();
    EXPECT_TRUE(told.signals.empty());
    loop.run();

    EXPECT_EQ(told.signals, numbers{0});
    EXPECT_EQ(told.errors.front(), net::error::operation_aborted);
}

TEST(signal_set, ends_its_waits_at_its_own_end) {
    net::io_context loop;
    signal_record told;
    {
        net::signal_set set(loop, SIGUSR1);
        set.async_wait(told.handler());
    }

    loop.run();

    EXPECT_EQ(told.errors.front(), net::error::operation_aborted);
}

TEST(signal_set, takes_no_harm_from_a_signal_that_is_added_twice) {
    net::io_context loop;
    net::signal_set set(loop, SIGUSR1, SIGUSR1);
    signal_record told;
    set.add(SIGUSR1);
    set.async_wait(told.handler());

    ::raise(SIGUSR1);
    loop.run();

    EXPECT_EQ(told.signals, numbers{SIGUSR1});
}

TEST(signal_set, forgets_what_it_has_kept_of_a_signal_that_is_removed) {
    net::io_context loop;
    net::signal_set set(loop, SIGUSR1), other(loop, SIGUSR1);
    auto guard = net::make_work_guard(loop);
    signal_record told;
    ::raise(SIGUSR1);
    loop.poll();

    set.remove(SIGUSR1);
    set.add(SIGUSR1);
    set.remove(SIGUSR2); // which it does not have
    set.async_wait(told.handler());
    loop.poll();

    EXPECT_TRUE(told.signals.empty());
}

TEST(signal_set, calls_its_handler_on_the_handlers_executor) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    net::signal_set set(loop, SIGUSR1);
    bool in_strand = false;
    set.async_wait(net::bind_executor(strand, [&](std::error_code, int) {
        in_strand = strand.running_in_this_thread();
    }));

    ::raise(SIGUSR1);
    loop.run();

    EXPECT_TRUE(in_strand);
}

TEST(signal_set, may_be_owned_by_its_own_handler_when_the_context_ends) {
    auto loop = std::make_unique<net::io_context>();
    auto set = std::make_shared<net::signal_set>(*loop, SIGUSR1);
    const std::weak_ptr<net::signal_set> watch = set;
    set->async_wait([set](std::error_code, int) { FAIL(); });
    set.reset();

    loop.reset();

    EXPECT_TRUE(watch.expired());
}

} // namespace signal_set_test
