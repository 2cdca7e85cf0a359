// Descriptors that checks read from and write to.
#pragma once

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "01-blocking/unique_fd.h"

namespace net {

/// The checks' own setting-up must not fail.
inline int must(int result) {
    if (result == -1) std::abort();
    return result;
}

/// Owns a descriptor, and can be given to a call as it is.
class open_fd : public unique_fd {
public:
    using unique_fd::unique_fd;
    operator int() const { return get(); }
};

struct pipe_ends {
    pipe_ends() {
        int both[2];
        must(::pipe2(both, O_CLOEXEC));
        out.reset(both[0]);
        in.reset(both[1]);
    }
    open_fd out; // to read from
    open_fd in;  // to write to
};

/// Two sockets, connected to each other.
struct socket_pair {
    explicit socket_pair(int type = SOCK_STREAM) {
        int both[2];
        must(::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, both));
        ours.reset(both[0]);
        theirs.reset(both[1]);
    }
    open_fd ours;
    open_fd theirs;
};

inline void say(int to, std::string_view bytes) {
    must(static_cast<int>(::write(to, bytes.data(), bytes.size())));
}

/// The flags that F_GETFL shows, of those that we could have changed.
inline bool is_nonblocking(int fd) {
    return (must(::fcntl(fd, F_GETFL)) & O_NONBLOCK) != 0;
}

/// A listening TCP socket on a free port of the loopback.
struct tcp_listener {
    explicit tcp_listener(int backlog = 16) {
        must(::bind(fd, address(), size));
        must(::listen(fd, backlog));
        must(::getsockname(fd, address(), &size));
    }
    sockaddr* address() { return reinterpret_cast<sockaddr*>(&where); }

    open_fd fd{must(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))};
    sockaddr_in where = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}, {}};
    socklen_t size = sizeof where;
};

/// Two ends of a TCP connection.
struct tcp_pair {
    tcp_pair() {
        tcp_listener listener;
        must(::connect(ours, listener.address(), listener.size));
        theirs.reset(
            must(::accept4(listener.fd, nullptr, nullptr, SOCK_CLOEXEC)));
    }
    open_fd ours{must(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))};
    open_fd theirs;
};

} // namespace net
