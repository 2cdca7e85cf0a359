// A storm: clients who come, want one echo, and leave, one after the other or
// very many at once.
#pragma once

#include <memory>
#include <vector>

#include "02-select-poll/nonblocking.h"
#include "03-epoll-reactor/acceptor.h"
#include "03-epoll-reactor/load/load_run.h"
#include "03-epoll-reactor/load/pattern.h"

namespace net {

/// Connects options().connections times, and has options().at_once clients
/// under way at a time, from the connect to the last byte of the echo. There
/// is no phase of preparing: to be accepted is what is measured.
/// Threads:  one
class storm_load {
public:
    /// Errors:   std::system_error for an unknown host
    storm_load(const load_options& options, load_observer observer);
    ~storm_load();

    /// Errors:   std::runtime_error if the system does not allow as many
    ///           descriptors
    load_report run();

private:
    class visitor;

    /// Where one client after the other stands.
    struct place {
        std::unique_ptr<connector> connecting;
        std::shared_ptr<visitor> visiting; // once it is connected
        reactor::time_point began;         // with the connect
    };

    void start_next(place& here);
    void begin_visit(place& here, std::size_t index, unique_fd socket);
    void finish(place& here, const std::string& error);
    void tick();

    const load_options options_;
    const load_observer observer_;
    const socket_address address_;
    const pattern pattern_;
    reactor loop_; // outlives all clients
    load_report report_;
    std::vector<place> places_;
    std::size_t started_ = 0;  // clients, <= options_.connections
    std::size_t finished_ = 0; // clients, <= started_
};

} // namespace net
