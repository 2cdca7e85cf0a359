#include "06-hooked-io/descriptor_birth.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "06-hooked-io/descriptor_parking.h"
#include "06-hooked-io/real_call.h"

namespace net {
namespace {

constexpr int type_bits = 0xf; // of socket(2)'s type; the others are flags

} // namespace

int note_new(int fd, descriptor_kind kind, bool nonblocking) {
    if (fd == -1) return -1;
    // A number that is new to the kernel, and not to us: its file has been
    // closed where we have no hook, in libc itself.
    descriptor_facts& facts = known_facts_of(fd);
    if (facts.watched_by != 0) leave_number(fd);
    facts.note_birth(kind, nonblocking);
    return fd;
}

int copy_high(int fd) {
    static const auto real = real_call<decltype(::fcntl)>("fcntl");
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const int high = static_cast<int>(limit.rlim_cur / 4 * 3);
    const int copy = real(fd, F_DUPFD_CLOEXEC, high);
    return copy != -1 ? copy : real(fd, F_DUPFD_CLOEXEC, 0);
}

int note_own(int fd) {
    if (fd == -1 || !own_descriptors::is_alive()) return fd;
    static const auto real = real_call<decltype(::close)>("close");
    const int high = copy_high(fd);
    if (high == -1) return fd;
    real(fd);
    known_facts_of(high).is_ours = true;
    return high;
}

int note_socket(int fd, int type) {
    return note_new(fd,
                    (type & type_bits) == SOCK_STREAM
                        ? descriptor_kind::stream
                        : descriptor_kind::packets,
                    (type & SOCK_NONBLOCK) != 0);
}

int note_accepted(int fd, int listener, int flags) {
    const descriptor_facts& parent = known_facts_of(listener);
    note_new(fd, parent.kind(), (flags & SOCK_NONBLOCK) != 0);
    if (fd != -1) known_facts_of(fd).copy_options(parent);
    return fd;
}

int note_copy(int to, int from) {
    if (to == -1) return -1;
    known_facts_of(from).note_copy();
    return note_new(to, descriptor_kind::unknown, false);
}

} // namespace net
