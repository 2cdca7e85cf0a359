#include "01-blocking/contract/judge.h"

#include <csignal>
#include <iostream>
#include <utility>

namespace net {
namespace {

/// A broken promise's account: the steps, what should have come and what did,
/// and what the server had to say.
std::string account_of(contract& server, const std::string& end) {
    std::string account = server.steps().text() + indented(end, "       ");
    const std::string complaints = server.complaints();
    if (!complaints.empty()) {
        constexpr std::size_t enough = 8000; // bytes
        account += "    the server's standard error:\n" +
                   indented(complaints.substr(0, enough), "       | ");
    }
    return account;
}

} // namespace

judge::judge(std::vector<std::string> command, server_kind kind,
             const limits& allowed)
    : command_(std::move(command)), kind_(kind), allowed_(allowed) {}

void judge::expect_kept(const promise& made) {
    const outcome result = put_to_the_test(made);
    if (result.is == outcome::verdict::kept) {
        ++kept_;
        std::cout << "kept    " << made.text << result.remark << std::endl;
    } else {
        ++broken_;
        std::cout << "BROKEN  " << made.text << '\n'
                  << result.account << std::flush;
    }
}

void judge::expect_broken(const promise& made, const std::string& reason) {
    const outcome result = put_to_the_test(made);
    switch (result.is) {
        case outcome::verdict::kept:
            ++broken_;
            std::cout << "BROKEN  " << made.text << '\n'
                      << "       unexpected pass: take the declaration away ("
                      << reason << ")" << std::endl;
            break;
        case outcome::verdict::broken:
            ++limits_;
            std::cout << "cannot  " << made.text << " (" << reason << ")"
                      << std::endl;
            break;
        case outcome::verdict::dead:
            ++broken_;
            std::cout << "BROKEN  " << made.text << '\n'
                      << result.account << "       no declaration excuses that"
                      << std::endl;
            break;
    }
}

judge::outcome judge::put_to_the_test(const promise& made) {
    using enum outcome::verdict;
    contract server(command_, kind_, allowed_);
    try {
        made.keep(server);
        if (server.is_running()) server.ends_after(SIGTERM);
        const std::string& remark = server.remark();
        return {kept, remark.empty() ? "" : " (" + remark + ")", ""};
    } catch (const broken_promise& error) {
        const auto death = server.cause_of_death();
        const std::string end =
            error.what() + (death ? "\nthe server died: " + *death : "");
        return {death ? dead : broken, "", account_of(server, end)};
    } catch (const server_failed& error) {
        return {dead, "", account_of(server, error.what())};
    }
}

std::string judge::summary() const {
    return std::to_string(kept_) + " kept, " + std::to_string(broken_) +
           " broken, " + std::to_string(limits_) + " declared as limits";
}

} // namespace net
