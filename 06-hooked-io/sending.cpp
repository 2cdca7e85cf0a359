#include "06-hooked-io/sending.h"

#include "06-hooked-io/call_outside.h"
#include "06-hooked-io/descriptor_turn.h"
#include "06-hooked-io/pieces.h"

namespace net {
namespace {

/// A call that has sent something already is no reason for SIGPIPE.
int now(int flags, std::size_t done) {
    return flags | MSG_DONTWAIT | (done > 0 ? MSG_NOSIGNAL : 0);
}

} // namespace

ssize_t send(blocking_call& call, const void* from, std::size_t size,
             int flags) {
    static const auto real = real_call<decltype(::send)>("send");
    const std::size_t least = call.facts().is_stream() ? size : 0;
    return retry_until(call, least, [&](std::size_t done) {
        return real(call.fd(), static_cast<const char*>(from) + done,
                    size - done, now(flags, done));
    });
}

ssize_t send(blocking_call& call, const msghdr& message, int flags) {
    static const auto real = real_call<decltype(::sendmsg)>("sendmsg");
    const std::span<const iovec> all(message.msg_iov, message.msg_iovlen);
    pieces_left left(all);
    const std::size_t least = call.facts().is_stream() ? size_of(all) : 0;
    return retry_until(call, least, [&](std::size_t done) -> ssize_t {
        if (done > 0) {
            const auto rest = left.after(done);
            msghdr more{}; // the control part has gone with the first bytes
            more.msg_iov = const_cast<iovec*>(rest.data());
            more.msg_iovlen = rest.size();
            return real(call.fd(), &more, now(flags, done));
        }
        const ssize_t n = real(call.fd(), &message, now(flags, 0));
        if (n != -1 || errno != EAGAIN || message.msg_name == nullptr ||
            !descriptor_turn(call).is_ready(POLLOUT)) {
            return n;
        }
        // There is room here, but none at the address, of which our
        // descriptor can tell us nothing.
        return call_outside([&] { return real(call.fd(), &message, flags); });
    });
}

} // namespace net
