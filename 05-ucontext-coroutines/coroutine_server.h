// What a server of this chapter is made of, but for what it does: a coroutine
// that accepts, and one for each client.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "01-blocking/server_options.h"
#include "03-epoll-reactor/reactor.h"
#include "05-ucontext-coroutines/awaitable_fd.h"
#include "05-ucontext-coroutines/scheduler.h"
#include "05-ucontext-coroutines/trace_file.h"

namespace net {

/// --switch and --trace, the same for all three servers.
struct coroutine_choices {
    choice options[2] = {{"switch", switch_names()},
                         {"trace", {""}, "", "FILE  for Perfetto"}};

    switch_kind how() const { return parse_switch(options[0].chosen); }
    const std::string& trace() const { return options[1].chosen; }
};

/// A scheduler a thread. The first one accepts, and hands each client to the
/// next of them.
class coroutine_server {
public:
    /// Serves a client, waiting as it likes: it has a coroutine of its own.
    /// Errors:   a std::system_error ends this one client's connection
    using session = std::function<void(awaitable_fd& client)>;

    coroutine_server(const server_options& options,
                     const coroutine_choices& choices);

    /// Listens, says so, and serves until SIGINT or SIGTERM. At SIGQUIT it
    /// lists its coroutines on standard error.
    /// Errors:   std::system_error "<address>: <reason>"
    void run(session serve);

    /// For what must know all the loops before the first client comes.
    const std::vector<std::unique_ptr<reactor>>& loops() const {
        return loops_;
    }

private:
    class other_threads;

    void accept_clients(awaitable_fd& door);
    void hand_over(unique_fd client);
    void start(scheduler& here, unique_fd client, unsigned number);
    void serve_or_turn_away(unique_fd client);
    void list_all();

    const server_options options_;
    session serve_;
    std::optional<trace_file> trace_; // outlives the schedulers
    std::vector<std::unique_ptr<reactor>> loops_;
    std::vector<std::unique_ptr<scheduler>> schedulers_; // one a loop
    unsigned clients_ = 0;
};

} // namespace net
