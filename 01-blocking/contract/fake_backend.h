// The gateway's backend as a test wants it: honest, or broken in a known way.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <string>
#include <thread>

#include "01-blocking/line_reader.h"
#include "01-blocking/socket.h"
#include "01-blocking/unique_fd.h"

namespace net {

/// Knows alice and bob, and for every N a userN in CityN; the weather is good.
/// Threads:  serves from a thread of its own; call from one other
class fake_backend {
public:
    using milliseconds = std::chrono::milliseconds;
    enum class manner {
        honest,
        silent,    // answers once it is honest again: late
        breaking,  // closes in mid-line
        babbling,  // answers, but what?
        dribbling, // one byte after a pause
    };

    fake_backend();
    ~fake_backend();

    /// Who connects before this is called, is refused.
    void open();

    /// How it behaves from now on. An honest one answers after `pause`; a
    /// dribbling one makes the pause before each byte.
    void behave(manner how, milliseconds pause = milliseconds(0));

    /// Ends all its connections, as a restart does. They have ended when this
    /// returns; new ones are welcome.
    void hang_up();

    host_port address() const { return local_address(listener_.get()); }

private:
    using time_point = std::chrono::steady_clock::time_point;
    struct reply {
        std::string bytes;
        time_point due;
        bool is_last = false; // the connection ends after it
    };
    struct connection {
        unique_fd socket;
        line_splitter lines{4096};
        std::deque<reply> replies{}; // in the order of the requests
        bool has_ended = false;
    };

    void serve();
    void accept_one();
    void receive(connection& asking);
    void answer(connection& asking, const std::string& request);
    void send_what_is_due(connection& asking);
    int until_something_is_due() const;
    void wake_up();

    unique_fd listener_;
    unique_fd waking_end_; // written to: the thread looks at what changed
    unique_fd sleeping_end_;

    std::mutex mutex_; // guards all below
    manner manner_ = manner::honest;
    milliseconds pause_{0};
    bool is_open_ = false;
    bool is_hanging_up_ = false;
    bool is_ending_ = false;
    std::condition_variable hung_up_;
    std::list<connection> connections_;

    std::thread thread_; // last: it uses all the others
};

/// What an honest backend answers to a request.
std::string honest_answer(const std::string& request);

} // namespace net
