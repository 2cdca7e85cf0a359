// What a gateway promises while its backend is not well: every failure is an
// answer, and the session goes on.
#include "01-blocking/contract/cases.h"
#include "01-blocking/contract/waiting.h"

namespace net {
namespace {

using enum fake_backend::manner;

const std::string unavailable = "error: backend unavailable";
const std::string timed_out = "error: backend timed out";

start_terms short_timeout(const contract& server) {
    const auto time = server.allowed().rpc_timeout;
    return {.options = {"--rpc-timeout", std::to_string(time.count())}};
}

/// The backend is well again, and the same client gets its answers.
void goes_on(contract& server, client& visitor) {
    server.backend().behave(honest);
    server.steps().tell("the backend is well again");
    ask(visitor, "bob");
    expect_answer(visitor, "bob is in Rome: sunny, 21 C");
}

void outlives_a_backend_that_is_down(contract& server) {
    start_terms terms = short_timeout(server);
    terms.backend_is_up = false;
    server.start(terms);
    client visitor = server.connect("the client");
    for (int i = 0; i < 2; ++i) {
        ask(visitor, "alice");
        visitor.expect(unavailable + "\n", server.allowed().soon);
    }
    server.backend().open();
    goes_on(server, visitor);
}

/// The answer comes when the time is up: not before, and soon after.
void times_out(contract& server, client& visitor) {
    const limits& allowed = server.allowed();
    const auto before = std::chrono::steady_clock::now();
    ask(visitor, "alice");
    visitor.expect(timed_out + "\n", allowed.rpc_timeout + allowed.soon);
    const auto after = std::chrono::floor<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - before);
    if (after < allowed.rpc_timeout) {
        throw broken_promise(
            "the backend has " + std::to_string(allowed.rpc_timeout.count()) +
                " ms",
            "the answer came after " + std::to_string(after.count()));
    }
}

void outlives_a_silent_backend(contract& server) {
    server.start(short_timeout(server));
    client visitor = server.connect("the client");
    server.backend().behave(silent);
    times_out(server, visitor);
    // Now the backend answers the first question, too: that is no answer to
    // the next one.
    goes_on(server, visitor);
}

void outlives_a_dribbling_backend(contract& server) {
    server.start(short_timeout(server));
    client visitor = server.connect("the client");
    // Never a third of the time without a byte, and yet too slow in all.
    server.backend().behave(dribbling, server.allowed().rpc_timeout / 3);
    times_out(server, visitor);
    goes_on(server, visitor);
}

void is_unavailable(contract& server, fake_backend::manner how) {
    server.start();
    client visitor = server.connect("the client");
    server.backend().behave(how);
    ask(visitor, "alice");
    expect_answer(visitor, unavailable);
    goes_on(server, visitor);
}

void outlives_a_breaking_backend(contract& server) {
    is_unavailable(server, breaking);
}

void outlives_a_babbling_backend(contract& server) {
    is_unavailable(server, babbling);
}

void hides_a_backend_restart(contract& server) {
    server.start();
    client visitor = server.connect("the client");
    for (int i = 0; i < 5; ++i) {
        server.serves(visitor, server.allowed().step);
        server.backend().hang_up();
        server.steps().tell("the backend ends its connections");
    }
    server.serves(visitor, server.allowed().step);
}

} // namespace

std::span<const case_function> backend_cases() {
    static constexpr case_function cases[] = {
        {"outlives_a_backend_that_is_down", outlives_a_backend_that_is_down},
        {"outlives_a_silent_backend", outlives_a_silent_backend},
        {"outlives_a_dribbling_backend", outlives_a_dribbling_backend},
        {"outlives_a_breaking_backend", outlives_a_breaking_backend},
        {"outlives_a_babbling_backend", outlives_a_babbling_backend},
        {"hides_a_backend_restart", hides_a_backend_restart},
    };
    return cases;
}

} // namespace net
