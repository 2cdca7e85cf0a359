#include "01-blocking/backend_protocol.h"

#include <gtest/gtest.h>

namespace backend_protocol_test {

using net::rpc_error;

TEST(parse_reply, gives_the_value_behind_ok) {
    std::error_code error = rpc_error::timed_out;

    EXPECT_EQ(net::parse_reply("ok sunny, 21 C", error), "sunny, 21 C");

    EXPECT_FALSE(error);
}

TEST(parse_reply, knows_a_refusal) {
    std::error_code error;

    EXPECT_EQ(net::parse_reply("error no such user", error), "");

    EXPECT_EQ(error, rpc_error::refused);
}

TEST(parse_reply, makes_nothing_of_anything_else) {
    for (const char* nonsense : {"", "ok", "okay", "OK 1", " ok 1", "error",
                                 "errors abound", "GET / HTTP/1.1"}) {
        std::error_code error;

        EXPECT_EQ(net::parse_reply(nonsense, error), "");

        EXPECT_EQ(error, rpc_error::unavailable) << nonsense;
    }
}

TEST(gateway_answer, is_a_sentence) {
    EXPECT_EQ(net::gateway_answer("alice", "Paris", "sunny, 21 C"),
              "alice is in Paris: sunny, 21 C");
}

TEST(gateway_failure, says_what_went_wrong) {
    EXPECT_EQ(net::gateway_failure(rpc_error::timed_out),
              "error: backend timed out");
    EXPECT_EQ(net::gateway_failure(rpc_error::unavailable),
              "error: backend unavailable");
    EXPECT_EQ(net::gateway_failure(rpc_error::refused),
              "error: backend unavailable");
}

TEST(rpc_error, has_a_text_for_each) {
    const auto message = [](std::error_code error) { return error.message(); };

    EXPECT_EQ(message(rpc_error::refused), "backend refused");
    EXPECT_EQ(message(rpc_error::unavailable), "backend unavailable");
    EXPECT_EQ(message(rpc_error::timed_out), "backend timed out");
    EXPECT_EQ(message({99, make_error_code(rpc_error::refused).category()}),
              "unknown error");
    EXPECT_STREQ(make_error_code(rpc_error::refused).category().name(),
                 "net.rpc");
}

} // namespace backend_protocol_test
