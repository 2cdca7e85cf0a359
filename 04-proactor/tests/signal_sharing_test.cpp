// What signal sets share: the process and its signals.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <thread>
#include <vector>

#include "04-proactor/error.h"
#include "04-proactor/executor_work_guard.h"
#include "04-proactor/io_context.h"
#include "04-proactor/signal_set.h"
#include "04-proactor/tests/signal_record.h"

namespace signal_sharing_test {

using numbers = std::vector<int>;

TEST(signal_set, shares_a_signal_with_another_set) {
    net::io_context loop;
    net::signal_set first(loop, SIGUSR1), second(loop, SIGUSR1);
    signal_record of_first, of_second;
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
    signal_record of_ours, of_theirs;
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
    signal_record told;
    first.async_wait(told.handler());
    second.async_wait(told.handler());

    ::raise(SIGUSR2);
    ::raise(SIGUSR1);
    loop.run();

    EXPECT_EQ(told.signals, (numbers{SIGUSR2, SIGUSR1}));
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

TEST(signal_set, wakes_a_thread_that_waits_in_run) {
    net::io_context loop;
    net::signal_set set(loop, SIGUSR1);
    signal_record told;
    set.async_wait(told.handler());
    std::thread runner([&] { loop.run(); });

    ::kill(::getpid(), SIGUSR1);
    runner.join();

    EXPECT_EQ(told.signals, numbers{SIGUSR1});
}

TEST(signal_set, wakes_the_threads_of_all_contexts) {
    net::io_context here, there;
    net::signal_set ours(here, SIGUSR1), theirs(there, SIGUSR1);
    signal_record of_ours, of_theirs;
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
    signal_record told;
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

} // namespace signal_sharing_test
