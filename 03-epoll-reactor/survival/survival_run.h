// The course of a run: well-behaved clients, an attack beside them, rest, a
// longer attack, rest, the end.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "03-epoll-reactor/load/tour/running_server.h"
#include "03-epoll-reactor/survival/arena.h"
#include "03-epoll-reactor/survival/crowd.h"
#include "03-epoll-reactor/survival/flaky_backend.h"
#include "03-epoll-reactor/survival/hostile_client.h"
#include "03-epoll-reactor/survival/stopped_visitor.h"
#include "03-epoll-reactor/survival/survival_options.h"
#include "03-epoll-reactor/survival/survival_report.h"
#include "03-epoll-reactor/survival/well_behaved.h"

namespace net {

/// A server under attack.
/// Threads:  one
class survival_run {
public:
    /// Starts the server.
    /// Shape:    `program`: this one, for the visitor that is stopped
    /// Errors:   std::runtime_error if the server does not start
    survival_run(const survival_options& options, const std::string& program,
                 std::function<void(const std::string&)> progress);
    survival_run(const survival_run&) = delete;
    survival_run& operator=(const survival_run&) = delete;

    /// Does it all, and says what came out. It ends at the first fault.
    survival_report run();

private:
    using milliseconds = std::chrono::milliseconds;

    void attack(milliseconds duration, const std::string& name);
    void begin_attack();
    void end_attack();
    void repeat(milliseconds every, const std::function<void()>& deed);
    footprint rest();
    void wait_until(const std::function<bool()>& condition,
                    milliseconds patience, const std::string& otherwise);
    void watch_the_server();
    void judge(const survival_report& report);
    void stop_server();

    const survival_options options_;
    const std::function<void(const std::string&)> progress_;
    std::optional<flaky_backend> backend_; // a gateway's
    running_server server_;
    arena arena_;
    well_behaved clients_;
    crowd crowd_;
    stopped_visitor visitor_;
    std::uint64_t attack_number_ = 0; // repeated deeds end with their attack
    bool under_attack_ = false;
    footprint before_;            // the first attack
    std::size_t most_memory_ = 0; // bytes
};

} // namespace net
