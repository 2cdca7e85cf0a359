// What every server promises about its start, or why it does not start.
#include <sys/wait.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>

#include "01-blocking/contract/cases.h"

namespace net {
namespace {

struct run {
    int exit_code = 0;
    std::string output;
    std::string complaints;
};

/// Runs the server with options that make it end by itself.
run run_to_the_end(contract& server, const std::vector<std::string>& options) {
    const std::vector<std::string> command = server.command_with(options);
    server.steps().tell("a server is started with " + options.front() +
                        (options.size() > 1 ? " " + options.back() : ""));
    server_process process(command, 0);
    const std::optional<int> status = process.wait(server.allowed().step);
    run result{0, process.output(), process.complaints()};
    server.steps().tell("it prints " + in_quotes(result.output) +
                        ", on standard error " + in_quotes(result.complaints));
    if (!status) throw broken_promise("it ends by itself", "it still runs");
    server.steps().tell("it ends: " + describe_status(*status));
    if (!WIFEXITED(*status)) throw server_failed(describe_status(*status));
    result.exit_code = WEXITSTATUS(*status);
    return result;
}

void has_exit_code(const run& done, int expected) {
    if (done.exit_code != expected) {
        throw broken_promise("exit code " + std::to_string(expected),
                             "exit code " + std::to_string(done.exit_code));
    }
}

void says(const std::string& said, const std::string& part) {
    if (said.find(part) == said.npos) {
        throw broken_promise("it says \"" + part + "\"", in_quotes(said));
    }
}

std::string lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return text;
}

void names_a_port_in_use(contract& server) {
    server.start();
    const std::string port = std::to_string(server.address().port);
    const run second = run_to_the_end(server, {"--port", port});
    has_exit_code(second, 1);
    says(second.complaints, to_string(server.address()));
    says(second.complaints, std::strerror(EADDRINUSE));
    if (std::count(second.complaints.begin(), second.complaints.end(), '\n') !=
            1 ||
        !second.output.empty()) {
        throw broken_promise("one line on standard error, and nothing else",
                             in_quotes(second.complaints + second.output));
    }
    server.serves_a_new_client(server.allowed().step);
}

/// A usage line on standard error, exit code 2.
void is_refused(contract& server, const std::vector<std::string>& options) {
    const run refused = run_to_the_end(server, options);
    has_exit_code(refused, 2);
    says(lower_case(refused.complaints), "usage");
    if (!refused.output.empty()) {
        throw broken_promise("nothing on standard output",
                             in_quotes(refused.output));
    }
}

void refuses_an_unknown_option(contract& server) {
    is_refused(server, {"--no-such-option"});
}

void refuses_a_bad_value(contract& server) {
    is_refused(server, {"--port", "banana"});
}

void explains_itself(contract& server) {
    const run help = run_to_the_end(server, {"--help"});
    has_exit_code(help, 0);
    says(lower_case(help.output), "usage");
    says(help.output, "--port");
}

} // namespace

std::span<const case_function> start_cases() {
    static constexpr case_function cases[] = {
        {"names_a_port_in_use", names_a_port_in_use},
        {"refuses_an_unknown_option", refuses_an_unknown_option},
        {"refuses_a_bad_value", refuses_a_bad_value},
        {"explains_itself", explains_itself},
    };
    return cases;
}

} // namespace net
