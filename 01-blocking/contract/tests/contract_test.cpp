// What server_contract tells its user, and what it lets pass.
#include <gtest/gtest.h>

#include "01-blocking/contract/tests/run_contract.h"

namespace net {
namespace contract_test {

TEST(contract, tells_the_story_of_a_broken_promise_in_numbered_steps) {
    const contract_run result = judge_wrong_server(
        "echo", "answers_in_capitals", "--only returns_one_byte");

    EXPECT_TRUE(result.says("1. the server is started: ")) << result.output;
    EXPECT_TRUE(result.says("4. the client sends 1 byte \"x\""));
    EXPECT_TRUE(result.says("should: the client: 1 byte \"x\""));
    EXPECT_TRUE(result.says("but:    1 byte \"X\""));
}

TEST(contract, tells_what_the_server_said_on_standard_error) {
    const contract_run result =
        judge_wrong_server("echo", "dies_of_reset", "--only survives_resets");

    EXPECT_TRUE(result.says("the server died: exit code 1")) << result.output;
    EXPECT_TRUE(result.says("| wrong_server: a reset: "));
}

TEST(contract, accepts_a_declared_limit) {
    const contract_run result =
        judge_wrong_server("echo", "mangles_high_bytes",
                           "--only returns_every_byte_value --cannot "
                           "'returns_every_byte_value=it is ASCII; so what'");

    EXPECT_EQ(result.exit_code, 0);
    EXPECT_TRUE(result.says("cannot  ")) << result.output;
    EXPECT_TRUE(result.says("(it is ASCII; so what)")) << result.output;
}

TEST(contract, fails_when_a_declared_limit_is_none) {
    const contract_run result =
        judge_wrong_server("echo", "",
                           "--only returns_one_byte "
                           "--cannot returns_one_byte=why_not");

    EXPECT_EQ(result.exit_code, 1);
    EXPECT_TRUE(result.says("unexpected pass: take the declaration away"))
        << result.output;
}

TEST(contract, never_excuses_a_server_that_dies) {
    const contract_run result =
        judge_wrong_server("echo", "dies_of_reset",
                           "--only survives_resets "
                           "--cannot survives_resets=so_fragile");

    EXPECT_EQ(result.exit_code, 1);
    EXPECT_TRUE(result.says("no declaration excuses that")) << result.output;
}

TEST(contract, never_excuses_a_server_that_does_not_start) {
    const contract_run result =
        judge_wrong_server("echo", "dies_at_start",
                           "--only returns_one_byte "
                           "--cannot returns_one_byte=not_today");

    EXPECT_EQ(result.exit_code, 1);
    EXPECT_TRUE(result.says("does not say where it listens: exit code 3"))
        << result.output;
}

TEST(contract, refuses_a_case_that_there_is_not) {
    const contract_run result =
        judge_wrong_server("echo", "", "--only flies_to_the_moon");

    EXPECT_EQ(result.exit_code, 2);
    EXPECT_TRUE(result.says("no such case: 'flies_to_the_moon'"))
        << result.output;
}

TEST(contract, takes_a_command_line_apart_as_a_shell_does) {
    const contract_run result = run_contract(
        "--kind echo --only returns_one_byte --server \"'" WRONG_SERVER
        "' --kind 'ec'\\\"ho\\\" --port 0\"");

    EXPECT_EQ(result.exit_code, 0) << result.output;
}

} // namespace contract_test
} // namespace net
