// read(2) and readv(2).

#include <sys/eventfd.h>
#include <sys/uio.h>
#include <unistd.h>

#include "06-hooked-io/descriptor_turn.h"
#include "06-hooked-io/pieces.h"
#include "06-hooked-io/receiving.h"

using net::blocking_call;
using net::interest;
using net::real_call;

namespace {

/// Of what is no socket: by a flag for this one call; or where there is none,
/// by a look first.
template <class Plain>
ssize_t read_now(const blocking_call& call, std::span<const iovec> pieces,
                 Plain plain) {
    auto& refuses_nowait = call.facts().refuses_nowait;
    if (!refuses_nowait) {
        const ssize_t n =
            ::preadv2(call.fd(), pieces.data(), static_cast<int>(pieces.size()),
                      -1, RWF_NOWAIT);
        if (n != -1 || errno != EOPNOTSUPP) return n;
        refuses_nowait = true;
    }
    const net::descriptor_turn turn(call);
    return turn.is_ready(POLLIN) ? plain() : -1;
}

} // namespace

extern "C" {

// [lesson: read]
ssize_t read(int fd, void* into, std::size_t size) {
    static const auto real = real_call<decltype(::read)>("read");
    blocking_call call(fd, interest::readable);
    if (!call || size == 0) return real(fd, into, size);
    if (call.facts().is_socket()) return net::receive(call, into, size, 0);
    const iovec piece{into, size};
    return retry(call, [&] {
        return read_now(call, {&piece, 1},
                        [&] { return real(call.fd(), into, size); });
    });
}
// [end]

ssize_t readv(int fd, const iovec* pieces, int count) {
    static const auto real = real_call<decltype(::readv)>("readv");
    blocking_call call(fd, interest::readable);
    const auto all = net::pieces_of(pieces, count);
    if (!call || net::size_of(all) == 0) return real(fd, pieces, count);
    if (call.facts().is_socket()) {
        msghdr message{};
        message.msg_iov = const_cast<iovec*>(pieces);
        message.msg_iovlen = all.size();
        return net::receive(call, message, 0);
    }
    return retry(call, [&] {
        return read_now(call, all,
                        [&] { return real(call.fd(), pieces, count); });
    });
}

/// libc's own calls a read() of its own, which nobody can hook.
int eventfd_read(int fd, eventfd_t* value) {
    return ::read(fd, value, sizeof *value) == sizeof *value ? 0 : -1;
}

// What a program compiled with _FORTIFY_SOURCE calls.
[[noreturn]] void __chk_fail();

ssize_t __read_chk(int fd, void* into, std::size_t size, std::size_t room) {
    if (size > room) __chk_fail();
    return ::read(fd, into, size);
}

} // extern "C"
