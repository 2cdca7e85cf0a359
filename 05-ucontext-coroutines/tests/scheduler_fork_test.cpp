#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include "01-blocking/socket.h"
#include "05-ucontext-coroutines/awaitable_fd.h"
#include "05-ucontext-coroutines/scheduler.h"

namespace scheduler_fork_test {

using namespace std::chrono_literals;

TEST(scheduler_fork, leaves_the_child_the_task_that_forked) {
    net::reactor loop;
    net::scheduler tasks(loop);
    auto [ours, theirs] = net::connected_pair();
    int others = 0;
    int status = -1;
    tasks.spawn([&] {
        tasks.yield();
        ++others;
    });
    tasks.spawn([&] {
        tasks.sleep_for(1ms);
        ++others;
    });
    tasks.spawn([&, fd = ours.get()] {
        net::descriptor_wait one;
        one.fd = fd;
        one.wanted = net::interest::readable;
        tasks.descriptors().wait({&one, 1}, "bytes", net::scheduler::never);
        tasks.descriptors().forget(fd);
        ++others;
    });
    tasks.spawn([&, into = theirs.get()] {
        const pid_t child = ::fork();
        if (child == 0) {
            loop.begin_anew();
            tasks.keep_only_running();
            const bool is_alone = tasks.size() == 1;
            tasks.yield();
            tasks.sleep_for(10ms);
            ::_exit(is_alone && others == 0 ? 0 : 1);
        }
        ::waitpid(child, &status, 0);
        EXPECT_EQ(::write(into, "x", 1), 1);
    });

    tasks.run();

    EXPECT_EQ(status, 0);
    EXPECT_EQ(others, 3);
}

} // namespace scheduler_fork_test
