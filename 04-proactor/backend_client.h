// Calls of the backend that do not wait, each with a deadline.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <system_error>

#include "01-blocking/backend_protocol.h"
#include "04-proactor/net.h"

namespace net {

/// A connection to the backend that is made when it is needed, and made anew
/// after a failure. One call at a time.
/// Threads:  those of its executor, one at a time
class backend_client : public std::enable_shared_from_this<backend_client> {
public:
    /// Shape:    the value of the reply, "Paris" for "ok Paris"
    /// Errors:   see rpc_error
    using handler = std::function<void(std::error_code, std::string value)>;

    backend_client(const any_io_executor& where,
                   const ip::tcp::endpoint& backend,
                   std::chrono::milliseconds timeout)
        : socket_(where),
          deadline_(where),
          backend_(backend),
          timeout_(timeout) {}

    /// Sends `line`, and calls `on_reply` once, never from here.
    void async_call(std::string line, handler on_reply);

    /// Ends the call under way, if there is one, and hangs up.
    void close();

private:
    void connect();
    void connected(std::error_code error);
    void send();
    void receive();
    void received(std::error_code error, std::size_t line_size);
    void finish(std::error_code error, std::string value);
    bool retry_on_a_new_connection();

    ip::tcp::socket socket_;
    steady_timer deadline_;
    const ip::tcp::endpoint backend_;
    const std::chrono::milliseconds timeout_;
    std::string request_;
    std::string replies_; // what has come and is not taken
    // Owned by the handlers under way. If it were ours, a session that waits
    // for us would hold itself, also when its io_context is destroyed.
    std::weak_ptr<handler> on_reply_;
    bool late_ = false;     // the deadline has ended the call
    bool is_fresh_ = false; // connected for this very call
    int tries_ = 0;         // to connect, while we are out of descriptors
};

} // namespace net
