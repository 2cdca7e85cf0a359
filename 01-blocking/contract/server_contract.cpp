// Puts a server through the contract: starts it anew for each case, speaks TCP
// with it, and says which promises it keeps.
#include <getopt.h>
#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <iostream>
#include <map>
#include <stdexcept>

#include "01-blocking/contract/judge.h"
#include "01-blocking/contract/shell_words.h"

namespace {

constexpr const char* usage =
    "usage: server_contract --server COMMAND --kind echo|chat|gateway\n"
    "         [--only CASE]... [--cannot CASE=REASON]... [--deadline SECONDS]\n"
    "         [--with-name VARIANT] [--list] [--help]\n";

constexpr const char* help =
    "\n"
    "Starts the server anew for each case, with options after its own, such\n"
    "as --idle-timeout 1, and tells which promises it keeps. Example:\n"
    "  server_contract --server './my_server --port 0' --kind echo\n"
    "\n"
    "  --only CASE           judge this case only\n"
    "  --cannot CASE=REASON  a known limit: this case must fail\n"
    "  --deadline SECONDS    for steps without a promise of their own (10)\n"
    "  --with-name VARIANT   what the summary calls the server\n"
    "  --list                the cases (of this kind), and do nothing else\n"
    "\n"
    "Limits of time are multiplied by the environment variable\n"
    "CONTRACT_PATIENCE, for servers that a sanitizer makes slow.\n";

struct options {
    std::vector<std::string> command;
    std::string kind;
    std::string name = "the server";
    std::vector<std::string> only;
    std::map<std::string, std::string> cannot; // from case to reason
    int deadline = 10;                         // seconds
    bool lists = false;
};

struct wrong_usage : std::runtime_error {
    using runtime_error::runtime_error;
};

int positive_number(std::string_view text) {
    int number = 0;
    const char* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, number);
    if (result.ptr != end || number <= 0) {
        throw wrong_usage("not a number: " + std::string(text));
    }
    return number;
}

void add_limit(options& chosen, const std::string& declaration) {
    const std::size_t equals = declaration.find('=');
    if (equals == declaration.npos) throw wrong_usage("not CASE=REASON");
    chosen.cannot[declaration.substr(0, equals)] =
        declaration.substr(equals + 1);
}

options parse_options(int count, char** words) {
    const option known[] = {{"server", required_argument, nullptr, 's'},
                            {"kind", required_argument, nullptr, 'k'},
                            {"only", required_argument, nullptr, 'o'},
                            {"cannot", required_argument, nullptr, 'c'},
                            {"deadline", required_argument, nullptr, 'd'},
                            {"with-name", required_argument, nullptr, 'n'},
                            {"list", no_argument, nullptr, 'l'},
                            {"help", no_argument, nullptr, 'h'},
                            {nullptr, 0, nullptr, 0}};
    options chosen;
    for (;;) {
        switch (::getopt_long(count, words, "", known, nullptr)) {
            case 's': chosen.command = net::shell_words(optarg); break;
            case 'k': chosen.kind = optarg; break;
            case 'o': chosen.only.push_back(optarg); break;
            case 'c': add_limit(chosen, optarg); break;
            case 'd': chosen.deadline = positive_number(optarg); break;
            case 'n': chosen.name = optarg; break;
            case 'l': chosen.lists = true; break;
            case 'h': std::cout << usage << help; std::exit(0);
            case -1: return chosen;
            default: throw wrong_usage("wrong option");
        }
    }
}

net::server_kind parse_kind(const std::string& kind) {
    if (kind == "echo") return net::server_kind::echo;
    if (kind == "chat") return net::server_kind::chat;
    if (kind == "gateway") return net::server_kind::gateway;
    throw wrong_usage("no such kind: '" + kind + "'");
}

/// The promises that these options ask for.
/// Errors:   wrong_usage if they name a case that there is not
std::vector<net::promise> chosen_promises(const options& chosen) {
    std::vector<net::promise> promises = net::all_promises();
    std::erase_if(promises, [&](const net::promise& each) {
        return !chosen.kind.empty() && !each.is_made_by(chosen.kind);
    });
    const auto check_name = [&](const std::string& name) {
        if (std::none_of(promises.begin(), promises.end(),
                         [&](const auto& each) { return each.name == name; })) {
            throw wrong_usage("no such case: '" + name + "'");
        }
    };
    for (const auto& limit : chosen.cannot) check_name(limit.first);
    for (const std::string& name : chosen.only) check_name(name);
    std::erase_if(promises, [&](const net::promise& each) {
        return !chosen.only.empty() &&
               std::count(chosen.only.begin(), chosen.only.end(), each.name) ==
                   0;
    });
    return promises;
}

net::limits allowed_limits(const options& chosen) {
    const char* const patience = std::getenv("CONTRACT_PATIENCE");
    const int factor = patience ? positive_number(patience) : 1;
    net::limits allowed = net::patient_limits(factor);
    allowed.step = std::chrono::seconds(chosen.deadline) * factor;
    return allowed;
}

/// A thousand clients at once need as many descriptors, here and in the
/// server, which inherits this.
void raise_descriptor_limit() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 16'384);
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

int main(int count, char** words) try {
    const options chosen = parse_options(count, words);
    const std::vector<net::promise> promises = chosen_promises(chosen);
    if (chosen.lists) {
        for (const net::promise& each : promises) {
            std::cout << each.kind << ' ' << each.name << ' ' << each.text
                      << '\n';
        }
        return 0;
    }
    if (chosen.command.empty()) throw wrong_usage("no --server");
    raise_descriptor_limit();
    net::judge judge(chosen.command, parse_kind(chosen.kind),
                     allowed_limits(chosen));
    for (const net::promise& each : promises) {
        const auto limit = chosen.cannot.find(each.name);
        if (limit == chosen.cannot.end()) {
            judge.expect_kept(each);
        } else {
            judge.expect_broken(each, limit->second);
        }
    }
    std::cout << chosen.name << ": " << judge.summary() << '\n';
    return judge.is_content() ? 0 : 1;
} catch (const wrong_usage& error) {
    std::cerr << "server_contract: " << error.what() << '\n' << usage;
    return 2;
} catch (const std::exception& error) {
    std::cerr << "server_contract: " << error.what() << '\n';
    return 1;
}
