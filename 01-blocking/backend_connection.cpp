#include "01-blocking/backend_connection.h"

#include <poll.h>

#include <algorithm>
#include <thread>

#include "01-blocking/backend_protocol.h"
#include "01-blocking/error.h"
#include "01-blocking/server_options.h"
#include "01-blocking/stream.h"

namespace net {

std::string backend_connection::call(const std::string& request,
                                     std::error_code& error) {
    const clock::time_point deadline = clock::now() + timeout_;
    error.clear();
    const bool usable =
        connection_ && replies_->pending() == 0 && !is_stale(connection_.get());
    if (!usable) open(deadline, error);
    if (!error) write_all(connection_.get(), request + "\n", error);
    std::string reply;
    if (!error) reply = read_reply(deadline, error);
    if (!error) reply = parse_reply(reply, error);

    if (error && error != rpc_error::refused) {
        connection_.reset(); // a late answer must not meet the next question
        const bool late = would_block(error) || error == std::errc::timed_out ||
                          error == rpc_error::timed_out;
        error = late ? rpc_error::timed_out : rpc_error::unavailable;
    }
    return reply;
}

void backend_connection::open(clock::time_point deadline,
                              std::error_code& error) {
    replies_.emplace(max_line_length);
    connection_ = connect_to(address_, timeout_, error);
    for (int tries = 1; tries < most_connect_tries; ++tries) {
        if (!out_of_resources(error) || clock::now() >= deadline) return;
        std::this_thread::sleep_for(accept_pause);
        connection_ = connect_to(address_, timeout_, error);
    }
}

std::string backend_connection::read_reply(clock::time_point deadline,
                                           std::error_code& error) {
    for (;;) {
        if (auto line = replies_->next()) return *std::move(line);
        if (replies_->too_long()) error = rpc_error::unavailable;
        if (!error) await_reply(deadline, error);
        char bytes[2048];
        std::size_t n = 0;
        if (!error) n = read_some(connection_.get(), bytes, error);
        if (error) return {};
        replies_->append({bytes, n});
    }
}

void backend_connection::await_reply(clock::time_point deadline,
                                     std::error_code& error) {
    using std::chrono::milliseconds;
    // SO_RCVTIMEO would give each read() that time anew, and a backend that
    // sends a byte now and then would keep us for ever.
    int n = -1;
    do {
        const auto left =
            std::max(milliseconds(0),
                     std::chrono::ceil<milliseconds>(deadline - clock::now()));
        pollfd waiting[] = {{connection_.get(), POLLIN, 0},
                            {client_, 0, 0}}; // no events: hang-ups only
        n = ::poll(waiting, 2, static_cast<int>(left.count()));
        if (n > 0 && waiting[1].revents != 0) error = rpc_error::unavailable;
    } while (n == -1 && errno == EINTR);
    if (n == 0) error = rpc_error::timed_out;
    if (n == -1) error = last_error();
}

} // namespace net
