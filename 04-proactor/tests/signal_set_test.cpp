#include "04-proactor/signal_set.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <memory>
#include <thread>
#include <vector>

#include "04-proactor/bind_executor.h"
#include "04-proactor/error.h"
#include "04-proactor/executor_work_guard.h"
#include "04-proactor/io_context.h"
#include "04-proactor/strand.h"

namespace {

/// What the handlers of a test were told.
struct record {
    std::vector<int> signals;
    std::vector<std::error_code> errors;

    auto handler() {
        return [this](std::error_code error, int signal) {
            errors.push_back(error);
            signals.push_back(signal);
        };
    }
};

using numbers = std::vector<int>;

TEST(signal_set, tells_which_signal_has_come) {
    net::io_context loop;
    net::signal_set set(loop, SIGUSR1, SIGUSR2);
    record told;
    set.async_wait(told.handler());

    ::raise(SIGUSR2);
    EXPECT_TRUE(told.signals.empty()); // not in the signal handler
    EXPECT_EQ(loop.run(), 1u);

    EXPECT_EQ(told.signals, numbers{SIGUSR2});
    EXPECT_FALSE(told.errors.front());
}

TEST(signal_set, can_be_made_with_up_to_three_signals) {
    net::io_context loop;
    record told;

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
    record told;

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
    record told;
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
    record told;
    set.async_wait(told.handler());
    set.async_wait(told.handler());

    ::raise(SIGUSR1);
    loop.run();

    EXPECT_EQ(told.signals, (numbers{SIGUSR1, SIGUSR1}));
}

TEST(signal_set, shares_a_signal_with_another_set) {
    net::io_context loop;
    net::signal_set first(loop, SIGUSR1), second(loop, SIGUSR1);
    record of_first, of_second;
    first.async_wait(of_first.handler());
    second.async_wait(of_second.handler());

    ::raise(SIGUSR1);
    loop.run();

    EXPECT_EQ(of_first.signals, numbers{SIGUSR1});
    EXPECT_EQ(of_second.signals, numbers{SIGUSR1});
}

TEST(signal_set, shares_a_signal_with_a_set_of_another_context) {
    net::io_context here, there;
    net::signal_set ours(here, SIGUSR1), theirs(there, SIGUSR1);
    record of_ours, of_theirs;
    ours.async_wait(of_ours.handler());
    theirs.async_wait(of_theirs.handler());

    ::raise(SIGUSR1);
    here.run();
    there.run();

    EXPECT_EQ(of_ours.signals, numbers{SIGUSR1});
    EXPECT_EQ(of_theirs.signals, numbers{SIGUSR1});
}

TEST(signal_set, gets_signals_in_order) {
    net::io_context loop;
    net::signal_set first(loop, SIGUSR1), second(loop, SIGUSR2);
    record told;
    first.async_wait(told.handler());
    second.async_wait(told.handler());

    ::raise(SIGUSR2);
    ::raise(SIGUSR1);
    loop.run();

    EXPECT_EQ(told.signals, (numbers{SIGUSR2, SIGUSR1}));
}

TEST(signal_set, ends_its_waits_when_it_is_cancelled) {
    net::io_context loop;
    net::signal_set set(loop, SIGUSR1);
    record told;
    set.async_wait(told.handler());

    set.cancel();
    EXPECT_TRUE(told.signals.empty());
    loop.run();

    EXPECT_EQ(told.signals, numbers{0});
    EXPECT_EQ(told.errors.front(), net::error::operation_aborted);
}

TEST(signal_set, ends_its_waits_at_its_own_end) {
    net::io_context loop;
    record told;
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
    record told;
    set.add(SIGUSR1);
    set.async_wait(told.handler());

    ::raise(SIGUSR1);
    loop.run();

    EXPECT_EQ(told.signals, numbers{SIGUSR1});
}

TEST(signal_set, refuses_what_nobody_can_catch) {
    net::io_context loop;
    net::signal_set set(loop);
    std::error_code error;

    set.add(SIGKILL, error);

    EXPECT_EQ(error, net::error::invalid_argument);
    EXPECT_THROW(set.add(-1), std::system_error);
    EXPECT_THROW(net::signal_set(loop, SIGUSR1, SIGSTOP), std::system_error);
}

int old_style_calls = 0;
void old_style(int) {
    ++old_style_calls;
}

TEST(signal_set, puts_back_what_was_there_before) {
    net::io_context loop;
    old_style_calls = 0;
    auto* const before = ::signal(SIGUSR1, old_style);
    net::signal_set first(loop, SIGUSR1), second(loop, SIGUSR1, SIGUSR2);

    first.remove(SIGUSR1);
    ::raise(SIGUSR1);
    const int while_one_has_it = old_style_calls;
    second.clear();
    ::raise(SIGUSR1);
    ::signal(SIGUSR1, before);

    EXPECT_EQ(while_one_has_it, 0);
    EXPECT_EQ(old_style_calls, 1);
}

TEST(signal_set, forgets_what_it_has_kept_of_a_signal_that_is_removed) {
    net::io_context loop;
    net::signal_set set(loop, SIGUSR1), other(loop, SIGUSR1);
    auto guard = net::make_work_guard(loop);
    record told;
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

TEST(signal_set, leaves_errno_alone) {
    net::io_context loop;
    const net::signal_set set(loop, SIGUSR1);
    for (int i = 0; i < 70000; ++i) ::raise(SIGUSR1); // until the pipe is full

    errno = ENOENT;
    ::raise(SIGUSR1);
    const int after = errno;
    auto guard = net::make_work_guard(loop);
    loop.poll(); // no test is to find these in the pipe

    EXPECT_EQ(after, ENOENT);
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

TEST(signal_set, wakes_a_thread_that_waits_in_run) {
    net::io_context loop;
    net::signal_set set(loop, SIGUSR1);
    record told;
    set.async_wait(told.handler());
    std::thread runner([&] { loop.run(); });

    ::kill(::getpid(), SIGUSR1);
    runner.join();

    EXPECT_EQ(told.signals, numbers{SIGUSR1});
}

TEST(signal_set, wakes_the_threads_of_all_contexts) {
    net::io_context here, there;
    net::signal_set ours(here, SIGUSR1), theirs(there, SIGUSR1);
    record of_ours, of_theirs;
    ours.async_wait(of_ours.handler());
    theirs.async_wait(of_theirs.handler());
    std::thread first([&] { here.run(); });
    std::thread second([&] { there.run(); });

    ::kill(::getpid(), SIGUSR1);
    first.join();
    second.join();

    EXPECT_EQ(of_ours.signals, numbers{SIGUSR1});
    EXPECT_EQ(of_theirs.signals, numbers{SIGUSR1});
}

TEST(signal_set, works_in_a_child_and_tells_the_parent_nothing_of_it) {
    net::io_context loop;
    net::signal_set set(loop, SIGUSR1);
    record told;
    set.async_wait(told.handler());

    loop.notify_fork(net::io_context::fork_prepare);
    const pid_t child = ::fork();
    if (child == 0) {
        loop.notify_fork(net::io_context::fork_child);
        ::raise(SIGUSR1);
        loop.run();
        ::_exit(told.signals == numbers{SIGUSR1} ? 0 : 1);
    }
    loop.notify_fork(net::io_context::fork_parent);
    int status = -1;
    ::waitpid(child, &status, 0);

    EXPECT_EQ(status, 0);
    EXPECT_EQ(loop.poll(), 0u);
    ::raise(SIGUSR1);
    loop.run();
    EXPECT_EQ(told.signals, numbers{SIGUSR1});
}

} // namespace
