// The yardstick for chat: the least that one thread on epoll(7) can do for a
// room, with the frames of a turn gathered into one block and one write for
// each client. Headers are believed, and hardly an error is looked at.
//
//   bare_chat_loop PORT

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>

namespace {

using block = std::shared_ptr<const std::string>;

struct client {
    std::string inbox;
    std::deque<block> outbox;
    std::size_t written = 0; // of the first block
};

int listen_on(int port) {
    const int listener =
        ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    ::setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener, generic, size) == -1 ||
        ::listen(listener, SOMAXCONN) == -1) {
        std::perror("bare_chat_loop");
        std::exit(1);
    }
    ::getsockname(listener, generic, &size);
    std::printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
    return listener;
}

void control(int epoll, int operation, int fd, unsigned events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    ::epoll_ctl(epoll, operation, fd, &event);
}

/// Appends the whole frames that have come from `fd` to `news`.
bool read_frames(int fd, client& from, std::string& news) {
    static char bytes[64 * 1024];
    const ssize_t got = ::read(fd, bytes, sizeof bytes);
    if (got <= 0) return false;
    from.inbox.append(bytes, static_cast<std::size_t>(got));
    std::size_t whole = 0;
    while (from.inbox.size() >= whole + 4) {
        const int body = std::atoi(from.inbox.substr(whole, 4).c_str());
        if (body < 0 || body > 512) return false;
        const std::size_t end = whole + 4 + static_cast<std::size_t>(body);
        if (from.inbox.size() < end) break;
        whole = end;
    }
    news.append(from.inbox, 0, whole);
    from.inbox.erase(0, whole);
    return true;
}

/// Writes what the kernel takes. Returns true if there is a rest.
bool write_blocks(int fd, client& to) {
    std::array<iovec, 64> pieces;
    std::size_t count = 0;
    std::size_t skip = to.written;
    for (const block& each : to.outbox) {
        if (count == pieces.size()) break;
        pieces[count++] = {const_cast<char*>(each->data()) + skip,
                           each->size() - skip};
        skip = 0;
    }
    const ssize_t put = ::writev(fd, pieces.data(), static_cast<int>(count));
    if (put > 0) to.written += static_cast<std::size_t>(put);
    while (!to.outbox.empty() && to.written >= to.outbox.front()->size()) {
        to.written -= to.outbox.front()->size();
        to.outbox.pop_front();
    }
    return !to.outbox.empty();
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGTERM, [](int) { ::_exit(0); });
    const int listener = listen_on(argc > 1 ? std::atoi(argv[1]) : 0);
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    control(epoll, EPOLL_CTL_ADD, listener, EPOLLIN);

    static epoll_event events[256];
    std::unordered_map<int, client> room;
    for (;;) {
        std::string news;
        const int n = ::epoll_wait(epoll, events, 256, -1);
        for (int i = 0; i < n; ++i) {
            const int fd = events[i].data.fd;
            if (fd == listener) {
                for (;;) {
                    const int newcomer =
                        ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
                    if (newcomer == -1) break;
                    room.try_emplace(newcomer);
                    control(epoll, EPOLL_CTL_ADD, newcomer, EPOLLIN);
                }
            } else if ((events[i].events & EPOLLOUT) != 0 &&
                       !write_blocks(fd, room[fd])) {
                control(epoll, EPOLL_CTL_MOD, fd, EPOLLIN);
            } else if ((events[i].events & EPOLLIN) != 0 &&
                       !read_frames(fd, room[fd], news)) {
                room.erase(fd);
                ::close(fd);
            }
        }
        if (news.empty()) continue;
        const auto shared =
            std::make_shared<const std::string>(std::move(news));
        for (auto& [fd, each] : room) {
            const bool was_waiting = !each.outbox.empty();
            each.outbox.push_back(shared);
            if (!was_waiting && write_blocks(fd, each)) {
                control(epoll, EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLOUT);
            }
        }
    }
}
