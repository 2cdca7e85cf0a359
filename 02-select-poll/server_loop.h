// One thread, many clients: the loop that asks what is ready and tells each
// connection, which then does as much as it can without waiting.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "01-blocking/server_options.h"
#include "01-blocking/signal_pipe.h"
#include "01-blocking/unique_fd.h"
#include "02-select-poll/poller.h"

namespace net {

/// One client and what is going on with it. What a thread's stack remembered
/// in chapter 01 must be written down here between two calls.
class connection {
public:
    using time_point = std::chrono::steady_clock::time_point;
    static constexpr time_point never = time_point::max();

    virtual ~connection() = default;

    /// A descriptor that this connection watches is ready.
    virtual void on_ready(const ready_descriptor& ready) = 0;

    /// The deadline is over. Whoever sets one says what this means.
    virtual void on_deadline() {}

    time_point deadline = never;
};

/// Accepts clients, makes a connection for each, and serves them until SIGINT
/// or SIGTERM.
/// Threads:  one
class server_loop {
public:
    /// Makes the connection that serves a client.
    using factory = std::function<std::unique_ptr<connection>(unique_fd)>;

    /// Errors:   std::system_error "<address>: <reason>"
    server_loop(const server_options& options, std::unique_ptr<poller> poller,
                factory make_connection);

    void run();

    /// Called at the end of each turn, before the finished are buried.
    std::function<void()> on_turn_end = [] {};

    /// For connections: watch a descriptor, for something else, or no longer.
    /// Errors:   std::system_error if the poller cannot watch it
    void watch(int fd, interest what, connection& owner);
    void update(int fd, interest what);
    void forget(int fd);

    /// For connections: I am done. Destroyed when the turn ends, for others
    /// may still have a word for it, and no descriptor is closed before all of
    /// this turn's have been told: a new one could get its number.
    void finish(connection& done);

    connection::time_point now() const { return now_; } // of this turn

    /// Room to read into, the same for all, for nobody waits in mid-read.
    std::span<char> scratch() { return scratch_; }

private:
    struct watched {
        connection* owner = nullptr; // null: not watched
        interest what = interest::none;
    };

    std::chrono::milliseconds time_to_wait() const;
    void tell_ready(std::span<const ready_descriptor> all);
    void tell_late();
    void bury_finished();
    void accept_clients();

    std::unique_ptr<poller> poller_;
    factory make_connection_;
    signal_pipe stop_signals_{SIGINT, SIGTERM};
    unique_fd listener_;
    bool stopped_ = false;
    bool clients_wait_ = false; // the listener was ready in this turn
    connection::time_point now_;
    connection::time_point accept_again_ = connection::never;
    std::vector<watched> watched_; // by descriptor
    std::unordered_map<connection*, std::unique_ptr<connection>> connections_;
    std::vector<connection*> finished_; // in this turn, perhaps repeatedly
    std::array<char, 64 * 1024> scratch_;
};

} // namespace net
