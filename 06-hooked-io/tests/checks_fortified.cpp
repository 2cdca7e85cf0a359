// What _FORTIFY_SOURCE makes of the calls: __read_chk() and its like. This
// file alone is compiled with it.
#include <poll.h>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

#if !defined(_FORTIFY_SOURCE) || _FORTIFY_SOURCE < 1
#error "these are checks of what it does"
#endif

namespace net::checks_fortified {
namespace {

// The compiler must know the room, and must not know the size.
const check reads("fortified_read_waits", [](transcript& says) {
    const pipe_ends ends;
    const meanwhile others(says, [&] { say(ends.in, "abc"); });
    char bytes[8];
    says.call("read", ::read(ends.out, bytes, unseen(sizeof bytes)));
});

const check receives("fortified_recv_waits", [](transcript& says) {
    const tcp_pair pair;
    const meanwhile others(says, [&] { say(pair.theirs, "abc"); });
    char bytes[8];
    says.call("recv", ::recv(pair.ours, bytes, unseen(sizeof bytes), 0));
});

const check receives_from("fortified_recvfrom_waits", [](transcript& says) {
    const udp_socket ours;
    const udp_socket theirs;
    const meanwhile others(says, [&] { theirs.send_to(ours, "abc"); });
    char bytes[8];
    says.call("recvfrom", ::recvfrom(ours.fd, bytes, unseen(sizeof bytes), 0,
                                     nullptr, nullptr));
});

const check polls("fortified_poll_waits", [](transcript& says) {
    const pipe_ends ends;
    pollfd set[1] = {{ends.out, POLLIN, 0}};
    const meanwhile others(says, [&] { say(ends.in, "abc"); });
    says.call("poll", ::poll(set, unseen<nfds_t>(1), -1));
});

const check polls_too("fortified_ppoll_waits", [](transcript& says) {
    const pipe_ends ends;
    pollfd set[1] = {{ends.out, POLLIN, 0}};
    const meanwhile others(says, [&] { say(ends.in, "abc"); });
    says.call("ppoll", ::ppoll(set, unseen<nfds_t>(1), nullptr, nullptr));
});

const check opens("fortified_open_opens", [](transcript& says) {
    const open_fd file(::open("/etc/passwd", unseen(O_RDONLY)));
    says.fact("is open", file.get() != -1);
    char byte;
    says.call("read", ::read(file, &byte, unseen<std::size_t>(1)));
});

} // namespace
} // namespace net::checks_fortified
