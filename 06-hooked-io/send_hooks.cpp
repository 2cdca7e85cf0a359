// send(2) and its family.

#include <sys/socket.h>
#include <sys/uio.h>

#include "06-hooked-io/given_descriptors.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/sending.h"

using net::blocking_call;
using net::interest;
using net::real_call;

namespace {

bool parks_to_send(const blocking_call& call, int flags) {
    return call && call.facts().is_socket() && (flags & MSG_DONTWAIT) == 0;
}

/// Who is given a descriptor may change what we know of it.
void note_given(const msghdr& message) {
    if (message.msg_controllen == 0) return;
    net::for_each_given(message,
                        [](int fd) { net::known_facts_of(fd).note_copy(); });
}

} // namespace

extern "C" {

ssize_t send(int fd, const void* from, std::size_t size, int flags) {
    static const auto real = real_call<decltype(::send)>("send");
    blocking_call call(fd, interest::writable);
    if (!parks_to_send(call, flags)) return real(fd, from, size, flags);
    return net::send(call, from, size, flags);
}

ssize_t sendto(int fd, const void* from, std::size_t size, int flags,
               const sockaddr* address, socklen_t address_size) {
    static const auto real = real_call<decltype(::sendto)>("sendto");
    blocking_call call(fd, interest::writable);
    if (!parks_to_send(call, flags)) {
        return real(fd, from, size, flags, address, address_size);
    }
    iovec piece{const_cast<void*>(from), size};
    msghdr message{};
    message.msg_name = const_cast<sockaddr*>(address);
    message.msg_namelen = address_size;
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    return net::send(call, message, flags);
}

ssize_t sendmsg(int fd, const msghdr* message, int flags) {
    static const auto real = real_call<decltype(::sendmsg)>("sendmsg");
    blocking_call call(fd, interest::writable);
    if (message == nullptr) return real(fd, message, flags);
    note_given(*message);
    if (!parks_to_send(call, flags)) return real(fd, message, flags);
    return net::send(call, *message, flags);
}

/// As the kernel: each in turn, until one fails, or has not gone as a whole.
int sendmmsg(int fd, mmsghdr* messages, unsigned count, int flags) {
    static const auto real = real_call<decltype(::sendmmsg)>("sendmmsg");
    blocking_call call(fd, interest::writable);
    if (messages == nullptr || !parks_to_send(call, flags)) {
        return real(fd, messages, count, flags);
    }
    int done = 0;
    for (; done < static_cast<int>(count) && done < UIO_MAXIOV; ++done) {
        mmsghdr& one = messages[done];
        note_given(one.msg_hdr);
        const ssize_t n = net::send(call, one.msg_hdr, flags);
        if (n == -1) return done > 0 ? done : -1;
        one.msg_len = static_cast<unsigned>(n);
    }
    return done;
}

} // extern "C"
