// Drives a server with thousands of connections from one thread, and tells
// what it gave and whether every byte of it was right.

#include <csignal>
#include <cstdio>
#include <exception>

#include "03-epoll-reactor/load/progress_line.h"
#include "03-epoll-reactor/load/run_load.h"

namespace {

int run(const net::load_options& options) {
    net::progress_line line;
    const net::load_report report = net::run_load(
        options,
        {.progress = [&](const std::string& what) { line.show(what); }});
    line.clear();
    const std::string text =
        options.json ? net::to_json(report) + "\n" : net::to_text(report);
    std::fputs(text.c_str(), stdout);
    return report.errors.total() > 0 ? 1 : 0;
}

} // namespace

int main(int argc, char** argv) {
    // A server that is gone is an error to be counted, not one to die of.
    std::signal(SIGPIPE, SIG_IGN);
    try {
        const net::load_options options = net::parse_load_options(argc, argv);
        if (!options.help) return run(options);
        std::fputs(net::load_help(argv[0]).c_str(), stdout);
        return 0;
    } catch (const net::usage_error& bad) {
        std::fprintf(stderr, "%s: %s; see --help\n", argv[0], bad.what());
        return 2;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "%s: %s\n", argv[0], failure.what());
        return 1;
    }
}
