#include "06-hooked-io/descriptor_facts.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>

#include <cerrno>
#include <cstdlib>

#include "06-hooked-io/real_call.h"

namespace net {
namespace {

constexpr std::size_t most_descriptors = 1 << 20; // kept; more are asked about

/// What a child may do to the descriptors it has inherited, we do not see.
constinit std::atomic<std::uint32_t> forks = 0;

/// By descriptor; pages of it take memory when they are first touched.
descriptor_facts* table() {
    static auto* const all = [] {
        const auto count = [] { ++forks; };
        ::pthread_atfork(nullptr, count, count);
        return static_cast<descriptor_facts*>(
            std::calloc(most_descriptors, sizeof(descriptor_facts)));
    }();
    return all;
}

std::int64_t ask_timeout(int fd, int name) {
    static const auto real = real_call<decltype(::getsockopt)>("getsockopt");
    timeval time{};
    socklen_t size = sizeof time;
    if (real(fd, SOL_SOCKET, name, &time, &size) == -1) return 0;
    return time.tv_sec * 1'000'000 + time.tv_usec;
}

descriptor_kind ask_kind(int fd) {
    struct stat status {};
    if (::fstat(fd, &status) == -1) return descriptor_kind::unknown;
    switch (status.st_mode & S_IFMT) {
        case S_IFREG:
        case S_IFDIR:
        case S_IFBLK: return descriptor_kind::file;
        case S_IFCHR: return descriptor_kind::device;
        case S_IFSOCK: break;
        default: return descriptor_kind::other;
    }
    int type = 0;
    socklen_t size = sizeof type;
    static const auto real = real_call<decltype(::getsockopt)>("getsockopt");
    real(fd, SOL_SOCKET, SO_TYPE, &type, &size);
    return type == SOCK_STREAM ? descriptor_kind::stream
                               : descriptor_kind::packets;
}

} // namespace

descriptor_facts& known_facts_of(int fd) {
    const auto at = static_cast<std::size_t>(fd); // -1 is beyond the table too
    if (at < most_descriptors) return table()[at];
    static thread_local descriptor_facts beyond;
    std::destroy_at(&beyond);
    return *std::construct_at(&beyond);
}

descriptor_facts& facts_of(int fd) {
    descriptor_facts& facts = known_facts_of(fd);
    if (facts.kind_ == descriptor_kind::unknown) facts.ask(fd);
    return facts;
}

void descriptor_facts::ask(int fd) {
    const int before = errno;
    note_birth(ask_kind(fd), false);
    is_born_here_ = false;
    errno = before;
}

bool descriptor_facts::is_private() const {
    return is_born_here_ && forks_ == forks;
}

bool descriptor_facts::is_nonblocking(int fd) const {
    if (is_private()) return nonblocking_;
    static const auto real = real_call<decltype(::fcntl)>("fcntl");
    const int flags = real(fd, F_GETFL);
    return flags != -1 && (flags & O_NONBLOCK) != 0;
}

std::int64_t descriptor_facts::timeout(int fd, interest what) {
    if (!is_socket()) return 0;
    const bool reads = what == interest::readable;
    std::atomic<std::int64_t>& known = reads ? receive_timeout_ : send_timeout_;
    if (known == -1 || !is_private()) {
        known = ask_timeout(fd, reads ? SO_RCVTIMEO : SO_SNDTIMEO);
    }
    return known;
}

void descriptor_facts::note_birth(descriptor_kind kind, bool nonblocking) {
    kind_ = kind;
    is_born_here_ = true;
    nonblocking_ = nonblocking;
    is_drained_ = false;
    lingers_ = false;
    low_water_ = 1;
    forks_ = forks.load();
    receive_timeout_ = -1;
    send_timeout_ = -1;
    refuses_nowait = false;
}

void descriptor_facts::note_option(int name, const void* value) {
    switch (name) {
        case SO_RCVTIMEO: receive_timeout_ = -1; break;
        case SO_SNDTIMEO: send_timeout_ = -1; break;
        case SO_RCVLOWAT:
            low_water_ = *static_cast<const std::uint32_t*>(value);
            break;
        case SO_LINGER: {
            const auto& wish = *static_cast<const linger*>(value);
            lingers_ = wish.l_onoff != 0 && wish.l_linger > 0;
        } break;
        default: break;
    }
}

/// What the kernel lets a connection inherit is asked again where that is
/// cheap, and copied where not.
void descriptor_facts::copy_options(const descriptor_facts& listener) {
    lingers_ = listener.lingers_.load();
    low_water_ = listener.low_water_.load();
}

} // namespace net
