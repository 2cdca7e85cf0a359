#include "01-blocking/listener.h"

#include <poll.h>

#include "01-blocking/error.h"
#include "01-blocking/socket.h"

namespace net {

listener::listener(const server_options& options)
    : stop_signals_{SIGINT, SIGTERM},
      socket_(listen_on({options.host, options.port})) {
    announce(socket_.get());
}

// [lesson: next-client]
unique_fd listener::next_client(const std::function<void()>& when_woken) {
    for (;;) {
        const wake_up reason = wait(-1, true);
        if (reason == wake_up::stop) return unique_fd();
        if (reason == wake_up::other) {
            when_woken();
            continue;
        }
        // [lesson: accept-or-pause]
        std::error_code error;
        unique_fd client = accept_client(socket_.get(), error);
        if (client) return client;
        if (!out_of_resources(error)) throw std::system_error(error, "accept");
        // The client stays in the kernel's queue, so the socket stays
        // readable, and poll() would return at once, again and again.
        if (wait(accept_pause.count(), false) == wake_up::stop)
            return unique_fd();
        // [end]
    }
}
// [end]

listener::wake_up listener::wait(long timeout_ms, bool for_clients) {
    pollfd watched[] = {{stop_signals_.fd(), POLLIN, 0},
                        {socket_.get(), POLLIN, 0}};
    const int n =
        ::poll(watched, for_clients ? 2 : 1, static_cast<int>(timeout_ms));
    if (n == -1 && errno != EINTR) check(n, "poll");
    if (n > 0 && watched[0].revents != 0) return wake_up::stop;
    if (n > 0 && watched[1].revents != 0) return wake_up::client;
    return wake_up::other;
}

} // namespace net
