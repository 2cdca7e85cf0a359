// The course of a run, the same for every kind of load: open, prepare,
// measure, check, report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "03-epoll-reactor/load/load_client.h"
#include "03-epoll-reactor/load/load_options.h"
#include "03-epoll-reactor/load/report.h"
#include "03-epoll-reactor/reactor.h"

namespace net {

/// Who wants to know how a run is going.
struct load_observer {
    /// Called a few times a second, with what is being done.
    std::function<void(const std::string& what)> progress = [](const auto&) {};

    /// Called once, when all connections are open and prepared.
    std::function<void()> all_open = [] {};
};

/// A run. The kinds of load derive from it and say what their clients do.
/// Threads:  one
class load_run {
public:
    load_run(const load_options& options, load_observer observer);
    load_run(const load_run&) = delete;
    load_run& operator=(const load_run&) = delete;
    virtual ~load_run() = default;

    /// Does it all, and says what came out.
    /// Errors:   std::system_error for an unknown host; std::runtime_error if
    ///           the system does not allow as many descriptors. What goes
    ///           wrong with a connection is counted instead.
    load_report run();

    // For the clients.
    const load_options& options() const { return options_; }
    reactor& loop() { return loop_; }
    error_counts& errors() { return report_.errors; }
    bool is_measuring() const { return phase_ == phase::measuring; }
    bool is_draining() const { return phase_ == phase::draining; }

    /// Counts what is done, if this is what is being measured.
    void note_done(std::uint64_t units) {
        if (is_measuring()) report_.count += units;
    }
    void note_latency(reactor::clock::duration time);

protected:
    using client_list = std::vector<std::shared_ptr<load_client>>;

    virtual std::shared_ptr<load_client> make_client(std::size_t index,
                                                     unique_fd socket) = 0;

    /// Says in words what is counted, and completes the numbers.
    virtual void describe(load_report& report) = 0;

    /// Called a few times a second.
    virtual void on_tick() {}

    const client_list& clients() const { return clients_; } // busy ones

private:
    friend class load_client; // tells when it has arrived

    enum class phase { opening, preparing, measuring, draining, checking };

    void open(std::size_t count, client_list& into,
              const std::function<
                  std::shared_ptr<load_client>(std::size_t, unique_fd)>& make);
    void pass(phase now, void (load_client::*start)());
    void measure();
    void end_measuring();
    void one_has_arrived() { --missing_; }
    void tick();
    void fail_the_silent();
    std::string progress() const;

    const load_options options_;
    const load_observer observer_;
    reactor loop_; // outlives all clients
    load_report report_;
    phase phase_ = phase::opening;
    client_list silent_;          // opened first; they take no part
    client_list clients_;         // in the order in which they connected
    std::size_t missing_ = 0;     // clients that have not arrived in this phase
    reactor::time_point started_; // measuring
    double user_at_start_ = 0;    // processor time, in seconds
    double system_at_start_ = 0;
};

} // namespace net
