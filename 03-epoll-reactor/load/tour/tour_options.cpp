#include "03-epoll-reactor/load/tour/tour_options.h"

#include <getopt.h>

#include <charconv>
#include <filesystem>

#include "03-epoll-reactor/load/load_options.h"

namespace net {
namespace {

/// CMake writes the list of rows beside the program.
std::string default_book() {
    return std::filesystem::read_symlink("/proc/self/exe")
        .replace_filename("tour.rows");
}

double seconds(const std::string& text) {
    double value = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, value);
    if (failure != std::errc{} || stopped != end ||
        !(value >= 0.001 && value <= 3600)) {
        throw usage_error("--seconds " + text + ": not a number of seconds");
    }
    return value;
}

std::size_t rounds(const std::string& text) {
    std::size_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, value);
    if (failure != std::errc{} || stopped != end || value < 1 || value > 99) {
        throw usage_error("--rounds " + text + ": not a number from 1 to 99");
    }
    return value;
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
    int found = 0;
    while ((found = ::getopt_long(argc, argv, ":", table, nullptr)) != -1) {
        switch (found) {
            case 'b': options.book = optarg; break;
            case 'o': options.only = optarg; break;
            case 'd': options.output = optarg; break;
            case 'r': options.rounds = rounds(optarg); break;
            case 's': options.seconds = seconds(optarg); break;
            case 'h': options.help = true; return options;
            default:
                throw usage_error(
                    std::string(argv[optind - 1]) +
                    (found == ':' ? ": no value" : ": no such option"));
        }
    }
    if (optind != argc) {
        throw usage_error(std::string(argv[optind]) + ": no such option");
    }
    return options;
}

} // namespace net
