#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

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

TEST_P(any_reactor, is_woken_up_for_nothing) {
    std::thread other([this] { loop.wake_up(); });

    EXPECT_FALSE(loop.wait_one(-1ms));

    other.join();
}

} // namespace reactor_fork_test
