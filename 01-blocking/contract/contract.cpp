#include "01-blocking/contract/contract.h"

#include <poll.h>
#include <sys/wait.h>

#include <csignal>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "01-blocking/contract/process_stats.h"

namespace net {
namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string line;
    for (const std::string& word : words) line += " " + word;
    return line.substr(std::min<std::size_t>(1, line.size()));
}

} // namespace

contract::contract(std::vector<std::string> command, server_kind kind,
                   const limits& allowed)
    : command_(std::move(command)), kind_(kind), allowed_(allowed) {}

void contract::start(const start_terms& terms) {
    const std::vector<std::string> command = command_with(terms.options);
    if (kind_ == server_kind::gateway && terms.backend_is_up) backend().open();
    steps().tell("the server is started: " + joined(command));
    process_ = std::make_unique<server_process>(command, terms.descriptors);
    const std::optional<std::string> line =
        process().first_line(allowed().start);
    if (!line) {
        const auto status = process().wait(allowed().stop);
        throw server_failed(
            "the server does not say where it listens: " +
            (status ? describe_status(*status) : "nothing was printed"));
    }
    steps().tell("it prints " + in_quotes(*line));
    const std::string beginning = "listening on ";
    try {
        if (!line->starts_with(beginning)) throw std::invalid_argument(*line);
        address_ = parse_host_port(line->substr(beginning.size()));
    } catch (const std::invalid_argument&) {
        throw server_failed(
            "the server's line is not 'listening on "
            "HOST:PORT', but " +
            in_quotes(*line));
    }
}

client contract::connect(const std::string& name,
                         const client_options& options) {
    return client(story_, name, address_, allowed().step, options);
}

void contract::serves_a_new_client(std::chrono::milliseconds within) {
    client visitor = connect("a new client");
    serves(visitor, within);
}

void contract::serves(client& visitor, std::chrono::milliseconds within) {
    converse(visitor, question_for(kind_, ++questions_), within);
}

void contract::ends_after(int signal) {
    const auto in_time = " within " + std::to_string(allowed().stop.count()) +
                         " ms of " + ::strsignal(signal);
    steps().tell("the server is sent signal " + std::to_string(signal) + " (" +
                 ::strsignal(signal) + ")");
    process().signal(signal);
    const std::optional<int> status = process().wait(allowed().stop);
    if (!status) throw broken_promise("it ends" + in_time, "it still runs");
    if (!WIFEXITED(*status) || WEXITSTATUS(*status) != 0) {
        throw broken_promise("it ends with exit code 0",
                             describe_status(*status));
    }
    if (!process().is_gone(allowed().stop)) {
        throw broken_promise("all its processes end" + in_time,
                             "some still run");
    }
    last_words_ = process().complaints();
    process_.reset();
}

void contract::has_not_grown(std::size_t before, std::size_t limit) {
    const std::size_t now = memory_in_use(process().group());
    const std::size_t growth = now > before ? now - before : 0;
    steps().tell("its memory has grown by " + std::to_string(growth / 1024) +
                 " KiB");
    if (!allowed().memory_is_judged) {
        remark_ = "memory not judged, CONTRACT_PATIENCE is over 1";
    } else if (growth >= limit) {
        throw broken_promise(
            "it grows by less than " + std::to_string(limit / 1024) + " KiB",
            "it has grown by " + std::to_string(growth / 1024) + " KiB");
    }
}

void contract::rests(const std::string& promised) {
    const pid_t group = process().group();
    const auto used_before = processor_time(group);
    const auto runnable_before = runnable_time(group);
    const auto start = std::chrono::steady_clock::now();
    ::poll(nullptr, 0, 1'000);
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - start; // a busy machine's second
    const auto used = processor_time(group) - used_before;
    const auto runnable = runnable_time(group) - runnable_before;
    const std::string came =
        "in a second in which nothing happens, it runs for " +
        std::to_string(used.count()) + " ms, and wants to for " +
        std::to_string(runnable.count()) + " ms";
    steps().tell(came);
    // On a busy machine, one that spins may not get a fifth of a processor; but
    // then it wants one all the time, and takes all that it can get. (Thirty
    // threads that have next to nothing to do may want to for longer.)
    if (used > allowed().starved_processor_share * taken ||
        (runnable > 0.9 * taken && used > 0.02 * taken)) {
        throw broken_promise(promised, came);
    }
}

std::optional<std::string> contract::cause_of_death() {
    if (!process_) return std::nullopt;
    // One that is about to die is left to it, so that the cause is its own.
    if (!process().wait(allowed().stop / 4)) process().signal(SIGTERM);
    const std::optional<int> status = process().wait(allowed().stop);
    last_words_ = process().complaints();
    process_.reset();
    // One that is stuck is only that; it can be what the broken promise says.
    if (!status || (WIFEXITED(*status) && WEXITSTATUS(*status) == 0)) {
        return std::nullopt;
    }
    return describe_status(*status);
}

std::vector<std::string> contract::command_with(
    const std::vector<std::string>& options) {
    std::vector<std::string> command = command_;
    if (kind_ == server_kind::gateway) {
        // A time that only runs out where a case sets a shorter one.
        const auto patience = std::to_string(allowed().step.count());
        for (const std::string& word :
             {std::string("--backend"), to_string(backend().address()),
              std::string("--rpc-timeout"), patience}) {
            command.push_back(word);
        }
    }
    command.insert(command.end(), options.begin(), options.end());
    return command;
}

fake_backend& contract::backend() {
    if (!backend_) backend_ = std::make_unique<fake_backend>();
    return *backend_;
}

std::string contract::complaints() const {
    return process_ ? process_->complaints() : last_words_;
}

} // namespace net
