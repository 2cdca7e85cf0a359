#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <system_error>
#include <thread>

#include "01-blocking/socket.h"
#include "03-epoll-reactor/reactor.h"
#include "03-epoll-reactor/tests/any_reactor.h"

namespace reactor_fork_test {

using namespace std::chrono_literals;
using net::any_reactor;
using net::interest;

TEST_P(any_reactor, begins_anew_in_the_child_of_a_fork) {
    auto [ours, theirs] = net::connected_pair();
    bool in_parent = false;
    loop.watch(ours.get(), interest::readable, [&] { in_parent = true; });
    loop.call_after(0ms, [&] { in_parent = true; });
    loop.post([&] { in_parent = true; });

    const pid_t child = ::fork();
    if (child == 0) {
        loop.begin_anew();
        bool is_empty = loop.size() == 0 && !loop.run_one(0ms);
        bool in_child = false;
        loop.watch(ours.get(), interest::readable, [&] { in_child = true; });
        is_empty &= ::write(theirs.get(), "x", 1) == 1;
        loop.run_one(-1ms);
        loop.forget(ours.get());
        ::_exit(is_empty && in_child && !in_parent ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);

    EXPECT_EQ(status, 0);
    EXPECT_EQ(loop.size(), 2u);
    loop.run_one(0ms); // what the child has written is there
    EXPECT_TRUE(in_parent);
    loop.forget(ours.get());
}

TEST_P(any_reactor, gives_its_descriptors_back_before_it_begins_anew) {
    const pid_t child = ::fork();
    if (child == 0) {
        const rlimit few{64, 64};
        ::setrlimit(RLIMIT_NOFILE, &few);
        int last = -1;
        for (int fd = ::dup(0); fd != -1; fd = ::dup(0)) last = fd;
        ::close(last); // for the epoll of a loop that had none
        try {
            loop.begin_anew();
        } catch (const std::system_error&) {
            ::_exit(1);
        }
        loop.wake_up();
        ::_exit(loop.wait_one(-1ms) ? 1 : 0);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);

    EXPECT_EQ(status, 0);
}

TEST_P(any_reactor, is_woken_up_for_nothing) {
    std::thread other([this] { loop.wake_up(); });

    EXPECT_FALSE(loop.wait_one(-1ms));

    other.join();
}

} // namespace reactor_fork_test
