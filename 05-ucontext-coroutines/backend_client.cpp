#include "05-ucontext-coroutines/backend_client.h"

#include <algorithm>
#include <array>

#include "01-blocking/error.h"
#include "01-blocking/server_options.h"
#include "01-blocking/socket.h"

namespace net {

std::string read_line(awaitable_fd& from, line_splitter& lines,
                      std::error_code& error, scheduler::time_point deadline) {
    std::array<char, 512> bytes;
    for (;;) {
        if (auto line = lines.next()) return *std::move(line);
        if (lines.too_long()) {
            error = std::make_error_code(std::errc::message_size);
            return {};
        }
        const std::size_t n = read_some(from, bytes, error, deadline);
        if (error) return {};
        lines.append({bytes.data(), n});
    }
}

std::string backend_client::call(const std::string& request,
                                 std::error_code& error) {
    std::string value = converse(request, error);
    if (!error || error == rpc_error::refused) return value;
    connection_.reset(); // a late answer must not meet the next question
    error = error == std::errc::timed_out ? rpc_error::timed_out
                                          : rpc_error::unavailable;
    return {};
}

std::string backend_client::converse(const std::string& request,
                                     std::error_code& error) {
    const auto deadline = scheduler::current().now() + timeout_;
    open(deadline, error);
    if (error) return {};
    write_all(*connection_, request + "\n", error, deadline);
    if (error) return {};
    const std::string reply =
        read_line(*connection_, replies_, error, deadline);
    return error ? "" : parse_reply(reply, error);
}

void backend_client::open(scheduler::time_point deadline,
                          std::error_code& error) {
    error.clear();
    // It may have been closed, or have said more than it was asked.
    if (connection_ && replies_.pending() == 0 &&
        !is_stale(connection_->get())) {
        return;
    }
    connection_.reset();
    replies_ = line_splitter(max_line_length);
    for (int tries = 1;; ++tries) {
        unique_fd socket = connect(address_, error, deadline);
        if (!error) connection_.emplace(std::move(socket));
        if (!out_of_resources(error) || tries == most_connect_tries) return;
        scheduler& here = scheduler::current();
        if (here.now() >= deadline) return;
        here.sleep_until(std::min(here.now() + accept_pause, deadline));
    }
}

} // namespace net
