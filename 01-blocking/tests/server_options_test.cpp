#include "01-blocking/server_options.h"

#include <getopt.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace server_options_test {

using namespace std::chrono_literals;
using testing::ExitedWithCode;

/// Parses a command line, of which the program's name need not be said.
net::server_options parse(std::vector<std::string> words,
                          const net::server_options& defaults = {},
                          std::span<net::choice> own = {}) {
    words.insert(words.begin(), "server");
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    ::optind = 0; // getopt_long keeps its place in a global, and begins anew
    return net::parse_server_options(static_cast<int>(words.size()),
                                     argv.data(), defaults, own);
}

TEST(server_options, are_the_defaults_when_nothing_is_said) {
    const net::server_options options =
        parse({}, {.host = "::1", .port = 7001, .threads = 8});

    EXPECT_EQ(options.host, "::1");
    EXPECT_EQ(options.port, 7001);
    EXPECT_EQ(options.threads, 8u);
    EXPECT_EQ(options.idle_timeout, 0ms);
    EXPECT_EQ(options.max_backlog, 1024u * 1024u);
    EXPECT_EQ(to_string(options.backend), "127.0.0.1:7010");
    EXPECT_EQ(options.rpc_timeout, 1s);
    EXPECT_EQ(options.delay, 10ms);
}

TEST(server_options, can_all_be_said) {
    const net::server_options options =
        parse({"--host", "0.0.0.0", "--port", "0", "--threads", "1024",
               "--idle-timeout", "1.5", "--max-backlog", "65536", "--backend",
               "[::1]:7777", "--rpc-timeout=250", "--delay=0"},
              {.port = 7001});

    EXPECT_EQ(options.host, "0.0.0.0");
    EXPECT_EQ(options.port, 0);
    EXPECT_EQ(options.threads, 1024u);
    EXPECT_EQ(options.idle_timeout, 1500ms);
    EXPECT_EQ(options.max_backlog, 65536u);
    EXPECT_EQ(to_string(options.backend), "[::1]:7777");
    EXPECT_EQ(options.rpc_timeout, 250ms);
    EXPECT_EQ(options.delay, 0ms);
}

TEST(server_options, are_what_was_said_last) {
    EXPECT_EQ(parse({"--port", "1", "--port", "2"}).port, 2);
}

TEST(server_options, give_a_choice_between_words) {
    net::choice own[] = {{"model", {"thread", "pool"}},
                         {"poller", {"epoll", "poll"}}};

    parse({"--model", "pool"}, {}, own);

    EXPECT_EQ(own[0].chosen, "pool");
    EXPECT_EQ(own[1].chosen, "epoll"); // the first is the default
}

TEST(server_options, allow_as_many_threads_as_the_program_says) {
    EXPECT_EQ(parse({"--threads", "1"}, {.most_threads = 1}).threads, 1u);
    EXPECT_EXIT(parse({"--threads", "2"}, {.most_threads = 1}),
                ExitedWithCode(2), "--threads 2: not a number from 1 to 1");
}

/// A command line that is refused, and what the refusal must name.
struct refused_line {
    std::vector<std::string> words;
    std::string named;
};

/// For gtest, which prints what a test's parameter is.
void PrintTo(const refused_line& line, std::ostream* out) {
    for (const std::string& word : line.words) *out << word << ' ';
}

class wrong_option : public testing::TestWithParam<refused_line> {};

TEST_P(wrong_option, ends_the_program_with_2_and_one_line_that_names_it) {
    net::choice own[] = {{"model", {"thread", "pool"}}};

    EXPECT_EXIT(
        parse(GetParam().words, {}, own), ExitedWithCode(2),
        "^server: " + GetParam().named + "[^\n]*; usage: server [^\n]*\n$");
}

INSTANTIATE_TEST_SUITE_P(
    is, wrong_option,
    testing::Values(
        refused_line{{"--port", "70000"}, "--port 70000"},
        refused_line{{"--port", "-1"}, "--port -1"},
        refused_line{{"--port", "x"}, "--port x"},
        refused_line{{"--port", ""}, "--port "},
        refused_line{{"--port", "70 "}, "--port 70 "},
        refused_line{{"--threads", "0"}, "--threads 0"},
        refused_line{{"--threads", "1025"}, "--threads 1025"},
        refused_line{{"--idle-timeout", "-1"}, "--idle-timeout -1"},
        refused_line{{"--idle-timeout", "nan"}, "--idle-timeout nan"},
        refused_line{{"--idle-timeout", "1e9"}, "--idle-timeout 1e9"},
        refused_line{{"--idle-timeout", "1s"}, "--idle-timeout 1s"},
        refused_line{{"--max-backlog", "1MiB"}, "--max-backlog 1MiB"},
        refused_line{{"--backend", "nowhere"}, "--backend nowhere"},
        refused_line{{"--backend", "host:70000"}, "--backend host:70000"},
        refused_line{{"--rpc-timeout", "1.5"}, "--rpc-timeout 1.5"},
        refused_line{{"--delay", "ten"}, "--delay ten"},
        refused_line{{"--model", "fork"}, "--model fork"},
        refused_line{{"--model", ""}, "--model "},
        refused_line{{"--port"}, "--port: no value"},
        refused_line{{"--prot", "7001"}, "--prot: no such option"},
        refused_line{{"-p", "7001"}, "-p: no such option"},
        refused_line{{"-pq"}, "-p: no such option"},
        refused_line{{"7001"}, "7001: no such option"},
        refused_line{{"--port", "1", "more"}, "more: no such option"}));

TEST(help, ends_the_program_with_0) {
    EXPECT_EXIT(parse({"--help"}), ExitedWithCode(0), "^$");
}

TEST(help, names_all_options_and_the_programs_own) {
    net::choice own[] = {{"model", {"thread", "pool"}}};

    // Standard output is not looked at by EXPECT_EXIT: let it be the other.
    EXPECT_EXIT(
        (::dup2(STDERR_FILENO, STDOUT_FILENO), parse({"--help"}, {}, own)),
        ExitedWithCode(0),
        "usage: server(.|\n)*--host(.|\n)*--port(.|\n)*--threads(.|\n)*"
        "--idle-timeout(.|\n)*--backend(.|\n)*--model thread.pool\n");
}

TEST(run_server, returns_0_when_all_went_well) {
    bool served = false;

    EXPECT_EQ(net::run_server("server", [&] { served = true; }), 0);

    EXPECT_TRUE(served);
}

TEST(run_server, turns_an_exception_into_one_line_and_1) {
    testing::internal::CaptureStderr();

    const int status = net::run_server(
        "server", [] { throw std::runtime_error("no door to open"); });

    EXPECT_EQ(status, 1);
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "server: no door to open\n");
}

TEST(run_server, survives_a_write_to_nobody) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    ::close(ends[0]);

    const int status = net::run_server("server", [&] {
        if (::write(ends[1], "x", 1) == 1) throw std::logic_error("written");
    });

    EXPECT_EQ(status, 0);
    ::close(ends[1]);
}

TEST(announce, says_where_it_listens_in_one_line) {
    const net::unique_fd listener = net::listen_on({"127.0.0.1", 0});
    testing::internal::CaptureStdout();

    net::announce(listener.get());

    EXPECT_EQ(
        testing::internal::GetCapturedStdout(),
        "listening on " + to_string(net::local_address(listener.get())) + "\n");
}

} // namespace server_options_test
