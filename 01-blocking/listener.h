// The door of a blocking server: waits for the next client, or for the signal
// to go home.
#pragma once

#include <functional>

#include "01-blocking/server_options.h"
#include "01-blocking/signal_pipe.h"
#include "01-blocking/unique_fd.h"

namespace net {

/// A listening socket, and SIGINT and SIGTERM.
class listener {
public:
    /// Listens, and says so on standard output.
    /// Errors:   std::system_error "<address>: <reason>"
    explicit listener(const server_options& options);

    /// The next client; an empty unique_fd once the server is to end.
    /// `when_woken` is called when another signal's handler has run meanwhile.
    /// Errors:   std::system_error for what no waiting can mend
    unique_fd next_client(const std::function<void()>& when_woken = [] {});

    /// Closes the socket in a child process, whose parent keeps listening.
    void close() { socket_.reset(); }

private:
    enum class wake_up { client, stop, other };
    wake_up wait(long timeout_ms, bool for_clients);

    signal_pipe stop_signals_;
    unique_fd socket_;
};

} // namespace net
