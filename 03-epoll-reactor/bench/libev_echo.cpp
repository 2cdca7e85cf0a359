// libev's echo, to be measured beside ours: a watcher for each client, and the
// reading and writing done by hand, as libev wants it.
//
//   libev_echo

#include <ev.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>
#include <string_view>

#include "01-blocking/socket.h"

namespace {

struct client {
    ev_io watcher; // first: a pointer to it is one to the client
    std::string unsent;
};

void watch(struct ev_loop* loop, client& one, int events) {
    ev_io_stop(loop, &one.watcher);
    ev_io_set(&one.watcher, one.watcher.fd, events);
    ev_io_start(loop, &one.watcher);
}

void on_ready(struct ev_loop* loop, ev_io* watcher, int) {
    static char bytes[64 * 1024];
    client& one = *reinterpret_cast<client*>(watcher);
    const bool had_a_rest = !one.unsent.empty();
    std::string_view out = one.unsent;
    if (!had_a_rest) {
        const ssize_t got = ::read(watcher->fd, bytes, sizeof bytes);
        if (got <= 0) {
            ev_io_stop(loop, watcher);
            ::close(watcher->fd);
            delete &one;
            return;
        }
        out = {bytes, static_cast<std::size_t>(got)};
    }
    const ssize_t put = ::write(watcher->fd, out.data(), out.size());
    const auto written = static_cast<std::size_t>(put > 0 ? put : 0);
    if (written == out.size() && !had_a_rest) return;
    one.unsent = std::string(out.substr(written));
    watch(loop, one, one.unsent.empty() ? EV_READ : EV_WRITE);
}

void on_client(struct ev_loop* loop, ev_io* door, int) {
    const int fd = ::accept4(door->fd, nullptr, nullptr, SOCK_NONBLOCK);
    if (fd == -1) return;
    auto* const one = new client;
    ev_io_init(&one->watcher, on_ready, fd, EV_READ);
    ev_io_start(loop, &one->watcher);
}

} // namespace

int main() {
    std::signal(SIGPIPE, SIG_IGN);
    const net::unique_fd listener = net::listen_on({});
    std::printf("listening on %s\n",
                net::to_string(net::local_address(listener.get())).c_str());
    std::fflush(stdout);
    struct ev_loop* const loop = ev_default_loop(0);
    ev_io door;
    ev_io_init(&door, on_client, listener.get(), EV_READ);
    ev_io_start(loop, &door);
    ev_run(loop, 0);
}
