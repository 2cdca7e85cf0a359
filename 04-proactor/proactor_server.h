// What this chapter's servers have in common: one io_context, its threads, an
// acceptor, and an end.
#pragma once

#include <chrono>
#include <csignal>
#include <functional>

#include "01-blocking/server_options.h"
#include "04-proactor/net.h"
#include "04-proactor/signal_set.h"

namespace net {

/// What can be said to these servers besides.
struct engine_choice {
    choice option{"engine", {"reactor", "io_uring"}};

    /// Shape:    `loop`, which has this engine from now on
    /// Errors:   where the kernel refuses: as io_uring_setup(2)
    io_context& of(io_context& loop) const;
};

/// Accepts clients, and runs one io_context in --threads threads.
class proactor_server {
public:
    /// Starts to serve a client.
    using session = std::function<void(ip::tcp::socket client)>;

    explicit proactor_server(const server_options& options,
                             const engine_choice& engine = {});

    io_context& loop() { return loop_; }

    /// Where the handlers of one session run, one at a time: on a strand, if
    /// there are several threads.
    any_io_executor make_session_executor();

    /// The same for all sessions together, if they share something.
    void share_executor(const any_io_executor& one) { shared_ = one; }

    /// Listens, says so, and serves until SIGINT or SIGTERM.
    /// Errors:   std::system_error "<address>: <reason>"
    void run(session start);

private:
    void accept();
    void accepted(std::error_code error, ip::tcp::socket client);

    const server_options options_;
    session start_;
    any_io_executor shared_; // empty: each session has its own
    io_context loop_;
    signal_set signals_;
    ip::tcp::acceptor acceptor_;
    steady_timer again_; // while we are out of descriptors
};

/// Drops a connection on which nothing has happened for too long. One timer at
/// a time: activity only notes the time.
/// Threads:  those of the socket's executor
class idle_watch {
public:
    /// Units:    zero means never
    idle_watch(ip::tcp::socket& socket, std::chrono::milliseconds timeout)
        : socket_(socket), timer_(socket.get_executor()), timeout_(timeout) {}

    /// Lifetime: `owner` owns the socket and this; it is kept alive until
    ///           stop()
    void start(std::shared_ptr<void> owner);
    void stop() { timer_.cancel(); }

    /// Something has happened.
    void note() {
        if (timeout_.count() > 0) last_ = std::chrono::steady_clock::now();
    }
    /// As long as it is our turn to speak, nobody is idle.
    void pause() { paused_ = true; }
    void resume() {
        paused_ = false;
        note();
    }

private:
    ip::tcp::socket& socket_;
    steady_timer timer_;
    const std::chrono::milliseconds timeout_;
    std::chrono::steady_clock::time_point last_{};
    bool paused_ = false;
};

} // namespace net
