#include "03-epoll-reactor/survival/survival_run.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "01-blocking/contract/process_stats.h"
#include "03-epoll-reactor/load/text.h"

namespace net {

using namespace std::chrono_literals;

namespace {

constexpr auto one_visit = 2s;
constexpr auto long_enough = 10s; // until the first clients are served
constexpr auto give_back = 5s;    // descriptors, once all have gone
constexpr auto settling = 3s;     // longer than a server waits for last words

// What a server may keep: descriptors that are opened when they are first
// needed, and memory that a heap does not give back.
constexpr std::size_t kept_descriptors = 8;
constexpr std::size_t kept_memory = 4 << 20; // bytes

// What it may use for a while: 8 MiB for each of the eight floods at a time.
constexpr std::size_t memory_under_attack = 64 << 20; // bytes

std::vector<std::string> server_command(
    const survival_options& options,
    const std::optional<flaky_backend>& backend) {
    std::vector<std::string> command = options.server;
    if (backend) {
        command.insert(command.end(),
                       {"--backend", to_string(backend->address()),
                        "--rpc-timeout", "700"});
    }
    return command;
}

std::vector<std::string> visitor_command(const survival_options& options,
                                         const std::string& program,
                                         const host_port& server) {
    return {program,
            "--kind",
            to_string(options.kind),
            "--backend",
            options.backend,
            "--visit",
            to_string(server),
            "--seconds",
            "2",
            "--pace",
            std::to_string(options.pace)};
}

} // namespace

survival_run::survival_run(const survival_options& options,
                           const std::string& program,
                           std::function<void(const std::string&)> progress)
    : options_(options),
      progress_(std::move(progress)),
      backend_(
          options.kind == load_kind::gateway
              ? std::optional<flaky_backend>(std::in_place, options.backend)
              : std::nullopt),
      server_(server_command(options, backend_), options.descriptors),
      arena_(options.kind, server_.address(), options.bound, options.pace),
      clients_(arena_, backend_ ? backend_->right_answers()
                                : std::vector<std::string>()),
      crowd_(arena_, server_.group(), options.descriptors),
      visitor_(arena_, visitor_command(options, program, server_.address()),
               one_visit) {}

survival_report survival_run::run() {
    watch_the_server();
    wait_until([this] { return clients_.all_are_served(); }, long_enough,
               "the first clients are not served");
    survival_report report;
    before_ = {memory_in_use(server_.group()),
               open_descriptors(server_.group())};
    report.before = before_;
    // Only after the first part it has all that it will ever need: threads,
    // buffers, a heap. From then on it must not grow.
    const auto first = std::min(options_.duration / 3, arena_.paced(30s));
    attack(first, "the first part");
    report.early = rest();
    attack(options_.duration - first, "the second part");
    report.after = rest();
    clients_.leave();
    report.kind = to_string(options_.kind);
    report.seconds = std::chrono::duration<double>(options_.duration).count();
    report.bound = std::chrono::duration<double>(options_.bound).count();
    report.deeds = arena_.deeds();
    report.delays = arena_.delays;
    report.delays_of_newcomers = arena_.delays_of_newcomers;
    report.lateness = static_cast<std::uint64_t>(
        std::chrono::nanoseconds(arena_.longest_lateness).count());
    report.most_memory = most_memory_;
    judge(report);
    stop_server();
    report.fault = arena_.fault();
    return report;
}

void survival_run::attack(milliseconds duration, const std::string& name) {
    if (!arena_.fault().empty()) return;
    begin_attack();
    const auto end = arena_.loop().now() + duration;
    auto shown = arena_.loop().now();
    // A crowd that has come shall have its time.
    while (arena_.fault().empty() &&
           (arena_.loop().now() < end || crowd_.is_here())) {
        arena_.loop().run_one(50ms);
        if (arena_.loop().now() < shown) continue;
        shown = arena_.loop().now() + 200ms;
        const std::chrono::duration<double> left = end - arena_.loop().now();
        progress_(name + ": " + with_decimals(left.count(), 0) + " s to go, " +
                  with_commas(arena_.delays.count()) + " answers");
    }
    end_attack();
}

void survival_run::begin_attack() {
    ++attack_number_;
    under_attack_ = true;
    clients_.let_newcomers_in();
    for (const hostility& each : hostilities()) {
        const auto deed = [this, &each] {
            each.come(arena_);
            arena_.count(each.name);
        };
        deed();
        repeat(arena_.paced(each.every), deed);
    }
    repeat(arena_.paced(300ms), [this] { visitor_.come(); });
    // Half of the time, there are descriptors enough.
    repeat(std::min(options_.duration / 4, arena_.paced(5s)),
           [this] { crowd_.come(); });
    if (!backend_) return;
    repeat(1s, [this] {
        if (arena_.want_of_a_backend.is_on()) return;
        backend_->be_killed(arena_);
        arena_.count("backend killed and restarted");
    });
}

void survival_run::end_attack() {
    under_attack_ = false;
    clients_.keep_newcomers_out();
    crowd_.leave();
    visitor_.leave();
    arena_.send_home();
}

/// Again and again, until this attack is over.
void survival_run::repeat(milliseconds every,
                          const std::function<void()>& deed) {
    arena_.loop().call_after(every, [=, this, number = attack_number_] {
        if (!under_attack_ || number != attack_number_) return;
        deed();
        repeat(every, deed);
    });
}

/// Waits until all that the attack had opened is closed again.
footprint survival_run::rest() {
    footprint now;
    const auto began = arena_.loop().now();
    wait_until(
        [&] {
            // A few may be kept, but that shows only after a while.
            const bool may_keep = arena_.loop().now() > began + settling;
            now.descriptors = open_descriptors(server_.group());
            return !clients_.has_newcomers() &&
                   !arena_.want_of_a_backend.is_on() &&
                   now.descriptors <=
                       before_.descriptors + (may_keep ? kept_descriptors : 0);
        },
        give_back, "descriptors do not come back");
    now.memory = memory_in_use(server_.group());
    return now;
}

void survival_run::wait_until(const std::function<bool()>& condition,
                              milliseconds patience,
                              const std::string& otherwise) {
    const auto end = arena_.loop().now() + patience;
    while (arena_.fault().empty() && !condition()) {
        if (arena_.loop().now() > end) {
            arena_.fail(otherwise + ": " +
                        with_commas(open_descriptors(server_.group())) +
                        " are open");
        }
        // To look into /proc at every turn would keep us from turning.
        const auto next_look = arena_.loop().now() + 50ms;
        while (arena_.loop().now() < next_look) arena_.loop().run_one(50ms);
    }
}

void survival_run::watch_the_server() {
    most_memory_ = std::max(most_memory_, memory_in_use(server_.group()));
    if (under_attack_ && most_memory_ > before_.memory + memory_under_attack) {
        arena_.fail("memory has no bound: " + memory_text(most_memory_) +
                    " under attack");
    }
    if (const std::string end = server_.end(); !end.empty()) {
        arena_.fail("the server has died: " + end);
    }
    arena_.loop().call_after(100ms, [this] { watch_the_server(); });
}

void survival_run::judge(const survival_report& report) {
    if (!report.fault.empty() || !arena_.fault().empty()) return;
    if (report.after.memory > report.early.memory + kept_memory) {
        arena_.fail("memory grows: " + memory_text(report.early.memory) +
                    ", then " + memory_text(report.after.memory));
    }
    if (!arena_.deeds().contains("descriptors exhausted and freed")) {
        arena_.fail("the server was never out of descriptors");
    }
}

void survival_run::stop_server() {
    if (!arena_.fault().empty()) return;
    try {
        server_.stop();
    } catch (const std::exception& failure) {
        arena_.fail(std::string("the server ") + failure.what());
    }
}

} // namespace net
