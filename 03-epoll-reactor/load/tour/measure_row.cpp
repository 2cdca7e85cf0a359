#include "03-epoll-reactor/load/tour/measure_row.h"

#include <algorithm>
#include <stdexcept>

#include "01-blocking/contract/process_stats.h"
#include "03-epoll-reactor/load/run_load.h"
#include "03-epoll-reactor/load/tour/running_server.h"
#include "03-epoll-reactor/load/tour/thread_count.h"

namespace net {
namespace {

using std::chrono::milliseconds;

std::size_t limited(std::size_t wanted, std::size_t most) {
    return most == 0 ? wanted : std::min(wanted, most);
}

milliseconds to_time(double seconds) {
    return milliseconds(std::max(1L, static_cast<long>(seconds * 1000)));
}

/// Runs a load.
/// Errors:   std::runtime_error if anything at all went wrong: a number from
///           such a run is worth nothing
load_report run_flawless(const load_options& options,
                         const load_observer& observer) {
    load_report report = run_load(options, observer);
    const std::string errors = report.errors.text();
    if (!errors.empty()) throw std::runtime_error(errors);
    return report;
}

/// Takes values together; if it fails, all of them have failed.
template <class Function>
void take(std::initializer_list<tour_value*> values, std::size_t clients,
          Function measure) {
    for (tour_value* each : values) each->clients = clients;
    try {
        measure();
    } catch (const std::exception& failure) {
        for (tour_value* each : values) {
            each->number.reset();
            each->failure = failure.what();
        }
    }
}

void measure_cost(tour_result& result, std::size_t clients) {
    running_server server(result.row.echo);
    const auto before = static_cast<double>(memory_in_use(server.group()));
    run_flawless({.kind = load_kind::idle,
                  .server = server.address(),
                  .connections = clients,
                  .duration = milliseconds(1),
                  .echo_check = true},
                 {.all_open = [&] {
                     const auto now =
                         static_cast<double>(memory_in_use(server.group()));
                     result.memory.number = now;
                     result.memory_each.number = std::max(0.0, now - before) /
                                                 static_cast<double>(clients);
                     result.threads.number =
                         static_cast<double>(thread_count(server.group()));
                 }});
    server.stop();
}

void measure_echo(tour_result& result, std::size_t clients, double seconds) {
    running_server server(result.row.echo);
    const load_report report = run_flawless({.kind = load_kind::echo,
                                             .server = server.address(),
                                             .connections = clients,
                                             .duration = to_time(seconds)},
                                            {});
    result.echo_rate.number = report.rate();
    result.echo_p99.number = static_cast<double>(report.latency.percentile(99));
    server.stop();
}

void measure_chat(tour_result& result, std::size_t clients, double seconds) {
    running_server server(result.row.chat);
    const load_report report =
        run_flawless({.kind = load_kind::chat,
                      .server = server.address(),
                      .connections = clients,
                      .duration = to_time(seconds),
                      .pipeline = default_chat_window,
                      .senders = std::min<std::size_t>(10, clients)},
                     {});
    result.chat_rate.number = report.rate();
    server.stop();
}

void measure_gateway(tour_result& result, std::size_t clients,
                     const command_line& backend_command) {
    running_server backend(backend_command);
    command_line command = result.row.gateway;
    command.insert(command.end(),
                   {"--backend", to_string(backend.address()), "--rpc-timeout",
                    "10000"}); // slow is not yet wrong
    running_server server(command);
    const load_report report = run_flawless({.kind = load_kind::gateway,
                                             .server = server.address(),
                                             .connections = clients,
                                             .requests = 1},
                                            {});
    result.gateway_time.number = report.seconds * 1e9;
    server.stop();
    backend.stop();
}

} // namespace

tour_result measure_row(
    const tour_row& row, const tour_plan& plan, const command_line& backend,
    const std::function<void(const std::string&)>& progress) {
    tour_result result;
    result.row = row;
    const auto most = row.most_connections;
    if (!row.echo.empty()) {
        progress("memory");
        const std::size_t open = limited(plan.open, most);
        take({&result.threads, &result.memory, &result.memory_each}, open,
             [&] { measure_cost(result, open); });
        progress("echo");
        const std::size_t clients = limited(plan.echo_clients, most);
        take({&result.echo_rate, &result.echo_p99}, clients,
             [&] { measure_echo(result, clients, plan.seconds); });
    }
    if (!row.chat.empty()) {
        progress("chat");
        const std::size_t clients = limited(plan.chat_clients, most);
        take({&result.chat_rate}, clients,
             [&] { measure_chat(result, clients, plan.seconds / 2); });
    }
    if (!row.gateway.empty()) {
        progress("gateway");
        const std::size_t clients = limited(limited(plan.gateway_clients, most),
                                            row.most_gateway_clients);
        take({&result.gateway_time}, clients,
             [&] { measure_gateway(result, clients, backend); });
    }
    return result;
}

} // namespace net
