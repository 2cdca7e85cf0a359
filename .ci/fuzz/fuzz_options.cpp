// The command lines of the tools, a word a line.
#include <getopt.h>

#include <vector>

#include ".ci/fuzz/fuzz.h"
#include "03-epoll-reactor/load/load_options.h"
#include "03-epoll-reactor/load/tour/tour_options.h"
#include "03-epoll-reactor/survival/survival_options.h"

namespace fuzz {

namespace {

/// Words that getopt_long(3) may put into another order, and a null.
struct command_line {
    explicit command_line(std::string_view input) : text(input) {
        words.push_back(name.data());
        for (std::size_t at = 0; at < text.size();) {
            words.push_back(text.data() + at);
            const std::size_t end = std::min(text.find('\n', at), text.size());
            text[end] = '\0'; // at the very end it is one already
            at = end + 1;
        }
        words.push_back(nullptr);
        ::optind = 0; // begin anew
    }

    int count() const { return static_cast<int>(words.size()) - 1; }

    std::string name = "program";
    std::string text;
    std::vector<char*> words{};
};

void check_load_options(std::string_view input) {
    command_line line(input);
    const auto read = net::parse_load_options(line.count(), line.words.data());
    expect(read.help || read.connections > 0, "somebody connects");
    expect(read.help || read.duration.count() > 0, "some time");
}

void check_tour_options(std::string_view input) {
    command_line line(input);
    const auto read = net::parse_tour_options(line.count(), line.words.data());
    expect(read.rounds >= 1 && read.rounds <= 99, "some rounds");
    expect(read.seconds > 0 && read.seconds <= 3600, "some time");
}

void check_survival_options(std::string_view input) {
    command_line line(input);
    const auto read = net::parse_survival_options(
        line.count(), line.words.data(), "/bin/survival");
    expect(read.help || read.server.empty() == read.visited.has_value(),
           "one server");
    expect(read.bound.count() > 0, "a bound");
    expect(read.duration.count() > 0, "some time");
}

} // namespace

void check_options(std::string_view input) {
    // A program's own arguments have no zeros in them.
    if (input.find('\0') != input.npos) return;
    for (const auto check :
         {check_load_options, check_tour_options, check_survival_options}) {
        try {
            check(input);
        } catch (const net::usage_error&) {
        }
    }
}

} // namespace fuzz
