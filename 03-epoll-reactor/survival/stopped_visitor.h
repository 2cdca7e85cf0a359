// A process of clients that is stopped and continued, as a laptop is that is
// shut and opened.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "01-blocking/contract/server_process.h"
#include "03-epoll-reactor/survival/arena.h"

namespace net {

/// This program itself, run as a visitor of the same server. It checks every
/// byte, too: who was stopped has lost nothing.
/// Lifetime: the arena must outlive it
class stopped_visitor {
public:
    /// Shape:    `command` visits for `stay` and ends with exit code 0, or
    ///           says what is wrong
    stopped_visitor(arena& place, std::vector<std::string> command,
                    std::chrono::milliseconds stay)
        : place_(place), command_(std::move(command)), stay_(stay) {}
    stopped_visitor(const stopped_visitor&) = delete;
    stopped_visitor& operator=(const stopped_visitor&) = delete;
    ~stopped_visitor() { leave(); }

    void come();
    bool is_here() const { return process_ != nullptr; }

    /// Is killed, if it is there.
    void leave();

private:
    void stop_or_continue();

    arena& place_;
    const std::vector<std::string> command_;
    const std::chrono::milliseconds stay_;
    std::unique_ptr<server_process> process_; // while it is there
    bool is_stopped_ = false;
    reactor::time_point came_;
    reactor::timer_id timer_;
};

} // namespace net
