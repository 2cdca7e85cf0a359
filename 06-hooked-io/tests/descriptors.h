// Descriptors that checks read from and write to.
#pragma once

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
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

/// A value of which the compiler knows nothing: it warns of calls that are
/// wrong on purpose.
template <class T>
T unseen(T value) {
    volatile T copy = value;
    return copy;
}

/// Where nothing is.
inline void* nowhere() {
    return reinterpret_cast<void*>(unseen<std::uintptr_t>(8));
}

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

/// A listening local socket, of a name that the kernel has found.
struct local_listener {
    explicit local_listener(int type = SOCK_STREAM, int backlog = 16)
        : kind(type), fd(must(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0))) {
        must(::bind(fd, address(), sizeof where.sun_family));
        must(::getsockname(fd, address(), &size));
        must(::listen(fd, backlog));
    }
    sockaddr* address() { return reinterpret_cast<sockaddr*>(&where); }
    open_fd connect() {
        open_fd client(must(::socket(AF_UNIX, kind | SOCK_CLOEXEC, 0)));
        must(::connect(client, address(), size));
        return client;
    }

    const int kind;
    open_fd fd;
    sockaddr_un where = {AF_UNIX, {}};
    socklen_t size = sizeof where;
};

/// An unconnected UDP socket on a free port of the loopback.
struct udp_socket {
    udp_socket() {
        must(::bind(fd, address(), size));
        must(::getsockname(fd, address(), &size));
    }
    sockaddr* address() { return reinterpret_cast<sockaddr*>(&where); }
    void send_to(const udp_socket& to, std::string_view bytes) const {
        must(static_cast<int>(
            ::sendto(fd, bytes.data(), bytes.size(), 0,
                     reinterpret_cast<const sockaddr*>(&to.where), to.size)));
    }

    open_fd fd{must(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0))};
    sockaddr_in where = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}, {}};
    socklen_t size = sizeof where;
};

/// For recvmmsg(2) and sendmmsg(2).
template <std::size_t N>
struct messages {
    messages() {
        for (std::size_t i = 0; i < N; ++i) {
            pieces[i] = {bytes[i], sizeof bytes[i]};
            headers[i].msg_hdr.msg_iov = &pieces[i];
            headers[i].msg_hdr.msg_iovlen = 1;
        }
    }
    char bytes[N][8] = {};
    iovec pieces[N] = {};
    mmsghdr headers[N] = {};
};

/// Sends a descriptor over a local socket, with one byte.
inline void give(int to, int fd) {
    char byte = 'x';
    iovec piece{&byte, 1};
    alignas(cmsghdr) char notes[CMSG_SPACE(sizeof fd)] = {};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = notes;
    message.msg_controllen = sizeof notes;
    cmsghdr* const note = CMSG_FIRSTHDR(&message);
    note->cmsg_level = SOL_SOCKET;
    note->cmsg_type = SCM_RIGHTS;
    note->cmsg_len = CMSG_LEN(sizeof fd);
    std::memcpy(CMSG_DATA(note), &fd, sizeof fd);
    must(static_cast<int>(::sendmsg(to, &message, 0)));
}

/// Receives it; -1 if there is none.
inline int take(int from) {
    char byte;
    iovec piece{&byte, 1};
    int fd = -1;
    alignas(cmsghdr) char notes[CMSG_SPACE(sizeof fd)] = {};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = notes;
    message.msg_controllen = sizeof notes;
    must(static_cast<int>(::recvmsg(from, &message, 0)));
    const cmsghdr* const note = CMSG_FIRSTHDR(&message);
    if (note != nullptr) std::memcpy(&fd, CMSG_DATA(note), sizeof fd);
    return fd;
}

/// SO_RCVTIMEO or SO_SNDTIMEO.
inline void set_timeout(int fd, int which, std::chrono::milliseconds time) {
    const timeval value{time.count() / 1000, time.count() % 1000 * 1000};
    must(::setsockopt(fd, SOL_SOCKET, which, &value, sizeof value));
}

/// Reads until the end, or so many bytes.
inline std::size_t read_all(int fd, std::size_t most = SIZE_MAX) {
    static char bytes[64 * 1024];
    std::size_t all = 0;
    while (all < most) {
        const ssize_t n = ::read(fd, bytes, std::min(sizeof bytes, most - all));
        if (n <= 0) break;
        all += static_cast<std::size_t>(n);
    }
    return all;
}

} // namespace net
