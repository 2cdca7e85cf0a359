// recv(2) and its family.

#include <sys/socket.h>
#include <time.h>

#include <algorithm>

#include "06-hooked-io/descriptor_parking.h"
#include "06-hooked-io/given_descriptors.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/receiving.h"
#include "06-hooked-io/timeouts.h"

using net::blocking_call;
using net::interest;
using net::real_call;

namespace {

/// These never wait, whatever the descriptor is.
constexpr int no_wait = MSG_DONTWAIT | MSG_OOB | MSG_ERRQUEUE;

bool parks_to_receive(const blocking_call& call, int flags) {
    return call && call.facts().is_socket() && (flags & no_wait) == 0;
}

bool is_time(const timespec* time) {
    return time == nullptr || (time->tv_sec >= 0 && net::is_valid(*time));
}

/// Tells what is left of `time`, as recvmmsg(2) does.
bool is_over(timespec& time, net::scheduler::time_point end) {
    const auto left = end - net::scheduler::clock::now();
    time = net::to_timespec(std::max(left, left.zero()));
    return left <= left.zero();
}

} // namespace

extern "C" {

ssize_t recv(int fd, void* into, std::size_t size, int flags) {
    static const auto real = real_call<decltype(::recv)>("recv");
    blocking_call call(fd, interest::readable);
    if (!parks_to_receive(call, flags)) return real(fd, into, size, flags);
    return net::receive(call, into, size, flags);
}

ssize_t recvfrom(int fd, void* into, std::size_t size, int flags,
                 sockaddr* address, socklen_t* address_size) {
    static const auto real = real_call<decltype(::recvfrom)>("recvfrom");
    blocking_call call(fd, interest::readable);
    if (!parks_to_receive(call, flags)) {
        return real(fd, into, size, flags, address, address_size);
    }
    if (address == nullptr) return net::receive(call, into, size, flags);
    if (address_size == nullptr) {
        return real(fd, into, size, flags | MSG_DONTWAIT, address, nullptr);
    }
    iovec piece{into, size};
    msghdr message{};
    message.msg_name = address;
    message.msg_namelen = *address_size;
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    const ssize_t n = net::receive(call, message, flags);
    if (n != -1) *address_size = message.msg_namelen;
    return n;
}

ssize_t recvmsg(int fd, msghdr* message, int flags) {
    static const auto real = real_call<decltype(::recvmsg)>("recvmsg");
    blocking_call call(fd, interest::readable);
    ssize_t n = 0;
    if (message == nullptr || !parks_to_receive(call, flags)) {
        n = real(fd, message, flags);
    } else {
        n = net::receive(call, *message, flags);
    }
    if (n != -1 && message->msg_controllen > 0) {
        // Numbers that may have been something else, where we could not see it.
        net::for_each_given(*message, net::leave_number);
    }
    return n;
}

int recvmmsg(int fd, mmsghdr* messages, unsigned count, int flags,
             timespec* time) {
    static const auto real = real_call<decltype(::recvmmsg)>("recvmmsg");
    blocking_call call(fd, interest::readable);
    if (!parks_to_receive(call, flags) || count == 0 || !is_time(time)) {
        return real(fd, messages, count, flags, time);
    }
    // The time is looked at when messages have come, and only then; what has
    // come is told even if the next attempt fails.
    const auto end =
        time ? net::after(net::length_of(*time)) : net::scheduler::never;
    const int now = (flags & ~MSG_WAITFORONE) | MSG_DONTWAIT;
    unsigned done = 0;
    do {
        const int n = retry(call, [&] {
            return real(call.fd(), messages + done, count - done, now, nullptr);
        });
        if (n == -1) return done > 0 ? static_cast<int>(done) : -1;
        done += static_cast<unsigned>(n);
        if (time && is_over(*time, end)) break;
    } while (done < count && (flags & MSG_WAITFORONE) == 0);
    return static_cast<int>(done);
}

// What a program compiled with _FORTIFY_SOURCE calls.
[[noreturn]] void __chk_fail();

ssize_t __recv_chk(int fd, void* into, std::size_t size, std::size_t room,
                   int flags) {
    if (size > room) __chk_fail();
    return ::recv(fd, into, size, flags);
}

ssize_t __recvfrom_chk(int fd, void* into, std::size_t size, std::size_t room,
                       int flags, sockaddr* address, socklen_t* address_size) {
    if (size > room) __chk_fail();
    return ::recvfrom(fd, into, size, flags, address, address_size);
}

} // extern "C"
