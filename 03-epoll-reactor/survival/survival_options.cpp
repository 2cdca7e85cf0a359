#include "03-epoll-reactor/survival/survival_options.h"

#include <getopt.h>

#include <filesystem>
#include <stdexcept>

#include "01-blocking/contract/shell_words.h"
#include "01-blocking/option_values.h"

namespace net {

const char* const survival_help =
    "usage: survival --kind echo|chat|gateway --server COMMAND [OPTION]...\n"
    "  --kind KIND          echo, chat or gateway\n"
    "  --server COMMAND     the server, as one would type it; with --port 0\n"
    "  --seconds S          how long it is under attack (60)\n"
    "  --bound MS           the most that an answer may take (1000)\n"
    "  --pace X             how fast deeds follow each other: 0.5 is half as\n"
    "                       fast, for machines with much to do (1)\n"
    "  --descriptors N      how many the server may have (256)\n"
    "  --backend PROGRAM    a gateway's (chapter 01's backend_server)\n"
    "  --visit HOST:PORT    no attack: well-behaved clients of a server that\n"
    "                       runs already, in place of --server\n"
    "  --json               print one JSON object\n"
    "  --help\n";

namespace {

load_kind parse_kind(const std::string& word) {
    for (const load_kind kind :
         {load_kind::echo, load_kind::chat, load_kind::gateway}) {
        if (to_string(kind) == word) return kind;
    }
    throw usage_error("--kind " + word + ": not echo, chat or gateway");
}

double parse_pace(const std::string& text) {
    const auto pace = parse_decimal(text);
    if (!pace || *pace < 0.001 || *pace > 1000) {
        throw std::invalid_argument("not from 0.001 to 1000");
    }
    return *pace;
}

void apply(survival_options& to, const std::string& name,
           const std::string& value) {
    using std::chrono::milliseconds;
    if (name == "kind") to.kind = parse_kind(value);
    if (name == "server") to.server = shell_words(value);
    if (name == "backend") to.backend = value;
    if (name == "visit") to.visited = parse_host_port(value);
    if (name == "json") to.json = true;
    if (name == "help") to.help = true;
    if (name == "bound") {
        to.bound = milliseconds(parse_number(value, 1, 1'000'000));
    }
    if (name == "descriptors") {
        to.descriptors = parse_number(value, 1, 1'000'000);
    }
    if (name == "pace") to.pace = parse_pace(value);
    if (name == "seconds") {
        to.duration = parse_seconds(value);
        if (to.duration.count() == 0) throw std::invalid_argument("too short");
    }
}

} // namespace

survival_options parse_survival_options(int argc, char** argv,
                                        const std::string& program) {
    const option known[] = {{"kind", required_argument, nullptr, 0},
                            {"server", required_argument, nullptr, 0},
                            {"seconds", required_argument, nullptr, 0},
                            {"bound", required_argument, nullptr, 0},
                            {"pace", required_argument, nullptr, 0},
                            {"descriptors", required_argument, nullptr, 0},
                            {"backend", required_argument, nullptr, 0},
                            {"visit", required_argument, nullptr, 0},
                            {"json", no_argument, nullptr, 0},
                            {"help", no_argument, nullptr, 0},
                            {}};
    survival_options options;
    options.backend = std::filesystem::path(program).parent_path() /
                      "../01-blocking/backend_server";
    ::optind = 0; // begin anew, even if another command line was read before
    ::opterr = 0; // we say it ourselves
    int index = 0;
    int found = 0;
    while ((found = ::getopt_long(argc, argv, "", known, &index)) != -1) {
        if (found != 0) {
            throw usage_error(std::string(argv[optind - 1]) +
                              ": no such option, or no value");
        }
        try {
            apply(options, known[index].name, optarg ? optarg : "");
        } catch (const std::invalid_argument& bad) {
            throw usage_error(std::string("--") + known[index].name + " " +
                              optarg + ": " + bad.what());
        }
        if (options.help) return options;
    }
    if (optind < argc) throw usage_error(std::string(argv[optind]) + ": what?");
    if (options.server.empty() == !options.visited) {
        throw usage_error("say --server COMMAND or --visit HOST:PORT");
    }
    return options;
}

} // namespace net
