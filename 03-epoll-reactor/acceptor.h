// The two ways to a connection, Schmidt's patterns: the acceptor waits for
// others to come, the connector goes to them.
#pragma once

#include <functional>
#include <memory>

#include "01-blocking/socket.h"
#include "01-blocking/unique_fd.h"
#include "02-select-poll/nonblocking.h"
#include "03-epoll-reactor/reactor.h"

namespace net {

/// Listens, and hands over each client that comes.
/// Lifetime: the reactor must outlive it; it may be destroyed by its handler
class acceptor {
public:
    using handler = std::function<void(unique_fd client)>;

    /// Errors:   std::system_error "<address>: <reason>"
    acceptor(reactor& loop, const host_port& address, handler on_client);
    acceptor(const acceptor&) = delete;
    acceptor& operator=(const acceptor&) = delete;
    ~acceptor();

    int fd() const { return socket_.get(); } // borrowed

private:
    void accept_clients();
    void pause();

    reactor& loop_;
    const unique_fd socket_;
    const std::shared_ptr<const handler> on_client_;
    reactor::timer_id again_; // ends a pause
};

/// Connects, and hands over the socket once that has succeeded. Out of
/// descriptors, it tries a few times more. It has no deadline: who has waited
/// long enough destroys it.
/// Lifetime: the reactor must outlive it; it may be destroyed by its handler
class connector {
public:
    /// Shape:    the socket is empty if there was an error
    using handler = std::function<void(std::error_code, unique_fd)>;

    connector(reactor& loop, const socket_address& address,
              handler on_connected);
    connector(const connector&) = delete;
    connector& operator=(const connector&) = delete;
    ~connector();

private:
    void start();
    void finish(std::error_code error);

    reactor& loop_;
    const socket_address address_;
    handler on_connected_; // empty once it has been called
    unique_fd socket_;     // watched as long as it is here
    int tries_ = 0;
    reactor::timer_id again_; // if there is no socket to wait for
};

} // namespace net
