// The gateway's backend, killed and started again and again.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "01-blocking/contract/server_process.h"
#include "01-blocking/socket.h"
#include "03-epoll-reactor/survival/arena.h"

namespace net {

/// A process that always listens on the same port, if it listens.
/// Lifetime: the arena that is given to be_killed() must outlive it
class flaky_backend {
public:
    /// Starts it, and asks it for its answers about user0 to user5.
    /// Shape:    `program`: chapter 01's backend_server
    /// Errors:   std::runtime_error if it does not start or answer
    explicit flaky_backend(std::string program);

    const host_port& address() const { return address_; }

    /// What a gateway must answer to user0, user1, ...
    const std::vector<std::string>& right_answers() const { return answers_; }

    /// Kills it and starts it anew; place.want_of_a_backend lasts until it
    /// listens again.
    void be_killed(arena& place);

private:
    void start();
    void look_whether_it_listens(arena& place);
    std::string ask_about(const std::string& user);

    const std::string program_;
    host_port address_;
    std::unique_ptr<server_process> process_;
    std::vector<std::string> answers_;
};

} // namespace net
