// A connection in a reactor: calls its owner when bytes have come, and writes
// what it is given as fast as the other side takes it.
#pragma once

#include <chrono>
#include <memory>
#include <string_view>

#include "01-blocking/unique_fd.h"
#include "02-select-poll/outbox.h"
#include "03-epoll-reactor/reactor.h"

namespace net {

/// Derive from it, and say what shall happen. It lives as long as it is open:
/// the reactor's watch owns it; others may own it as well.
/// Lifetime: the reactor must outlive it
/// Threads:  the reactor's
class tcp_connection : public std::enable_shared_from_this<tcp_connection> {
public:
    tcp_connection(reactor& loop, unique_fd socket);
    tcp_connection(const tcp_connection&) = delete;
    tcp_connection& operator=(const tcp_connection&) = delete;
    virtual ~tcp_connection() = default;

    /// Begins to read. Who sends nothing for `idle_timeout`, or takes nothing
    /// when it is not being read from, is closed; zero means never.
    /// Errors:   closes at once if the poller cannot watch the socket
    void start(std::chrono::milliseconds idle_timeout = {});

    /// Writes at once what the kernel takes, and the rest when it can.
    /// Shape:    false if some of it has to wait: see on_drained()
    bool send(std::string_view bytes);
    bool send(shared_bytes bytes);

    /// Adds to the outbox without writing; send() or flush() will.
    outbox& waiting() { return outbox_; }
    bool flush();

    /// Bytes that come meanwhile wait in the kernel, and so in the end does
    /// the other side.
    void pause_reading();
    void resume_reading();

    /// Closes once the outbox is empty; reads no more.
    void close_when_drained();

    /// Says no more, once the outbox is empty, and waits a second at the most
    /// for the other side to hang up: so it gets our last words (see
    /// close_after_last_words() in chapter 01).
    void close_after_last_words();

    /// Closes now. The object stays until the end of the turn.
    void close();

    bool is_open() const { return static_cast<bool>(socket_); }
    int fd() const { return socket_.get(); } // borrowed; -1 once closed

protected:
    /// Bytes have come.
    /// Lifetime: `bytes` is good until the call returns
    virtual void on_bytes(std::string_view bytes) = 0;

    /// The other side will send no more. It may still want to read.
    virtual void on_end() { close_when_drained(); }

    /// The outbox is empty again.
    virtual void on_drained() {}

    /// The connection is closed, by whomever.
    virtual void on_close() {}

    /// True while it is our turn to speak: nobody is idle then.
    virtual bool is_busy() const { return false; }

    /// Begins the idle time anew.
    void note_activity();

    reactor& loop() { return loop_; }

private:
    /// What becomes of the connection once the outbox is empty.
    enum class ending { none, close, last_words };

    void on_ready(interest what);
    void read();
    bool read_once();
    void write(std::error_code& error);
    void end(ending how);
    void drained();
    void update();
    void check_idle();

    reactor& loop_;
    unique_fd socket_; // empty: closed
    outbox outbox_;
    bool reading_ = true;
    ending ending_ = ending::none;
    std::chrono::milliseconds idle_timeout_{0};
    reactor::time_point last_activity_;
    reactor::timer_id timer_; // looks for idleness
};

} // namespace net
