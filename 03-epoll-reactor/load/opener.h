// Opens many connections, but not all at once.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <system_error>
#include <vector>

#include "01-blocking/unique_fd.h"
#include "02-select-poll/nonblocking.h"
#include "03-epoll-reactor/acceptor.h"
#include "03-epoll-reactor/reactor.h"

namespace net {

/// Connects `count` times to one address.
/// Lifetime: the reactor must outlive it
class opener {
public:
    /// So many connects are under way at a time: more could overflow the
    /// listener's queue, and then the kernel would wait a second to try again.
    static constexpr std::size_t burst = 200;

    /// Shape:    the socket is empty if there was an error
    using handler = std::function<void(std::error_code, unique_fd)>;

    opener(reactor& loop, const socket_address& address, std::size_t count,
           handler on_connection);

    bool is_done() const { return finished_ == connectors_.size(); }

    /// Breaks off: whatever is not finished has timed out.
    void give_up();

private:
    void start_next();
    void finish(std::size_t at, std::error_code error, unique_fd socket);

    reactor& loop_;
    const socket_address address_;
    const handler on_connection_;
    std::vector<std::unique_ptr<connector>> connectors_; // null: not under way
    std::size_t started_ = 0;  // <= connectors_.size()
    std::size_t finished_ = 0; // <= started_
};

} // namespace net
