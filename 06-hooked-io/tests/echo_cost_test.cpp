// What an echo and a poll() cost under the hooks, counted by strace(1).
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <string>

namespace {

/// How often each system call was made while a check ran hooked.
std::map<std::string, long> system_calls_of(const std::string& check) {
    const std::string table = testing::TempDir() + "echo_cost";
    const std::string command = "strace -f -c -U name,calls -o '" + table +
                                "' env LD_PRELOAD='" HOOKS_LIBRARY
                                "' '" CHECKS_PROGRAM "' " +
                                check + " >/dev/null 2>&1";
    std::map<std::string, long> calls;
    if (std::system(command.c_str()) != 0) return calls;
    std::ifstream lines(table);
    for (std::string name, count; lines >> name >> count;) {
        calls[name] = std::atol(count.c_str());
    }
    return calls;
}

constexpr long rounds = 1000; // at both ends

// What the beginning and the end take: more or less, as the kernel is quick or
// slow to connect the two. What a round takes would be some hundreds more.
constexpr long once = 50;

TEST(echo_cost, is_one_read_and_one_write_and_the_shared_wait) {
    auto calls = system_calls_of("echo_of_a_thousand_lines");
    if (calls.empty()) GTEST_SKIP() << "no strace, or it may not look";

    // Each end's first read has nothing to go by, and tries; and the last one
    // finds the end.
    EXPECT_EQ(calls["sendto"], 2 * rounds);
    EXPECT_LE(calls["recvfrom"], 2 * rounds + once);
    EXPECT_LE(calls["epoll_wait"], 2 * rounds + once);
    EXPECT_LE(calls["epoll_ctl"], once); // who is watched stays so
    EXPECT_LE(calls["fcntl"], once);
}

TEST(poll_cost, is_one_look_and_the_shared_wait) {
    auto calls = system_calls_of("poll_of_a_thousand_answers");
    if (calls.empty()) GTEST_SKIP() << "no strace, or it may not look";

    EXPECT_LE(calls["poll"] + calls["ppoll"], rounds + once);
    EXPECT_LE(calls["epoll_wait"], 2 * rounds + once);
    EXPECT_LE(calls["epoll_ctl"], once);
}

} // namespace
