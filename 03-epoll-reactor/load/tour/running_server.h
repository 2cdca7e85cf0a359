// A server of the course, from its start to its regular end.
#pragma once

#include <string>

#include "01-blocking/contract/server_process.h"
#include "01-blocking/socket.h"
#include "03-epoll-reactor/load/tour/tour_row.h"

namespace net {

/// Started by the constructor; killed by the destructor if it still runs.
class running_server {
public:
    /// Shape:    `descriptors` is its RLIMIT_NOFILE; 0 leaves it as it is
    /// Errors:   std::runtime_error if it does not say where it listens
    explicit running_server(const command_line& command,
                            std::size_t descriptors = 0);

    const host_port& address() const { return address_; }
    pid_t group() const { return process_.group(); }

    /// How it has ended, in words; nothing while it runs.
    std::string end();

    /// Asks it to end, as a user would.
    /// Errors:   std::runtime_error if it does not, or not with status 0
    void stop();

private:
    server_process process_;
    host_port address_;
};

} // namespace net
