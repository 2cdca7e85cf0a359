// libevent's echo, to be measured beside ours: its buffered events, which do
// the reading and writing; what has come in is moved, not copied, to go out.
//
//   libevent_echo

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>

#include <csignal>
#include <cstdio>

#include "01-blocking/socket.h"

namespace {

constexpr std::size_t most_unsent = 256 * 1024; // bytes

void on_bytes(bufferevent* client, void*) {
    evbuffer* const out = bufferevent_get_output(client);
    evbuffer_add_buffer(out, bufferevent_get_input(client));
    // Who does not take what he has sent need not send more.
    if (evbuffer_get_length(out) > most_unsent) {
        bufferevent_disable(client, EV_READ);
    }
}

void on_drained(bufferevent* client, void*) {
    bufferevent_enable(client, EV_READ);
}

void on_end(bufferevent* client, short, void*) {
    bufferevent_free(client);
}

void on_client(evconnlistener* door, evutil_socket_t fd, sockaddr*, int,
               void*) {
    bufferevent* const client = bufferevent_socket_new(
        evconnlistener_get_base(door), fd, BEV_OPT_CLOSE_ON_FREE);
    bufferevent_setcb(client, on_bytes, on_drained, on_end, nullptr);
    // Its own limits are 16 KiB a read, and as much a write.
    bufferevent_set_max_single_read(client, 64 * 1024);
    bufferevent_set_max_single_write(client, 64 * 1024);
    bufferevent_enable(client, EV_READ | EV_WRITE);
}

} // namespace

int main() {
    std::signal(SIGPIPE, SIG_IGN);
    net::unique_fd listener = net::listen_on({});
    evutil_make_socket_nonblocking(listener.get());
    std::printf("listening on %s\n",
                net::to_string(net::local_address(listener.get())).c_str());
    std::fflush(stdout);
    event_base* const loop = event_base_new();
    evconnlistener* const door = evconnlistener_new(
        loop, on_client, nullptr, LEV_OPT_CLOSE_ON_EXEC, 0, listener.get());
    if (door == nullptr) return 1;
    event_base_dispatch(loop);
}
