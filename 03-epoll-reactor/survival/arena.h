// Where one server meets its clients: the loop, what is counted, what is
// excused, and the first fault.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "02-select-poll/nonblocking.h"
#include "03-epoll-reactor/acceptor.h"
#include "03-epoll-reactor/load/histogram.h"
#include "03-epoll-reactor/load/load_options.h"
#include "03-epoll-reactor/load/pattern.h"
#include "03-epoll-reactor/reactor.h"
#include "03-epoll-reactor/survival/trouble.h"
#include "03-epoll-reactor/tcp_connection.h"

namespace net {

/// What all clients of one server share.
/// Threads:  one
class arena {
public:
    using milliseconds = std::chrono::milliseconds;

    /// Units:    `bound`: so long may any answer take; `pace`: 0.5 is half as
    ///           much of everything in the same time
    arena(load_kind kind, const host_port& server, milliseconds bound,
          double pace = 1);
    arena(const arena&) = delete;
    arena& operator=(const arena&) = delete;

    reactor& loop() { return loop_; }
    load_kind kind() const { return kind_; }
    const socket_address& server() const { return server_; }
    milliseconds bound() const { return bound_; }

    /// A pause between deeds that takes so long at full pace.
    milliseconds paced(milliseconds pause) const {
        return std::chrono::round<milliseconds>(
            std::chrono::duration<double, std::milli>(pause) / pace_);
    }
    const pattern& bytes() const { return bytes_; }

    /// Opens a connection.
    /// Shape:    as a connector's handler
    void connect(connector::handler on_connected);

    /// Keeps an eye on a hostile client until it ends by itself, or is told.
    void watch_over(const std::shared_ptr<tcp_connection>& hostile);
    void send_home();
    bool is_sending_home() const { return is_sending_home_; }

    /// A hostile deed is done.
    void count(const std::string& deed, std::uint64_t times = 1) {
        deeds_[deed] += times;
    }
    const std::map<std::string, std::uint64_t>& deeds() const { return deeds_; }

    /// Records the first fault; the run ends with it.
    void fail(const std::string& sentence);
    const std::string& fault() const { return fault_; } // empty: none yet

    /// A number from 0 to `below` - 1; the same ones in every run.
    std::size_t random(std::size_t below) { return random_() % below; }

    trouble want_of_descriptors;   // a newcomer may have to wait
    trouble want_of_a_backend;     // a gateway may say that it has none
    histogram delays;              // of the connected, in nanoseconds
    histogram delays_of_newcomers; // from connecting to the answer
    reactor::clock::duration longest_lateness{}; // of our own loop

private:
    reactor loop_; // first: it outlives all that it watches
    const load_kind kind_;
    const socket_address server_;
    const milliseconds bound_;
    const double pace_;
    const pattern bytes_;
    std::list<std::unique_ptr<connector>> connectors_; // under way
    std::vector<std::weak_ptr<tcp_connection>> hostile_;
    bool is_sending_home_ = false;
    std::map<std::string, std::uint64_t> deeds_;
    std::string fault_;
    std::mt19937 random_{7001};
};

/// Ends a connection by a reset instead of an end of stream.
void reset_when_closed(int socket);

} // namespace net
