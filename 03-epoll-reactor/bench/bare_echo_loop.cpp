// The yardstick for echo: the least that one thread on epoll(7) can do. No
// classes, no timers, no options, and hardly an error is looked at: this is
// what the chapter's server is measured against, not a server to be used.
//
//   bare_echo_loop PORT

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

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
        std::perror("bare_echo_loop");
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

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGTERM, [](int) { ::_exit(0); });
    const int listener = listen_on(argc > 1 ? std::atoi(argv[1]) : 0);
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    control(epoll, EPOLL_CTL_ADD, listener, EPOLLIN);

    static char bytes[64 * 1024];
    static epoll_event events[256];
    std::vector<std::string> unsent(1024); // by descriptor; mostly empty
    for (;;) {
        const int n = ::epoll_wait(epoll, events, 256, -1);
        for (int i = 0; i < n; ++i) {
            const int fd = events[i].data.fd;
            if (fd == listener) {
                const int client =
                    ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
                if (client == -1) continue;
                const auto at = static_cast<std::size_t>(client);
                if (at >= unsent.size()) unsent.resize(2 * at);
                unsent[at].clear();
                control(epoll, EPOLL_CTL_ADD, client, EPOLLIN);
                continue;
            }
            std::string& rest = unsent[static_cast<std::size_t>(fd)];
            std::string_view out = rest;
            if (rest.empty()) {
                const ssize_t got = ::read(fd, bytes, sizeof bytes);
                if (got <= 0) {
                    ::close(fd);
                    continue;
                }
                out = {bytes, static_cast<std::size_t>(got)};
            }
            const ssize_t put = ::write(fd, out.data(), out.size());
            const auto written = static_cast<std::size_t>(put > 0 ? put : 0);
            if (written == out.size() && rest.empty()) continue;
            rest = std::string(out.substr(written));
            control(epoll, EPOLL_CTL_MOD, fd,
                    rest.empty() ? EPOLLIN : EPOLLOUT);
        }
    }
}
