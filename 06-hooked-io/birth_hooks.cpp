// The calls that make descriptors. None of them waits; but what they make need
// not be asked about.

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "06-hooked-io/descriptor_birth.h"
#include "06-hooked-io/real_call.h"

using net::descriptor_kind;
using net::note_new;
using net::real_call;

extern "C" {

int socket(int domain, int type, int protocol) noexcept {
    static const auto real = real_call<decltype(::socket)>("socket");
    return net::note_socket(real(domain, type, protocol), type);
}

int socketpair(int domain, int type, int protocol, int* both) noexcept {
    static const auto real = real_call<decltype(::socketpair)>("socketpair");
    if (real(domain, type, protocol, both) == -1) return -1;
    net::note_socket(both[0], type);
    net::note_socket(both[1], type);
    return 0;
}

int pipe2(int* both, int flags) noexcept {
    static const auto real = real_call<decltype(::pipe2)>("pipe2");
    if (real(both, flags) == -1) return -1;
    for (int* one : {&both[0], &both[1]}) {
        *one = note_new(net::note_own(*one), descriptor_kind::other,
                        (flags & O_NONBLOCK) != 0);
    }
    return 0;
}

int pipe(int* both) noexcept {
    return ::pipe2(both, 0);
}

int eventfd(unsigned value, int flags) noexcept {
    static const auto real = real_call<decltype(::eventfd)>("eventfd");
    return note_new(real(value, flags), descriptor_kind::other,
                    (flags & EFD_NONBLOCK) != 0);
}

int epoll_create1(int flags) noexcept {
    static const auto real =
        real_call<decltype(::epoll_create1)>("epoll_create1");
    return note_new(net::note_own(real(flags)), descriptor_kind::other, false);
}

int timerfd_create(clockid_t clock, int flags) noexcept {
    static const auto real =
        real_call<decltype(::timerfd_create)>("timerfd_create");
    return note_new(real(clock, flags), descriptor_kind::other,
                    (flags & TFD_NONBLOCK) != 0);
}

int dup(int fd) noexcept {
    static const auto real = real_call<decltype(::dup)>("dup");
    return net::note_copy(real(fd), fd);
}

} // extern "C"
