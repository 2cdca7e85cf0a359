#include "03-epoll-reactor/load/load_options.h"

#include <getopt.h>

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <vector>

#include "01-blocking/chat_message.h"
#include "01-blocking/option_values.h"
#include "03-epoll-reactor/load/chat_stream.h"
#include "03-epoll-reactor/load/pattern.h"

namespace net {
namespace {

/// One option: its name, what the help says of it, and what its value does.
struct option_rule {
    std::string name;
    std::string value; // what it takes, for the help; empty: nothing
    std::string kinds; // of load it belongs to; empty: all
    std::string help;
    std::function<void(const std::string& value)> apply;
};

std::chrono::milliseconds duration(const std::string& text) {
    const auto found = parse_seconds(text);
    if (found.count() == 0) throw std::invalid_argument("too short");
    return found;
}

std::function<void(const std::string&)> set_number(std::size_t& target,
                                                   std::size_t least,
                                                   std::size_t most) {
    return [&target, least, most](const std::string& value) {
        target = parse_number(value, least, most);
    };
}

std::vector<option_rule> rules_for(load_options& to) {
    return {
        {"connections", "N", "", "how many clients (100)",
         set_number(to.connections, 1, 1'000'000)},
        {"seconds", "S", "echo chat gateway idle", "how long to measure (5)",
         [&](const std::string& value) { to.duration = duration(value); }},
        {"size", "BYTES", "echo chat storm", "of one request or message (64)",
         set_number(to.size, 1, pattern::max_piece)},
        {"pipeline", "P", "echo chat",
         "under way at a time for each client (echo 1, chat 16)",
         set_number(to.pipeline, 1, 4096)},
        {"senders", "N", "chat", "how many of the clients talk (10)",
         set_number(to.senders, 1, chat_stream::max_senders)},
        {"requests", "N", "gateway",
         "on each connection, however long it takes",
         set_number(to.requests, 1, 1'000'000'000)},
        {"idle-connections", "N", "echo", "more, opened first and silent (0)",
         set_number(to.idle_connections, 0, 1'000'000)},
        {"at-once", "N", "storm", "clients under way at a time (100)",
         set_number(to.at_once, 1, 1'000'000)},
        {"echo-check", "", "idle", "one echo before and one after",
         [&](const std::string&) { to.echo_check = true; }},
        {"json", "", "", "print one JSON object",
         [&](const std::string&) { to.json = true; }},
        {"help", "", "", "print this",
         [&](const std::string&) { to.help = true; }},
    };
}

std::string kind_names() {
    return "echo|chat|gateway|idle|storm";
}

load_kind parse_kind(const std::string& word) {
    for (const load_kind kind :
         {load_kind::echo, load_kind::chat, load_kind::gateway, load_kind::idle,
          load_kind::storm}) {
        if (to_string(kind) == word) return kind;
    }
    throw usage_error("'" + word + "' is none of " + kind_names());
}

/// What holds only between options.
void check_together(const load_options& options,
                    const std::vector<const option_rule*>& given) {
    const std::string kind = to_string(options.kind);
    for (const option_rule* rule : given) {
        if (!rule->kinds.empty() &&
            rule->kinds.find(kind) == std::string::npos) {
            throw usage_error("--" + rule->name + ": not with " + kind);
        }
    }
    if (options.kind != load_kind::chat) return;
    if (options.size < chat_stream::min_body ||
        options.size > chat_max_body_length) {
        throw usage_error("--size: a chat message has from " +
                          std::to_string(chat_stream::min_body) + " to " +
                          std::to_string(chat_max_body_length) + " bytes here");
    }
}

void parse_words(load_options& options, int argc, char** argv) {
    if (argc - optind < 2) {
        throw usage_error("say " + kind_names() + " and HOST:PORT");
    }
    if (argc - optind > 2) {
        throw usage_error(std::string(argv[optind + 2]) + ": one too many");
    }
    options.kind = parse_kind(argv[optind]);
    try {
        options.server = parse_host_port(argv[optind + 1]);
    } catch (const std::invalid_argument& bad) {
        throw usage_error(bad.what());
    }
}

} // namespace

std::string to_string(load_kind kind) {
    switch (kind) {
        case load_kind::echo: return "echo";
        case load_kind::chat: return "chat";
        case load_kind::gateway: return "gateway";
        case load_kind::idle: return "idle";
        case load_kind::storm: break;
    }
    return "storm";
}

load_options parse_load_options(int argc, char** argv) {
    load_options options;
    options.pipeline = 0; // whoever does not say gets his kind's default
    const std::vector<option_rule> rules = rules_for(options);
    std::vector<::option> table;
    for (const option_rule& rule : rules) {
        table.push_back({rule.name.c_str(),
                         rule.value.empty() ? no_argument : required_argument,
                         nullptr, 0});
    }
    table.push_back({});

    std::vector<const option_rule*> given;
    ::optind = 0; // begin anew, even if another command line was read before
    ::opterr = 0; // we say it ourselves
    int index = 0;
    int found = 0;
    while ((found = ::getopt_long(argc, argv, ":", table.data(), &index)) !=
           -1) {
        if (found != 0) {
            throw usage_error(
                std::string(argv[optind - 1]) +
                (found == ':' ? ": no value" : ": no such option"));
        }
        const option_rule& rule = rules[static_cast<std::size_t>(index)];
        try {
            rule.apply(rule.value.empty() ? "" : optarg);
        } catch (const std::invalid_argument& bad) {
            throw usage_error("--" + rule.name + " " + optarg + ": " +
                              bad.what());
        }
        given.push_back(&rule);
        if (options.help) return options;
    }
    parse_words(options, argc, argv);
    check_together(options, given);
    if (options.pipeline == 0) {
        options.pipeline =
            options.kind == load_kind::chat ? default_chat_window : 1;
    }
    options.senders = std::min(options.senders, options.connections);
    return options;
}

std::string load_help(const std::string& program) {
    load_options unused;
    std::string text =
        "usage: " + program + " " + kind_names() + " HOST:PORT [OPTION]...\n";
    for (const option_rule& rule : rules_for(unused)) {
        std::string line = "  --" + rule.name + " " + rule.value;
        line.resize(26, ' '); // the longest has 22
        if (!rule.kinds.empty()) line += rule.kinds + ": ";
        text += line + rule.help + "\n";
    }
    return text;
}

} // namespace net
