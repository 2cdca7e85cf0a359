// libevent's chat, to be measured beside ours: its buffered events have an
// inbox and an outbox of their own, so a message is copied into the outbox of
// each client, and all that has gathered there leaves in one write. The log is
// chapter 02's.
//
//   libevent_chat [PORT]

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string_view>

#include "01-blocking/socket.h"
#include "02-select-poll/chat_log.h"

namespace {

constexpr std::size_t most_unwritten = 1024 * 1024; // bytes

net::chat_log chat;
std::set<bufferevent*> members;

void leave(bufferevent* one) {
    if (members.erase(one) == 1) bufferevent_free(one);
}

void write(bufferevent* one, std::string_view bytes) {
    bufferevent_write(one, bytes.data(), bytes.size());
    if (evbuffer_get_length(bufferevent_get_output(one)) > most_unwritten) {
        leave(one);
    }
}

void on_bytes(bufferevent* from, void*) {
    evbuffer* const inbox = bufferevent_get_input(from);
    const auto* const bytes =
        reinterpret_cast<const char*>(evbuffer_pullup(inbox, -1));
    std::error_code error;
    const std::size_t taken =
        chat.append_frames({bytes, evbuffer_get_length(inbox)}, error);
    evbuffer_drain(inbox, taken);
    if (const net::shared_bytes news = chat.take_news()) {
        for (auto at = members.begin(); at != members.end();) {
            write(*at++, *news); // moved on first, for this one may leave
        }
    }
    if (error) leave(from);
}

void on_end(bufferevent* client, short, void*) {
    leave(client);
}

void on_client(evconnlistener* door, evutil_socket_t fd, sockaddr*, int,
               void*) {
    bufferevent* const client = bufferevent_socket_new(
        evconnlistener_get_base(door), fd, BEV_OPT_CLOSE_ON_FREE);
    bufferevent_setcb(client, on_bytes, nullptr, on_end, nullptr);
    // Its own limits are 16 KiB a read, and as much a write.
    bufferevent_set_max_single_read(client, 64 * 1024);
    bufferevent_set_max_single_write(client, 64 * 1024);
    bufferevent_enable(client, EV_READ | EV_WRITE);
    members.insert(client);
    chat.for_each_past([&](const net::shared_bytes&, std::string_view frame) {
        write(client, frame);
    });
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    const int port = argc > 1 ? std::atoi(argv[1]) : 0;
    net::unique_fd listener =
        net::listen_on({.port = static_cast<std::uint16_t>(port)});
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
