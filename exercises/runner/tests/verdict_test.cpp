#include "exercises/runner/verdict.h"

#include <gtest/gtest.h>
#include <signal.h>

namespace {

using course::verdict;
using kind = course::verdict::kind;
using names = std::vector<std::string>;

const std::string head = "[==========] Running 3 tests from 1 test suite.\n";
const std::string good =
    "[ RUN      ] box.opens\n[       OK ] box.opens (0 ms)\n";
const std::string bad =
    "[ RUN      ] box.closes\ntest.cpp:7: Failure\nIt is open.\n"
    "[  FAILED  ] box.closes (1 ms)\n";

constexpr int exit_of_1 = 1 << 8; // as waitpid(2) has it

TEST(read_test_run, counts_what_passes) {
    const verdict result = course::read_test_run({0, false, head + good});

    EXPECT_EQ(result.is, kind::passed);
    EXPECT_EQ(result.tests, 3u);
    EXPECT_EQ(result.passed, 1u);
}

TEST(read_test_run, tells_the_first_failure_and_names_all) {
    const std::string other =
        "[ RUN      ] box.turns\nno\n[  FAILED  ] box.turns (1 ms)\n";
    const std::string tail =
        "[  FAILED  ] 2 tests, listed below:\n"
        "[  FAILED  ] box.closes\n"
        "[  FAILED  ] box.turns\n";
    const verdict result = course::read_test_run(
        {exit_of_1, false, head + good + bad + other + tail});

    EXPECT_EQ(result.is, kind::failed);
    EXPECT_EQ(result.failed, (names{"box.closes", "box.turns"}));
    EXPECT_EQ(result.story, "test.cpp:7: Failure\nIt is open.");
}

TEST(read_test_run, knows_a_test_that_hangs_and_says_so_itself) {
    const verdict result =
        course::read_test_run({exit_of_1, false,
                               head + "[ RUN      ] box.closes\nIt hangs\n"
                                      "[  FAILED  ] box.closes (it hangs)\n"});

    EXPECT_EQ(result.is, kind::stuck);
    EXPECT_EQ(result.failed, names{"box.closes"});
}

TEST(read_test_run, blames_the_test_that_ran_when_the_time_was_over) {
    const verdict result = course::read_test_run(
        {SIGKILL, true, head + good + "[ RUN      ] box.closes\n"});

    EXPECT_EQ(result.is, kind::stuck);
    EXPECT_EQ(result.failed, names{"box.closes"});
    EXPECT_EQ(result.passed, 1u);
}

TEST(read_test_run, blames_the_test_in_which_the_program_died) {
    const verdict result = course::read_test_run(
        {SIGSEGV, false, head + good + "[ RUN      ] box.closes\n"});

    EXPECT_EQ(result.is, kind::died);
    EXPECT_EQ(result.failed, names{"box.closes"});
}

TEST(read_test_run, does_not_take_silence_for_success) {
    EXPECT_EQ(course::read_test_run({0, false, ""}).is, kind::failed);
    EXPECT_EQ(course::read_test_run({exit_of_1, false, head + good}).is,
              kind::failed);
}

TEST(read_failed_build, begins_with_the_first_error) {
    const verdict result = course::read_failed_build(
        {exit_of_1, false,
         "[1/2] Building CXX object x.o\nFAILED: x.o\n/usr/bin/c++ -o x.o\n"
         "x.h:3:5: error: no such thing\n    3 | thing\n"
         "ninja: build stopped: subcommand failed.\n"});

    EXPECT_EQ(result.is, kind::not_compiled);
    EXPECT_EQ(result.story, "x.h:3:5: error: no such thing\n    3 | thing\n");
}

TEST(read_failed_build, lets_the_build_speak_where_no_compiler_has) {
    const verdict result = course::read_failed_build(
        {exit_of_1, false, "ninja: error: unknown target 'exercise_01-1'\n"});

    EXPECT_EQ(result.story, "ninja: error: unknown target 'exercise_01-1'\n");
}

TEST(read_failed_build, cuts_a_long_complaint_short) {
    std::string output;
    for (int i = 0; i < 1000; ++i) output += "x.h:3:5: error: and again\n";
    const verdict result =
        course::read_failed_build({exit_of_1, false, output});

    EXPECT_LT(result.story.size(), 1000u);
    EXPECT_TRUE(result.story.ends_with("...\n"));
}

TEST(sentence, is_the_name_of_the_test_in_words) {
    EXPECT_EQ(course::sentence("box.opens_and_closes"), "opens and closes");
}

} // namespace
