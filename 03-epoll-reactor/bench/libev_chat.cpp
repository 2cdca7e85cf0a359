// libev's chat, to be measured beside ours: a watcher for each client, and one
// that runs before the loop waits again, when all that a turn has brought is
// known. libev leaves reading and writing to its users: the log and the
// outboxes are chapter 02's.
//
//   libev_chat [PORT]

#include <ev.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>

#include "01-blocking/socket.h"
#include "02-select-poll/chat_log.h"
#include "02-select-poll/outbox.h"

namespace {

constexpr std::size_t most_unwritten = 1024 * 1024; // bytes

struct client {
    ev_io watcher;     // first: a pointer to it is one to the client
    std::string inbox; // the beginning of a frame, or nothing
    net::outbox unwritten;
};

net::chat_log chat;
std::set<client*> members;

void leave(struct ev_loop* loop, client& one) {
    ev_io_stop(loop, &one.watcher);
    ::close(one.watcher.fd);
    members.erase(&one);
    delete &one;
}

/// Writes what the kernel takes; who takes too little has to leave.
void write(struct ev_loop* loop, client& one) {
    std::error_code error;
    one.unwritten.flush(one.watcher.fd, error);
    if (error || one.unwritten.size() > most_unwritten) {
        return leave(loop, one);
    }
    const int wanted = one.unwritten.empty() ? EV_READ : EV_READ | EV_WRITE;
    if ((one.watcher.events & (EV_READ | EV_WRITE)) == wanted) return;
    ev_io_stop(loop, &one.watcher);
    ev_io_set(&one.watcher, one.watcher.fd, wanted);
    ev_io_start(loop, &one.watcher);
}

/// Returns false if the client has gone, or is not one of ours.
bool read(client& one) {
    static char bytes[64 * 1024];
    const ssize_t got = ::read(one.watcher.fd, bytes, sizeof bytes);
    if (got <= 0) return got == -1 && errno == EAGAIN;
    one.inbox.append(bytes, static_cast<std::size_t>(got));
    std::error_code error;
    one.inbox.erase(0, chat.append_frames(one.inbox, error));
    return !error;
}

void on_ready(struct ev_loop* loop, ev_io* watcher, int events) {
    client& one = *reinterpret_cast<client*>(watcher);
    if ((events & EV_READ) != 0 && !read(one)) return leave(loop, one);
    if ((events & EV_WRITE) != 0) write(loop, one);
}

void on_turn_end(struct ev_loop* loop, ev_prepare*, int) {
    const net::shared_bytes news = chat.take_news();
    if (!news) return;
    for (auto at = members.begin(); at != members.end();) {
        client& one = **at++; // moved on first, for this one may leave
        one.unwritten.push(news);
        write(loop, one);
    }
}

void on_client(struct ev_loop* loop, ev_io* door, int) {
    const int fd = ::accept4(door->fd, nullptr, nullptr, SOCK_NONBLOCK);
    if (fd == -1) return;
    auto* const one = new client;
    ev_io_init(&one->watcher, on_ready, fd, EV_READ);
    ev_io_start(loop, &one->watcher);
    members.insert(one);
    chat.copy_history(one->unwritten);
    write(loop, *one);
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    const int port = argc > 1 ? std::atoi(argv[1]) : 0;
    const net::unique_fd listener =
        net::listen_on({.port = static_cast<std::uint16_t>(port)});
    std::printf("listening on %s\n",
                net::to_string(net::local_address(listener.get())).c_str());
    std::fflush(stdout);
    struct ev_loop* const loop = ev_default_loop(0);
    ev_io door;
    ev_io_init(&door, on_client, listener.get(), EV_READ);
    ev_io_start(loop, &door);
    ev_prepare turn_end;
    ev_prepare_init(&turn_end, on_turn_end);
    ev_prepare_start(loop, &turn_end);
    ev_run(loop, 0);
}
