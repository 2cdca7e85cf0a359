// accept(2) and accept4(2): they cannot be told not to wait, so a look first.

#include <sys/socket.h>

#include "06-hooked-io/descriptor_birth.h"
#include "06-hooked-io/descriptor_turn.h"

using net::blocking_call;
using net::interest;
using net::real_call;

namespace {

bool is_listening(int fd) {
    static const auto real = real_call<decltype(::getsockopt)>("getsockopt");
    int answer = 0;
    socklen_t size = sizeof answer;
    real(fd, SOL_SOCKET, SO_ACCEPTCONN, &answer, &size);
    return answer != 0;
}

} // namespace

extern "C" {

// [lesson: accept]
int accept4(int fd, sockaddr* address, socklen_t* size, int flags) {
    static const auto real = real_call<decltype(::accept4)>("accept4");
    blocking_call call(fd, interest::readable);
    const bool parks = call && call.facts().is_socket() && is_listening(fd) &&
                       (flags & ~(SOCK_CLOEXEC | SOCK_NONBLOCK)) == 0;
    const int client =
        !parks ? real(fd, address, size, flags) : retry(call, [&] {
            const net::descriptor_turn turn(call);
            return turn.is_ready(POLLIN) ? real(call.fd(), address, size, flags)
                                         : -1;
        });
    return net::note_accepted(client, fd, flags);
}
// [end]

int accept(int fd, sockaddr* address, socklen_t* size) {
    return ::accept4(fd, address, size, 0);
}

} // extern "C"
