// What the hooks say of a program that gets stuck, and when they keep quiet.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "01-blocking/contract/server_process.h"
#include "05-ucontext-coroutines/tests/json.h"

namespace {

using namespace std::chrono_literals;

/// stuck_program under the hooks. CMakeLists.txt knows where they are.
class stuck {
public:
    stuck(const std::string& way, const std::vector<std::string>& settings = {})
        : program_(command(way, settings), 0) {}

    /// Shape:    all that it has complained of, once that contains `words`
    std::string complaints_with(const std::string& words) {
        for (int i = 0; i < 2000; ++i) {
            const std::string all = program_.complaints();
            if (all.find(words) != all.npos) return all;
            if (program_.wait(10ms)) break; // it has ended
        }
        return "no '" + words + "' in:\n" + program_.complaints();
    }

    net::server_process& operator*() { return program_; }
    net::server_process* operator->() { return &program_; }

private:
    static std::vector<std::string> command(
        const std::string& way, const std::vector<std::string>& settings) {
        std::vector<std::string> words{"env", "LD_PRELOAD=" HOOKS_LIBRARY};
        words.insert(words.end(), settings.begin(), settings.end());
        words.insert(words.end(), {STUCK_PROGRAM, way});
        return words;
    }

    net::server_process program_;
};

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != text.npos;
}

TEST(report, says_that_all_wait_for_each_other) {
    stuck program("lock");

    const std::string all = program.complaints_with("2 coroutines");

    EXPECT_TRUE(holds(all, "every coroutine waits for another one")) << all;
    EXPECT_TRUE(holds(all, "waits for a lock")) << all;
    EXPECT_FALSE(program->wait(0ms)) << "natively, it would hang on";
}

TEST(report, says_it_of_coroutines_on_several_threads) {
    stuck program("lock", {"HOOKED_IO_THREADS=3"});

    const std::string all =
        program.complaints_with("every coroutine waits for another one");

    EXPECT_FALSE(holds(all, "no '")) << all;
}

TEST(report, says_where_each_was_started) {
    stuck program("lock", {"HOOKED_IO_LIST=1"});

    const std::string all = program.complaints_with("2 coroutines");

    EXPECT_TRUE(holds(all, "spawned at lock_crosswise()+0x")) << all;
}

TEST(report, is_silent_while_the_clock_may_wake_one) {
    stuck program("join", {"HOOKED_IO_WARN=1"});

    EXPECT_EQ(program->wait(20s), 0);
    EXPECT_EQ(program->complaints(), "");
}

TEST(report, names_a_call_that_blocks_the_thread) {
    stuck program("tee", {"HOOKED_IO_WARN=1"});

    const std::string all = program.complaints_with("    main");

    EXPECT_TRUE(holds(all, "wait in tee")) << all;
    EXPECT_TRUE(holds(all, "which is not hooked")) << all;
    EXPECT_TRUE(holds(all, "    wait_for_tee()+0x")) << all;
}

TEST(report, says_nothing_of_it_unless_asked) {
    stuck program("tee");

    EXPECT_FALSE(program->wait(500ms));
    EXPECT_EQ(program->complaints(), "");
}

TEST(report, lists_all_coroutines_on_sigquit) {
    stuck program("pipe", {"HOOKED_IO_LIST=1"});
    ASSERT_EQ(program->first_line(20s), "waits");

    program->signal(SIGQUIT);

    const std::string all = program.complaints_with("2 coroutines");
    EXPECT_TRUE(holds(all, "waits for bytes from descriptor")) << all;
    EXPECT_TRUE(holds(all, "waits for the clock")) << all;
    EXPECT_TRUE(holds(all, "spawned at wait_for_pipe()+0x")) << all;
}

TEST(report, leaves_sigquit_alone_unless_asked) {
    stuck program("pipe");
    ASSERT_EQ(program->first_line(20s), "waits");

    program->signal(SIGQUIT);

    const auto status = program->wait(20s);
    ASSERT_TRUE(status);
    EXPECT_TRUE(WIFSIGNALED(*status) && WTERMSIG(*status) == SIGQUIT);
}

/// Shape:    how often somebody has waited for the clock
std::size_t waits_in_trace_of(const std::string& way) {
    const std::string path = testing::TempDir() + "hooked_io_trace." +
                             std::to_string(::getpid()) + ".json";
    stuck program(way, {"HOOKED_IO_TRACE=" + path});
    EXPECT_EQ(program->wait(20s), 0);
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    std::remove(path.c_str());
    const net::json trace = net::json_reader(text.str()).read();
    return static_cast<std::size_t>(
        std::ranges::count_if(trace.elements, [](const net::json& event) {
            return event["name"].word == "the clock";
        }));
}

TEST(report, traces_who_ran_when) {
    EXPECT_EQ(waits_in_trace_of("join"), 1U);
}

TEST(report, traces_a_program_that_closes_all_descriptors) {
    EXPECT_EQ(waits_in_trace_of("close"), 1U);
}

} // namespace
