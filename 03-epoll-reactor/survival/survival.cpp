// Attacks a server in every way that clients know, beside well-behaved ones
// who check every byte, and says whether it has survived.

#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>

#include "03-epoll-reactor/load/descriptor_limit.h"
#include "03-epoll-reactor/load/progress_line.h"
#include "03-epoll-reactor/survival/survival_run.h"
#include "03-epoll-reactor/survival/visit.h"

namespace {

int attack(const net::survival_options& options, const std::string& program) {
    net::allow_descriptors(2 * options.descriptors + 200);
    net::progress_line line;
    net::survival_run run(options, program,
                          [&](const std::string& what) { line.show(what); });
    const net::survival_report report = run.run();
    line.clear();
    const std::string text =
        options.json ? net::to_json(report) + "\n" : net::to_text(report);
    std::fputs(text.c_str(), stdout);
    return report.fault.empty() ? 0 : 1;
}

int visit(const net::survival_options& options) {
    const std::string fault = net::visit_server(options);
    std::fputs(fault.c_str(), stderr);
    return fault.empty() ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    // A server that is gone is a fault to be told, not one to die of.
    std::signal(SIGPIPE, SIG_IGN);
    try {
        const std::string program =
            std::filesystem::read_symlink("/proc/self/exe");
        const net::survival_options options =
            net::parse_survival_options(argc, argv, program);
        if (options.visited) return visit(options);
        if (!options.help) return attack(options, program);
        std::fputs(net::survival_help, stdout);
        return 0;
    } catch (const net::usage_error& bad) {
        std::fprintf(stderr, "%s: %s; see --help\n", argv[0], bad.what());
        return 2;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "%s: %s\n", argv[0], failure.what());
        return 1;
    }
}
