// A reactor a thread, and one acceptor that hands each new client to the next
// of them.
#pragma once

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "01-blocking/server_options.h"
#include "03-epoll-reactor/reactor.h"

namespace net {

/// What a server of this chapter is made of, but for what it does.
class reactor_server {
public:
    /// Starts to serve a client, in the thread of the loop it is given to.
    using session = std::function<void(reactor& loop, unique_fd client)>;

    /// Makes as many reactors as options.threads says. `how` is --trigger,
    /// `poller` --poller.
    reactor_server(const server_options& options, const std::string& poller,
                   trigger how);

    /// Listens, says so, and serves until SIGINT or SIGTERM.
    /// Errors:   std::system_error "<address>: <reason>"
    void run(const session& start);

    /// For what must know all the loops before the first client comes.
    std::vector<std::unique_ptr<reactor>>& loops() { return loops_; }

private:
    class other_threads;
    reactor& next_loop();

    const server_options options_;
    std::vector<std::unique_ptr<reactor>> loops_; // the first one accepts
    std::size_t next_ = 0;
};

/// --poller and --trigger, the same for all three servers.
struct poller_choices {
    choice options[2] = {{"poller", poller_names()},
                         {"trigger", {"level", "edge"}}};

    const std::string& poller() const { return options[0].chosen; }
    trigger how() const {
        return options[1].chosen == "edge" ? trigger::edge : trigger::level;
    }
};

} // namespace net
