#include "03-epoll-reactor/load/tour/tour_options.h"

#include <getopt.h>

#include <filesystem>
#include <stdexcept>

#include "01-blocking/option_values.h"
#include "03-epoll-reactor/load/load_options.h"

namespace net {
namespace {

/// CMake writes the list of rows beside the program.
std::string default_book() {
    return std::filesystem::read_symlink("/proc/self/exe")
        .replace_filename("tour.rows");
}

double seconds(const std::string& text) {
    const std::chrono::duration<double> found = parse_seconds(text);
    if (found.count() == 0 || found > std::chrono::hours(1)) {
        throw std::invalid_argument("not from 0.001 to 3600");
    }
    return found.count();
}

void apply(tour_options& to, int found, const char* value) {
    switch (found) {
        case 'b': to.book = value; break;
        case 'o': to.only = value; break;
        case 'd': to.output = value; break;
        case 'r': to.rounds = parse_number(value, 1, 99); break;
        case 's': to.seconds = seconds(value); break;
        default: break;
    }
}

} // namespace

tour_options parse_tour_options(int argc, char** argv) {
    tour_options options;
    options.book = default_book();
    const ::option table[] = {{"book", required_argument, nullptr, 'b'},
                              {"only", required_argument, nullptr, 'o'},
                              {"output", required_argument, nullptr, 'd'},
                              {"rounds", required_argument, nullptr, 'r'},
                              {"seconds", required_argument, nullptr, 's'},
                              {"help", no_argument, nullptr, 'h'},
                              {}};
    ::optind = 0; // begin anew, even if another command line was read before
    ::opterr = 0; // we say it ourselves
    int index = 0;
    int found = 0;
    while ((found = ::getopt_long(argc, argv, ":", table, &index)) != -1) {
        if (found == 'h') {
            options.help = true;
            return options;
        }
        if (found == ':' || found == '?') {
            throw usage_error(
                std::string(argv[optind - 1]) +
                (found == ':' ? ": no value" : ": no such option"));
        }
        try {
            apply(options, found, optarg);
        } catch (const std::invalid_argument& bad) {
            throw usage_error(std::string("--") + table[index].name + " " +
                              optarg + ": " + bad.what());
        }
    }
    if (optind != argc) {
        throw usage_error(std::string(argv[optind]) + ": no such option");
    }
    return options;
}

} // namespace net
