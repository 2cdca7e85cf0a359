// Lets one system call after another fail under a server, in every way that
// the manual knows, and looks whether it and its other clients live on.
#include <getopt.h>

#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <set>

#include "01-blocking/contract/shell_words.h"
#include "01-blocking/faults/fault_trial.h"

namespace {

constexpr const char* usage =
    "usage: server_faults --server COMMAND --kind echo|chat|gateway\n"
    "         --preload LIBRARY [--only CALL]... [--one-at-a-time]\n"
    "         [--by-edges] [--thorough]\n"
    "         [--deadline SECONDS] [--help]\n";

constexpr const char* help =
    "\n"
    "  --preload LIBRARY  libfaulty_calls.so, as it was built\n"
    "  --only CALL        such as accept4; all that it makes if not given\n"
    "  --one-at-a-time    it cannot serve two clients at once\n"
    "  --by-edges         it knows from epoll(7) that a short count means "
    "that\n"
    "                     there is no more; to cut one would be a lie\n"
    "  --deadline SECONDS for a step of a client (10)\n"
    "  --thorough         cut at every length up to 80 bytes, not only to 3\n";

struct wrong_usage {};

struct options {
    net::trial_terms terms;
    std::set<std::string> only;
    bool by_edges = false;
    std::size_t longest_cut = 3; // bytes

    bool wants(const net::possible_fault& fault) const {
        const bool is_a_lie =
            by_edges && (fault.error == 0 || fault.error == EAGAIN);
        return !is_a_lie && (only.empty() || only.contains(fault.call));
    }
};

net::server_kind parse_kind(const std::string& kind) {
    if (kind == "echo") return net::server_kind::echo;
    if (kind == "chat") return net::server_kind::chat;
    if (kind == "gateway") return net::server_kind::gateway;
    throw wrong_usage{};
}

options parse_options(int count, char** words) {
    const option known[] = {{"server", required_argument, nullptr, 's'},
                            {"kind", required_argument, nullptr, 'k'},
                            {"preload", required_argument, nullptr, 'p'},
                            {"only", required_argument, nullptr, 'o'},
                            {"one-at-a-time", no_argument, nullptr, '1'},
                            {"deadline", required_argument, nullptr, 'd'},
                            {"by-edges", no_argument, nullptr, 'e'},
                            {"thorough", no_argument, nullptr, 't'},
                            {"help", no_argument, nullptr, 'h'},
                            {nullptr, 0, nullptr, 0}};
    options chosen;
    for (;;) {
        switch (::getopt_long(count, words, "", known, nullptr)) {
            case 's': chosen.terms.command = net::shell_words(optarg); break;
            case 'k': chosen.terms.kind = parse_kind(optarg); break;
            case 'p': chosen.terms.preload = optarg; break;
            case 'o': chosen.only.insert(optarg); break;
            case '1': chosen.terms.serves_several = false; break;
            case 'd':
                chosen.terms.allowed.step =
                    std::chrono::seconds(std::atoi(optarg));
                break;
            case 'e': chosen.by_edges = true; break;
            case 't': chosen.longest_cut = 80; break;
            case 'h': std::cout << usage << help; std::exit(0);
            case -1: return chosen;
            default: throw wrong_usage{};
        }
    }
}

} // namespace

int main(int count, char** words) try {
    const options chosen = parse_options(count, words);
    if (chosen.terms.command.empty() || chosen.terms.preload.empty()) {
        throw wrong_usage{};
    }
    net::fault_trial trial(chosen.terms);
    std::cout << "calls until the first answer + for the next client: "
              << trial.calls() << std::endl;
    for (const auto& fault : net::start_faults()) {
        if (chosen.wants(fault)) trial.fail_at_start(fault);
    }
    for (const auto& fault : net::traffic_faults(chosen.longest_cut)) {
        if (chosen.wants(fault)) trial.fail_in_traffic(fault);
    }
    trial.finish();
    for (const auto& fault : net::traffic_faults(0)) {
        if (chosen.wants(fault) && fault.owed == net::demand::unnoticed) {
            trial.fail_at_end(fault);
        }
    }
    std::cout << trial.faults() << " faults, " << trial.broken()
              << " not survived as promised\n";
    return trial.broken() == 0 ? 0 : 1;
} catch (const wrong_usage&) {
    std::cerr << usage;
    return 2;
} catch (const std::exception& error) {
    std::cerr << "server_faults: " << error.what() << '\n';
    return 1;
}
