#include "06-hooked-io/receiving.h"

#include <algorithm>

#include "06-hooked-io/pieces.h"
#include "06-hooked-io/real_call.h"

namespace net {
namespace {

/// How much there must be before a receiving call returns.
/// Source:   sock_rcvlowat() in the kernel
inline std::size_t least(const blocking_call& call, std::size_t size,
                         int flags) {
    if (!call.facts().is_stream() || (flags & MSG_PEEK) != 0) return 1;
    if (flags & MSG_WAITALL) return size;
    return std::min(size, call.facts().low_water());
}

/// A short one has emptied the stream; but a look at it takes nothing out.
inline void note(const blocking_call& call, ssize_t n, std::size_t size,
                 int flags) {
    if (n == -1 || (flags & MSG_PEEK) != 0) return;
    call.facts().note_read(static_cast<std::size_t>(n), size);
}

} // namespace

// [lesson: receive]
ssize_t receive(blocking_call& call, void* into, std::size_t size, int flags) {
    static const auto real = real_call<decltype(::recv)>("recv");
    const auto attempt = [&](std::size_t done) {
        return real(call.fd(), static_cast<char*>(into) + done, size - done,
                    flags | MSG_DONTWAIT);
    };
    const ssize_t n = retry_until(call, least(call, size, flags), attempt);
    note(call, n, size, flags);
    return n;
}
// [end]

ssize_t receive(blocking_call& call, msghdr& message, int flags) {
    static const auto real = real_call<decltype(::recvmsg)>("recvmsg");
    const std::span<const iovec> all(message.msg_iov, message.msg_iovlen);
    pieces_left left(all);
    const auto attempt = [&](std::size_t done) {
        if (done == 0) return real(call.fd(), &message, flags | MSG_DONTWAIT);
        const auto rest = left.after(done);
        msghdr more{}; // who has sent it is known, and its notes are read
        more.msg_iov = const_cast<iovec*>(rest.data());
        more.msg_iovlen = rest.size();
        return real(call.fd(), &more, flags | MSG_DONTWAIT);
    };
    const std::size_t size = size_of(all);
    const ssize_t n = retry_until(call, least(call, size, flags), attempt);
    note(call, n, size, flags);
    return n;
}

} // namespace net
