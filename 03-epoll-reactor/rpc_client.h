// Calls of the backend that do not wait: the answer comes to a callback.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <system_error>

#include "01-blocking/backend_protocol.h"
#include "01-blocking/line_reader.h"
#include "03-epoll-reactor/acceptor.h"
#include "03-epoll-reactor/reactor.h"

namespace net {

/// A connection to the backend that is made when it is needed, and made anew
/// after a failure. One request at a time.
/// Lifetime: the reactor must outlive it
/// Threads:  the reactor's
class rpc_client {
public:
    /// Shape:    the value of the reply, "Paris" for "ok Paris"
    /// Errors:   see rpc_error
    using callback = std::function<void(std::error_code, std::string value)>;

    rpc_client(reactor& loop, const socket_address& backend,
               std::chrono::milliseconds timeout);
    rpc_client(const rpc_client&) = delete;
    rpc_client& operator=(const rpc_client&) = delete;

    /// Destroys the callback of a request under way, uncalled.
    ~rpc_client();

    /// Sends `line`, and calls `on_reply` once: when the reply has come, when
    /// the time is over, or when the backend is lost; never from here.
    void request(std::string line, callback on_reply);

    bool is_busy() const { return static_cast<bool>(on_reply_); }

private:
    class link; // the connection

    void connected(std::error_code error, unique_fd socket);
    void received(std::string_view bytes);
    void lost();
    void fail(rpc_error error);
    void finish(std::error_code error, std::string value);
    void hang_up();

    reactor& loop_;
    const socket_address backend_;
    const std::chrono::milliseconds timeout_;
    std::unique_ptr<connector> connector_; // while we connect
    std::shared_ptr<link> link_;           // while we are connected
    line_splitter replies_{max_line_length};
    std::string request_;     // while on_reply_
    callback on_reply_;       // empty: no request is under way
    reactor::timer_id timer_; // ends the request
};

} // namespace net
