// What a server does with its sockets, and with other descriptors.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cstdarg>

#include "01-blocking/faults/fault.h"

using net::failed;
using net::fault;
using net::fault_of;
using net::on_board;
using net::real;
using net::waits;

extern "C" {

// Only a socket that does not wait says that nobody is there.
int accept4(int listener, sockaddr* address, socklen_t* size, int flags) {
    static const auto next = real<decltype(::accept4)>("accept4");
    const fault now = fault_of(on_board("accept4"));
    if (now.error == 0 || (now.error == EAGAIN && waits(listener))) {
        return next(listener, address, size, flags);
    }
    return failed(now.error);
}

int bind(int socket, const sockaddr* address, socklen_t size) noexcept {
    static const auto next = real<decltype(::bind)>("bind");
    const fault now = fault_of(on_board("bind"));
    return now.error != 0 ? failed(now.error) : next(socket, address, size);
}

int listen(int socket, int backlog) noexcept {
    static const auto next = real<decltype(::listen)>("listen");
    const fault now = fault_of(on_board("listen"));
    return now.error != 0 ? failed(now.error) : next(socket, backlog);
}

int socket(int family, int type, int protocol) noexcept {
    static const auto next = real<decltype(::socket)>("socket");
    const fault now = fault_of(on_board("socket"));
    return now.error != 0 ? failed(now.error) : next(family, type, protocol);
}

int getsockname(int socket, sockaddr* address, socklen_t* size) noexcept {
    static const auto next = real<decltype(::getsockname)>("getsockname");
    const fault now = fault_of(on_board("getsockname"));
    return now.error != 0 ? failed(now.error) : next(socket, address, size);
}

int getsockopt(int socket, int level, int name, void* value,
               socklen_t* size) noexcept {
    static const auto next = real<decltype(::getsockopt)>("getsockopt");
    const fault now = fault_of(on_board("getsockopt"));
    return now.error != 0 ? failed(now.error)
                          : next(socket, level, name, value, size);
}

int setsockopt(int socket, int level, int name, const void* value,
               socklen_t size) noexcept {
    static const auto next = real<decltype(::setsockopt)>("setsockopt");
    const fault now = fault_of(on_board("setsockopt"));
    return now.error != 0 ? failed(now.error)
                          : next(socket, level, name, value, size);
}

// Only one that waits can be interrupted, and goes on by itself: connect(2).
int connect(int socket, const sockaddr* address, socklen_t size) {
    static const auto next = real<decltype(::connect)>("connect");
    const fault now = fault_of(on_board("connect"));
    if (now.error == 0) return next(socket, address, size);
    if (now.error != EINTR) return failed(now.error);
    const int result = next(socket, address, size);
    return waits(socket) ? failed(EINTR) : result;
}

// Whatever it says, Linux has closed the descriptor: see close(2).
int close(int fd) {
    static const auto next = real<decltype(::close)>("close");
    const fault now = fault_of(on_board("close"));
    const int result = next(fd);
    return now.error != 0 ? failed(now.error) : result;
}

// And has ended the connection, which its peer may have done before.
int shutdown(int socket, int how) noexcept {
    static const auto next = real<decltype(::shutdown)>("shutdown");
    const fault now = fault_of(on_board("shutdown"));
    const int result = next(socket, how);
    return now.error != 0 ? failed(now.error) : result;
}

int fcntl(int fd, int command, ...) {
    static const auto next = real<decltype(::fcntl)>("fcntl");
    va_list rest;
    va_start(rest, command);
    const long argument = va_arg(rest, long); // wide enough for all of them
    va_end(rest);
    const fault now = fault_of(on_board("fcntl"));
    return now.error != 0 ? failed(now.error) : next(fd, command, argument);
}

int ioctl(int fd, unsigned long request, ...) noexcept {
    static const auto next = real<decltype(::ioctl)>("ioctl");
    va_list rest;
    va_start(rest, request);
    void* const argument = va_arg(rest, void*);
    va_end(rest);
    const fault now = fault_of(on_board("ioctl"));
    return now.error != 0 ? failed(now.error) : next(fd, request, argument);
}

} // extern "C"
