// The program itself, on servers that are right and on servers that are wrong
// in one way: those must not survive.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "01-blocking/contract/server_process.h"

namespace survival_test {

using namespace std::chrono_literals;

struct outcome {
    std::string status;
    std::string output;
};

/// Shape:    `seconds` and `bound` as the program's options have them
outcome attack(const std::string& kind, const std::string& server,
               const std::string& seconds, const std::string& bound,
               const std::string& descriptors = "256") {
    net::server_process program(
        {SURVIVAL, "--kind", kind, "--server", server, "--seconds", seconds,
         "--bound", bound, "--descriptors", descriptors},
        0);
    const auto status = program.wait(60s);
    return {status ? net::describe_status(*status) : "did not end",
            program.output() + program.complaints()};
}

TEST(survival, of_the_gateway) {
    const outcome result =
        attack("gateway", "'" GATEWAY_SERVER "' --port 0", "1.5", "10000");

    EXPECT_EQ(result.status, "exit code 0") << result.output;
    EXPECT_NE(result.output.find("survived"), std::string::npos);
    for (const char* deed :
         {"backend killed and restarted", "bad frames", "byte at a time",
          "clients stopped and continued", "connects and vanishes",
          "descriptors exhausted and freed", "floods", "half-closes",
          "resets"}) {
        EXPECT_NE(result.output.find(deed), std::string::npos) << deed;
    }
}

/// A fault, and what the program says of a server that has it.
struct proof {
    const char* kind;
    const char* fault;
    std::string_view complaint;
};

constexpr std::string_view waited = "waited";
constexpr std::string_view grown = "memory grows";
constexpr std::string_view unbounded = "memory has no bound";

void PrintTo(const proof& shown, std::ostream* out) {
    *out << shown.fault;
}

constexpr proof proofs[] = {
    // a byte is wrong
    {"echo", "mangles_high_bytes", "got wrong bytes"},
    {"chat", "reorders", "heard something else than the others"},
    {"gateway", "speaks_french", "got the answer"},
    {"gateway", "never_connects_again", "got the answer"},
    // a well-behaved client is lost
    {"chat", "ends_all_for_one", "a client that"},
    // or waits
    {"echo", "blocks_on_a_slow_reader", waited},
    {"echo", "never_accepts_again", waited},
    {"echo", "ignores_half_close", waited},
    {"chat", "takes_a_read_for_a_frame", waited},
    // descriptors and memory
    {"echo", "leaks_a_descriptor", "descriptors do not come back"},
    {"echo", "leaks_memory", grown},
    {"echo", "buffers_without_bound", unbounded},
    // the server dies
    {"echo", "dies_of_sigpipe", ""},
    {"echo", "dies_without_descriptors", ""},
    {"gateway", "dies_of_garbage", ""},
    {"echo", "exits_with_1", "ended with exit code 1"},
};

class wrong_server : public testing::TestWithParam<proof> {};

TEST_P(wrong_server, does_not_survive) {
    const proof& given = GetParam();
    const std::string fault = given.fault;
    const std::string server = std::string("'" WRONG_SERVER "' --port 0") +
                               " --kind " + given.kind + " --fault " + fault;
    // Where the complaint is about leftovers, nobody may complain of a delay
    // before; where it is about time, that must not take long.
    const bool is_about_time = given.complaint == waited;
    // These run until it is seen; all others, to their end: a leak has to grow.
    const bool has_time = is_about_time || given.complaint == unbounded;
    const char* const shortest = given.complaint == grown ? "4" : "1.5";

    const outcome result =
        attack(given.kind, server, has_time ? "20" : shortest,
               is_about_time ? "100" : "10000",
               fault == "leaks_a_descriptor" ? "2000" : "256");

    EXPECT_EQ(result.status, "exit code 1");
    EXPECT_NE(result.output.find("FAULT: "), std::string::npos);
    EXPECT_NE(result.output.find(given.complaint), std::string::npos)
        << result.output;
}

INSTANTIATE_TEST_SUITE_P(survival, wrong_server, testing::ValuesIn(proofs),
                         [](const testing::TestParamInfo<proof>& tested) {
                             return std::string(tested.param.kind) + "_that_" +
                                    tested.param.fault;
                         });

} // namespace survival_test
