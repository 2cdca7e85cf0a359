#include "exercises/runner/child_process.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>
#include <system_error>

#include "01-blocking/unique_fd.h"

namespace {

using namespace std::chrono_literals;

course::ending run(const std::string& script,
                   std::chrono::milliseconds limit = 60s) {
    net::reactor loop;
    return course::run_program(loop, {"sh", "-c", script}, limit);
}

TEST(child_process, tells_what_was_printed_on_either_stream) {
    const course::ending how = run("echo one; echo two >&2");

    EXPECT_TRUE(how.well());
    EXPECT_EQ(how.output, "one\ntwo\n");
}

TEST(child_process, tells_how_it_ended) {
    const course::ending failed = run("exit 3");
    const course::ending killed = run("kill -TERM $$");

    EXPECT_FALSE(failed.well());
    EXPECT_EQ(WEXITSTATUS(failed.status), 3);
    EXPECT_TRUE(WIFSIGNALED(killed.status));
    EXPECT_EQ(WTERMSIG(killed.status), SIGTERM);
}

TEST(child_process, keeps_the_end_of_a_long_output) {
    const course::ending how = run("yes | head -c 3000000; echo; echo the end");

    EXPECT_TRUE(how.output.ends_with("the end\n"));
    EXPECT_LT(how.output.size(), 1000000u);
}

/// Waits for the end of a process that is not our child.
bool ends(pid_t process) {
    const net::unique_fd handle(
        static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
    if (handle.get() == -1) return errno == ESRCH; // it has ended already
    pollfd set{handle.get(), POLLIN, 0};
    return ::poll(&set, 1, 5000) == 1;
}

TEST(child_process, is_killed_with_its_own_children_when_the_time_is_over) {
    const course::ending how = run("sleep 1000 & echo $!; wait", 300ms);

    EXPECT_TRUE(how.timed_out);
    EXPECT_FALSE(how.well());
    EXPECT_TRUE(ends(std::stoi(how.output))) << how.output;
}

TEST(child_process, does_not_wait_for_one_who_keeps_its_output_open) {
    const course::ending how = run("echo done; sleep 1000 &");

    EXPECT_TRUE(how.well());
    EXPECT_EQ(how.output, "done\n");
}

TEST(child_process, is_ended_when_it_is_destroyed) {
    net::reactor loop;
    std::optional<course::child_process> child;
    child.emplace(loop, std::vector<std::string>{"sleep", "1000"}, 60s,
                  [](const course::ending&) { FAIL(); });
    child.reset();

    EXPECT_EQ(loop.size(), 0u);
    loop.run(); // nothing is left to wait for
}

TEST(child_process, may_be_destroyed_by_its_own_handler) {
    net::reactor loop;
    std::optional<course::child_process> child;
    int calls = 0;
    child.emplace(loop, std::vector<std::string>{"true"}, 60s,
                  [&](const course::ending&) {
                      ++calls;
                      child.reset();
                  });
    loop.run();

    EXPECT_EQ(calls, 1);
}

TEST(child_process, says_which_program_there_is_not) {
    net::reactor loop;
    try {
        course::run_program(loop, {"no-such-program"}, 60s);
        FAIL();
    } catch (const std::system_error& error) {
        EXPECT_EQ(error.code(), std::errc::no_such_file_or_directory);
    }
    EXPECT_EQ(loop.size(), 0u);
}

} // namespace
