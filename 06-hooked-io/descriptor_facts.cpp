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

/// Units:    microseconds
std::int64_t time_option(int fd, int name) {
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

descriptor_facts* facts_table::make() {
    // Takes memory page by page, when they are first touched.
    static auto* const all = [] {
        const auto count = [] { ++descriptor_facts::all_forks_; };
        ::pthread_atfork(nullptr, count, count);
        return static_cast<descriptor_facts*>(
            std::calloc(size_, sizeof(descriptor_facts)));
    }();
    return all;
}

descriptor_facts& facts_table::at_first_or_beyond(int fd) {
    if (all_ == nullptr) all_ = make();
    const auto i = static_cast<std::size_t>(fd);
    if (i < size_) return all_.load()[i];
    static thread_local descriptor_facts beyond;
    std::destroy_at(&beyond);
    return *std::construct_at(&beyond);
}

void descriptor_facts::ask(int fd) {
    const int before = errno;
    note_birth(ask_kind(fd), false);
    is_born_here_ = false;
    errno = before;
}

bool descriptor_facts::is_asked_nonblocking(int fd) const {
    static const auto real = real_call<decltype(::fcntl)>("fcntl");
    const int flags = real(fd, F_GETFL);
    return flags != -1 && (flags & O_NONBLOCK) != 0;
}

std::int64_t descriptor_facts::ask_timeout(int fd, interest what) {
    const bool reads = what == interest::readable;
    std::atomic<std::int64_t>& known = reads ? receive_timeout_ : send_timeout_;
    known =
        is_socket() ? time_option(fd, reads ? SO_RCVTIMEO : SO_SNDTIMEO) : 0;
    return known;
}

void descriptor_facts::note_birth(descriptor_kind kind, bool nonblocking) {
    kind_ = kind;
    is_born_here_ = true;
    nonblocking_ = nonblocking;
    is_drained_ = false;
    lingers_ = false;
    low_water_ = 1;
    forks_ = all_forks_.load();
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
