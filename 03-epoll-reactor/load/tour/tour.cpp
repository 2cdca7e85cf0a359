// A walk up the ladder: starts each chapter's servers, drives them, and shows
// in one table what became better, and what it cost.

#include <sys/utsname.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>
#include <thread>

#include "03-epoll-reactor/load/descriptor_limit.h"
#include "03-epoll-reactor/load/load_options.h"
#include "03-epoll-reactor/load/progress_line.h"
#include "03-epoll-reactor/load/tour/measure_row.h"
#include "03-epoll-reactor/load/tour/tour_options.h"
#include "03-epoll-reactor/load/tour/tour_table.h"

namespace {

net::tour_book read_book(const net::tour_options& options) {
    std::ifstream file(options.book);
    if (!file) throw std::runtime_error("cannot read " + options.book);
    net::tour_book book = net::read_tour_book(file);
    std::erase_if(book.rows, [&](const net::tour_row& row) {
        return !row.name().starts_with(options.only);
    });
    if (book.rows.empty()) {
        throw std::runtime_error("no row begins with '" + options.only + "'");
    }
    if (!options.output.empty()) book.output = options.output;
    return book;
}

net::tour_machine this_machine(const std::string& compiler) {
    utsname system{};
    ::uname(&system);
    return {std::thread::hardware_concurrency(), system.release, compiler};
}

/// Machines change their speed for a minute at a time: who is measured three
/// times in a row is measured once. So each round goes over all rows.
net::tour_story walk(const net::tour_book& book,
                     const net::tour_options& options) {
    net::tour_story story;
    story.machine = this_machine(book.compiler);
    story.plan.seconds = options.seconds;
    story.plan.rounds = options.rounds;
    // The servers inherit our limits, and a gateway needs two descriptors for
    // each of its clients.
    net::allow_descriptors(2 * story.plan.gateway_clients);
    net::progress_line line;
    std::vector<std::vector<net::tour_result>> measured(book.rows.size());
    for (std::size_t round = 0; round < options.rounds; ++round) {
        for (std::size_t i = 0; i < book.rows.size(); ++i) {
            const std::string place = "round " + std::to_string(round + 1) +
                                      " of " + std::to_string(options.rounds) +
                                      ", row " + std::to_string(i + 1) +
                                      " of " +
                                      std::to_string(book.rows.size()) + ": " +
                                      book.rows[i].name() + ": ";
            measured[i].push_back(net::measure_row(
                book.rows[i], story.plan, book.backend,
                [&](const std::string& what) { line.show(place + what); }));
        }
    }
    for (const auto& rounds : measured) {
        story.rows.push_back(net::median_of(rounds));
    }
    return story;
}

void write_file(const std::string& path, const std::string& text) {
    std::ofstream file(path);
    file << text;
    file.close();
    if (!file) throw std::runtime_error("cannot write " + path);
}

/// Shape:    the program's exit status
int run(const net::tour_options& options) {
    const net::tour_book book = read_book(options);
    const net::tour_story story = walk(book, options);
    std::fputs(net::to_text(story).c_str(), stdout);
    write_file(book.output + "/tour.md", net::to_markdown(story));
    write_file(book.output + "/tour.json", net::to_json(story));
    for (const net::tour_result& each : story.rows) {
        if (!each.failures().empty()) return 1;
    }
    return 0;
}

constexpr const char* help =
    "usage: %s [OPTION VALUE]...\n"
    "  --only PREFIX   rows whose name begins so: 03\n"
    "  --rounds N      over all rows, of which the median is told (3)\n"
    "  --seconds S     of echoes, a row (1); half as long for the chat\n"
    "  --output DIR    where tour.md and tour.json go (the build folder)\n"
    "  --book FILE     the list of rows (CMake's)\n"
    "  --help\n";

} // namespace

int main(int argc, char** argv) {
    // A server that is gone is an error to be told, not one to die of.
    std::signal(SIGPIPE, SIG_IGN);
    try {
        const net::tour_options options = net::parse_tour_options(argc, argv);
        if (!options.help) return run(options);
        std::printf(help, argv[0]);
        return 0;
    } catch (const net::usage_error& bad) {
        std::fprintf(stderr, "%s: %s; see --help\n", argv[0], bad.what());
        return 2;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "%s: %s\n", argv[0], failure.what());
        return 1;
    }
}
