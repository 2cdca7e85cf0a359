// Whatever a server does wrong, the case that is there for it says so.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ostream>
#include <sstream>

#include "01-blocking/contract/tests/run_contract.h"

namespace net {
namespace wrong_server_test {

/// A fault, and the case that must catch it.
struct proof {
    const char* kind;
    const char* fault;
    const char* caught_by;
};

/// How a failure shows it.
void PrintTo(const proof& shown, std::ostream* out) {
    *out << shown.fault;
}

constexpr proof proofs[] = {
    {"echo", "answers_in_capitals", "returns_one_byte"},
    {"echo", "mangles_high_bytes", "returns_every_byte_value"},
    {"echo", "drops_a_byte_above_64k", "returns_64_mib"},
    {"echo", "ignores_half_close", "returns_the_rest_after_half_close"},
    {"echo", "closes_at_once_on_half_close",
     "returns_the_rest_after_half_close"},
    {"echo", "serves_one_at_a_time", "serves_1000_clients_at_once"},
    {"echo", "buffers_without_bound", "bounds_who_never_reads"},
    {"echo", "blocks_on_a_slow_reader", "bounds_who_never_reads"},
    {"echo", "leaks_a_descriptor", "leaks_nothing"},
    {"echo", "leaks_memory", "leaks_nothing"},
    {"echo", "dies_of_reset", "survives_resets"},
    {"echo", "dies_of_sigpipe", "survives_resets"},
    {"echo", "ignores_idle_timeout", "drops_who_is_silent"},
    {"echo", "hurries", "drops_who_is_silent"},
    {"echo", "drops_busy_clients", "keeps_who_speaks"},
    {"echo", "always_asks_for_room", "rests_while_nothing_comes"},
    {"echo", "reads_without_room", "rests_while_nothing_comes"},
    {"echo", "spins_without_descriptors", "survives_want_of_descriptors"},
    {"echo", "dies_without_descriptors", "survives_want_of_descriptors"},
    {"echo", "never_accepts_again", "survives_want_of_descriptors"},
    {"echo", "ignores_sigterm", "ends_on_sigterm"},
    {"echo", "exits_with_1", "ends_on_sigterm"},
    {"echo", "ignores_sigint", "ends_on_sigint"},
    {"echo", "prints_more", "prints_one_line"},
    {"echo", "starts_in_silence", "names_a_port_in_use"},
    {"echo", "takes_any_option", "refuses_an_unknown_option"},
    {"echo", "takes_any_port", "refuses_a_bad_value"},
    {"echo", "has_no_help", "explains_itself"},

    {"chat", "forgets_the_sender", "delivers_to_all"},
    {"chat", "reorders", "keeps_one_order"},
    {"chat", "forgets_the_history", "tells_the_last_100"},
    {"chat", "history_of_99", "tells_the_last_100"},
    {"chat", "history_of_101", "tells_the_last_100"},
    {"chat", "history_within_the_backlog", "tells_the_last_100"},
    {"chat", "takes_a_read_for_a_frame", "takes_split_frames"},
    {"chat", "takes_one_frame_a_read", "takes_many_frames_at_once"},
    {"chat", "drops_empty_bodies", "takes_bodies_of_0_and_512_bytes"},
    {"chat", "takes_any_header", "ends_who_sends_no_number"},
    {"chat", "takes_any_header", "ends_who_sends_a_negative_length"},
    {"chat", "takes_any_header", "ends_who_sends_over_512"},
    {"chat", "ends_all_for_one", "ends_who_sends_over_512"},
    {"chat", "blocks_on_a_slow_reader", "drops_a_stopped_reader"},
    {"chat", "buffers_without_bound", "drops_a_stopped_reader"},
    {"chat", "leaves_messages_out", "drops_a_stopped_reader"},
    {"chat", "counts_listening", "drops_who_only_listens"},
    {"chat", "closes_at_once_on_half_close", "delivers_after_half_close"},
    {"chat", "ends_all_for_one", "survives_garbage"},
    {"chat", "leaks_a_descriptor", "leaks_nothing"},
    {"chat", "dies_of_sigpipe", "survives_resets"},
    {"chat", "waits_for_all", "ends_on_sigterm"},

    {"gateway", "speaks_french", "answers"},
    {"gateway", "takes_the_last_line_first", "answers_in_order"},
    {"gateway", "takes_a_read_for_a_line", "takes_split_lines"},
    {"gateway", "keeps_the_return", "takes_carriage_returns"},
    {"gateway", "ends_at_an_unknown_user", "goes_on_after_an_unknown_user"},
    {"gateway", "limits_lines_to_1000", "takes_lines_of_1024_bytes"},
    {"gateway", "has_no_line_limit", "ends_who_sends_a_longer_line"},
    {"gateway", "has_no_line_limit", "bounds_an_endless_line"},
    {"gateway", "buffers_without_bound", "bounds_an_endless_line"},
    {"gateway", "closes_at_once_on_half_close", "answers_after_half_close"},
    {"gateway", "makes_one_call_at_a_time", "serves_100_clients_at_once"},
    {"gateway", "never_connects_again", "outlives_a_backend_that_is_down"},
    {"gateway", "has_no_clock", "outlives_a_silent_backend"},
    {"gateway", "takes_late_answers", "outlives_a_silent_backend"},
    {"gateway", "counts_from_the_last_byte", "outlives_a_dribbling_backend"},
    {"gateway", "hangs_with_its_backend", "outlives_a_breaking_backend"},
    {"gateway", "believes_all_it_hears", "outlives_a_babbling_backend"},
    {"gateway", "notices_a_restart_late", "hides_a_backend_restart"},
    {"gateway", "dies_of_garbage", "survives_garbage"},
    {"gateway", "leaks_a_descriptor", "leaks_nothing"},
    {"gateway", "hears_an_end_again_and_again", "rests_while_nothing_comes"},
    {"gateway", "waits_for_all", "ends_on_sigint"},
};

/// Memory is not judged where a sanitizer keeps it in quarantine.
bool is_about_memory(const proof& which) {
    const std::string fault = which.fault;
    return fault == "leaks_memory" || fault == "buffers_without_bound";
}

class wrong_server : public testing::TestWithParam<proof> {};

TEST_P(wrong_server, is_caught_by_the_case_for_its_fault) {
    const char* const patience = std::getenv("CONTRACT_PATIENCE");
    if (patience && std::atoi(patience) > 1 && is_about_memory(GetParam())) {
        GTEST_SKIP() << "memory is not judged with CONTRACT_PATIENCE";
    }
    // The leaks of the wrong servers are large, so fewer clients show them.
    ::setenv("CONTRACT_CONNECTS", "2000", 1);
    const proof& given = GetParam();

    const contract_run result = judge_wrong_server(
        given.kind, given.fault, std::string("--only ") + given.caught_by);

    EXPECT_EQ(result.exit_code, 1);
    EXPECT_TRUE(result.output.starts_with("BROKEN  ")) << result.output;
    EXPECT_TRUE(result.says("should: ") || result.says("does not say"))
        << result.output;
}

INSTANTIATE_TEST_SUITE_P(contract, wrong_server, testing::ValuesIn(proofs),
                         [](const testing::TestParamInfo<proof>& tested) {
                             return std::string(tested.param.kind) + "_that_" +
                                    tested.param.fault + "_by_" +
                                    tested.param.caught_by;
                         });

TEST(contract, has_a_wrong_server_for_every_promise) {
    std::istringstream list(run_contract("--list").output);
    std::string kind;
    std::string name;
    std::string text;
    int promises = 0;
    while (list >> kind >> name && std::getline(list, text)) {
        ++promises;
        EXPECT_TRUE(std::any_of(std::begin(proofs), std::end(proofs),
                                [&](const proof& each) {
                                    return name == each.caught_by &&
                                           (kind == "all" || kind == each.kind);
                                }))
            << kind << " " << name;
    }
    EXPECT_GT(promises, 40);
}

} // namespace wrong_server_test
} // namespace net
