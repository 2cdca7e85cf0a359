#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "03-epoll-reactor/survival/survival_options.h"

namespace survival_options_test {

net::survival_options parse(std::vector<std::string> words) {
    words.insert(words.begin(), "survival");
    std::vector<char*> pointers;
    for (std::string& each : words) pointers.push_back(each.data());
    const int count = static_cast<int>(pointers.size());
    pointers.push_back(nullptr);
    return net::parse_survival_options(count, pointers.data(),
                                       "/build/03-epoll-reactor/survival");
}

TEST(survival_options, say_what_is_attacked_and_for_how_long) {
    const auto options =
        parse({"--kind", "chat", "--server", "'my server' --port 0",
               "--seconds", "0.5", "--bound", "200", "--pace", "0.25"});

    EXPECT_EQ(options.kind, net::load_kind::chat);
    EXPECT_EQ(options.server,
              (std::vector<std::string>{"my server", "--port", "0"}));
    EXPECT_EQ(options.duration.count(), 500);
    EXPECT_EQ(options.bound.count(), 200);
    EXPECT_EQ(options.pace, 0.25);
    EXPECT_EQ(options.backend,
              "/build/03-epoll-reactor/../01-blocking/backend_server");
}

TEST(survival_options, refuse_what_makes_no_sense) {
    using net::usage_error;

    EXPECT_THROW(parse({}), usage_error);
    EXPECT_THROW(parse({"--server", "x", "--kind", "idle"}), usage_error);
    EXPECT_THROW(parse({"--server", "x", "--seconds", "soon"}), usage_error);
    EXPECT_THROW(parse({"--server", "x", "--seconds", "0"}), usage_error);
    EXPECT_THROW(parse({"--server", "x", "--pace", "0"}), usage_error);
    EXPECT_THROW(parse({"--server", "x", "more"}), usage_error);
    EXPECT_THROW(parse({"--server", "'x"}), usage_error);
    EXPECT_THROW(parse({"--server", "x", "--visit", "h:1"}), usage_error);
    EXPECT_THROW(parse({"--visit", "nowhere"}), usage_error);
}

} // namespace survival_options_test
