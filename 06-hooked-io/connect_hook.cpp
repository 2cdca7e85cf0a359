// connect(2).

#include <sys/ioctl.h>
#include <sys/socket.h>

#include "06-hooked-io/blocking_call.h"
#include "06-hooked-io/call_outside.h"
#include "06-hooked-io/real_call.h"

using net::blocking_call;
using net::interest;
using net::real_call;

namespace {

/// There is no flag for a connect that does not wait, but that of the open
/// file. So it is set for the instant of this one call, in which no other
/// coroutine of this thread runs, and is gone again before anybody waits.
int connect_now(int fd, const sockaddr* address, socklen_t size) {
    static const auto real = real_call<decltype(::connect)>("connect");
    static const auto real_ioctl = real_call<decltype(::ioctl)>("ioctl");
    int on = 1;
    int off = 0;
    real_ioctl(fd, FIONBIO, &on);
    const int result = real(fd, address, size);
    const int error = errno;
    real_ioctl(fd, FIONBIO, &off);
    errno = error;
    return result;
}

bool is_under_way(int error) {
    return error == EINPROGRESS || error == EALREADY;
}

} // namespace

extern "C" int connect(int fd, const sockaddr* address, socklen_t size) {
    static const auto real = real_call<decltype(::connect)>("connect");
    blocking_call call(fd, interest::writable);
    const bool is_local = address != nullptr && address->sa_family == AF_UNIX;
    if (!call || !(call.facts().is_stream() || is_local) ||
        call.facts().is_nonblocking(fd)) {
        return real(fd, address, size);
    }
    if (connect_now(fd, address, size) == 0) return 0;
    const int error = errno;
    if (is_local && error == EAGAIN) {
        // The listener's queue is full: no descriptor tells when it is not.
        return net::call_outside([&] { return real(fd, address, size); });
    }
    if (!is_under_way(error)) return -1;
    // Asked again when the socket is ready, the kernel says how it went.
    call.expect_wait();
    const int result = retry(call, [&] {
        const int now = connect_now(call.fd(), address, size);
        if (now == -1 && is_under_way(errno)) errno = EAGAIN;
        return now;
    });
    if (result == -1 && errno == EAGAIN) errno = error; // SO_SNDTIMEO is over
    return result;
}
