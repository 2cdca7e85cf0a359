#include "01-blocking/server_options.h"

#include <getopt.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>

#include "01-blocking/option_values.h"

namespace net {
namespace {

/// One option: its name, what the help says of it, and what its value does.
struct option_rule {
    std::string name;
    std::string help;
    std::function<void(const std::string& value)> apply;
};

std::chrono::milliseconds milliseconds(const std::string& text) {
    return std::chrono::milliseconds(parse_number(text, 0, 1'000'000'000));
}

std::vector<option_rule> common_rules(server_options& options) {
    return {
        {"host", "HOST  where to listen",
         [&](const std::string& value) { options.host = value; }},
        {"port", "PORT  0 for any free one",
         [&](const std::string& value) {
             options.port =
                 static_cast<std::uint16_t>(parse_number(value, 0, 65535));
         }},
        {"threads", "N  how many threads serve",
         [&](const std::string& value) {
             options.threads = static_cast<unsigned>(
                 parse_number(value, 1, options.most_threads));
         }},
        {"idle-timeout", "SECONDS  a silent client may stay; 0 for ever",
         [&](const std::string& value) {
             options.idle_timeout = parse_seconds(value);
         }},
        {"max-backlog", "BYTES  may wait for one chat client",
         [&](const std::string& value) {
             options.max_backlog = parse_number(value, 0, std::size_t{1} << 40);
         }},
        {"backend", "HOST:PORT  whom the gateway asks",
         [&](const std::string& value) {
             options.backend = parse_host_port(value);
         }},
        {"rpc-timeout", "MS  the backend may take for one call",
         [&](const std::string& value) {
             options.rpc_timeout = milliseconds(value);
         }},
        {"delay", "MS  the backend lets each call wait",
         [&](const std::string& value) {
             options.delay = milliseconds(value);
         }},
    };
}

option_rule rule_for(choice& own) {
    std::string help = own.any;
    for (const std::string& word : own.words) {
        help += (help.empty() ? "" : "|") + word;
    }
    return {
        own.name, help, [&own](const std::string& value) {
            if (own.any.empty() && std::ranges::count(own.words, value) == 0) {
                throw std::invalid_argument("not one of these words");
            }
            own.chosen = value;
        }};
}

[[noreturn]] void print_help(const char* program,
                             const std::vector<option_rule>& rules) {
    std::printf("usage: %s [OPTION VALUE]...\n", program);
    for (const option_rule& rule : rules) {
        std::printf("  --%s %s\n", rule.name.c_str(), rule.help.c_str());
    }
    std::printf("  --help\n");
    std::exit(0);
}

[[noreturn]] void refuse(const char* program, const std::string& reason) {
    std::fprintf(stderr, "%s: %s; usage: %s [OPTION VALUE]..., see --help\n",
                 program, reason.c_str(), program);
    std::exit(2);
}

} // namespace

server_options parse_server_options(int argc, char** argv,
                                    const server_options& defaults,
                                    std::span<choice> own) {
    server_options options = defaults;
    std::vector<option_rule> rules = common_rules(options);
    for (choice& one : own) rules.push_back(rule_for(one));

    std::vector<::option> table;
    for (const option_rule& rule : rules) {
        table.push_back({rule.name.c_str(), required_argument, nullptr, 0});
    }
    table.push_back({"help", no_argument, nullptr, 'h'});
    table.push_back({});

    ::opterr = 0; // we say it ourselves, in one line
    int index = 0;
    int found = 0;
    while ((found = ::getopt_long(argc, argv, ":", table.data(), &index)) !=
           -1) {
        if (found == 'h') print_help(argv[0], rules);
        if (found != 0) {
            // Of a letter that is no option, optopt tells; of a word, argv.
            const std::string word =
                std::isgraph(optopt) && optopt != 'h'
                    ? std::string("-") + static_cast<char>(optopt)
                    : argv[optind - 1];
            refuse(argv[0],
                   word + (found == ':' ? ": no value" : ": no such option"));
        }
        const option_rule& rule = rules[static_cast<std::size_t>(index)];
        try {
            rule.apply(optarg);
        } catch (const std::exception& bad) {
            refuse(argv[0],
                   "--" + rule.name + " " + optarg + ": " + bad.what());
        }
    }
    if (optind != argc) {
        refuse(argv[0], std::string(argv[optind]) + ": no such option");
    }
    return options;
}

void announce(int listening_socket) {
    std::printf("listening on %s\n",
                to_string(local_address(listening_socket)).c_str());
    std::fflush(stdout);
}

int run_server(const char* program, const std::function<void()>& serve) {
    // A write to a client that has left is an error to be handled where it
    // happens, not a reason to die.
    std::signal(SIGPIPE, SIG_IGN);
    try {
        serve();
        return 0;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "%s: %s\n", program, failure.what());
        return 1;
    }
}

} // namespace net
