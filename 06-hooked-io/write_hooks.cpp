// write(2) and writev(2).

#include <sys/eventfd.h>
#include <sys/uio.h>
#include <unistd.h>

#include "06-hooked-io/call_outside.h"
#include "06-hooked-io/descriptor_turn.h"
#include "06-hooked-io/pieces.h"
#include "06-hooked-io/sending.h"

using net::blocking_call;
using net::interest;
using net::real_call;

namespace {

/// To what is no socket: by a flag for this one call; or where there is none,
/// by a look first.
template <class Plain>
ssize_t write_now(const blocking_call& call, std::span<const iovec> pieces,
                  Plain plain) {
    auto& refuses_nowait = call.facts().refuses_nowait;
    if (!refuses_nowait) {
        const ssize_t n =
            ::pwritev2(call.fd(), pieces.data(),
                       static_cast<int>(pieces.size()), -1, RWF_NOWAIT);
        if (n != -1 || errno != EOPNOTSUPP) return n;
        refuses_nowait = true;
    }
    // A terminal that has room may not have enough.
    if (call.facts().is_device()) return net::call_outside(plain);
    const net::descriptor_turn turn(call);
    return turn.is_ready(POLLOUT) ? plain() : -1;
}

} // namespace

extern "C" {

ssize_t write(int fd, const void* from, std::size_t size) {
    static const auto real = real_call<decltype(::write)>("write");
    blocking_call call(fd, interest::writable);
    if (!call || size == 0) return real(fd, from, size);
    if (call.facts().is_socket()) return net::send(call, from, size, 0);
    return retry_until(call, size, [&](std::size_t done) {
        const char* const rest = static_cast<const char*>(from) + done;
        const iovec piece{const_cast<char*>(rest), size - done};
        return write_now(call, {&piece, 1},
                         [&] { return real(call.fd(), rest, size - done); });
    });
}

ssize_t writev(int fd, const iovec* pieces, int count) {
    static const auto real = real_call<decltype(::writev)>("writev");
    blocking_call call(fd, interest::writable);
    const auto all = net::pieces_of(pieces, count);
    const std::size_t size = net::size_of(all);
    if (!call || size == 0) return real(fd, pieces, count);
    if (call.facts().is_socket()) {
        msghdr message{};
        message.msg_iov = const_cast<iovec*>(pieces);
        message.msg_iovlen = all.size();
        return net::send(call, message, 0);
    }
    net::pieces_left left(all);
    return retry_until(call, size, [&](std::size_t done) {
        const auto rest = left.after(done);
        return write_now(call, rest, [&] {
            return real(call.fd(), rest.data(), static_cast<int>(rest.size()));
        });
    });
}

/// libc's own calls a write() of its own, which nobody can hook.
int eventfd_write(int fd, eventfd_t value) {
    return ::write(fd, &value, sizeof value) == sizeof value ? 0 : -1;
}

} // extern "C"
