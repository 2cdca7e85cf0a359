// The calls that change what a descriptor is, or what its number means.

#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdarg>

#include "06-hooked-io/call_outside.h"
#include "06-hooked-io/descriptor_birth.h"
#include "06-hooked-io/descriptor_parking.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/worker.h"

using net::known_facts_of;
using net::real_call;

namespace {

/// Whatever it is: the kernel knows what the command wants.
void* argument_of(std::va_list& rest) {
    return va_arg(rest, void*);
}

/// One of ours, which the program has no business with.
bool is_hidden(int fd) {
    return known_facts_of(fd).is_ours && !net::own_descriptors::is_alive();
}

int do_fcntl(decltype(::fcntl)* real, int fd, int command, void* argument) {
    const bool waits = command == F_SETLKW || command == F_OFD_SETLKW;
    if (waits && net::hooked_task() != nullptr) {
        return net::call_outside([=] { return real(fd, command, argument); });
    }
    const int result = real(fd, command, argument);
    if (result == -1) return -1;
    switch (command) {
        case F_DUPFD:
        case F_DUPFD_CLOEXEC: return net::note_copy(result, fd);
        case F_SETFL: {
            const auto flags = reinterpret_cast<std::intptr_t>(argument);
            known_facts_of(fd).note_nonblocking((flags & O_NONBLOCK) != 0);
            return result;
        }
        default: return result;
    }
}

} // namespace

extern "C" {

// [lesson: close]
int close(int fd) {
    static const auto real = real_call<decltype(::close)>("close");
    if (is_hidden(fd)) return real(-1);
    const bool lingers = known_facts_of(fd).lingers();
    net::leave_number(fd);
    known_facts_of(fd).is_ours = false;
    if (lingers && net::hooked_task() != nullptr) {
        return net::call_outside([=] { return real(fd); });
    }
    return real(fd);
}
// [end]

/// All from the first to the last but ours.
int close_range(unsigned first, unsigned last, int flags) noexcept {
    static const auto real = real_call<decltype(::close_range)>("close_range");
    if (first > last || flags != 0) return real(first, last, flags);
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const auto most = static_cast<unsigned>(limit.rlim_cur);
    for (unsigned fd = first; fd <= last && fd < most; ++fd) {
        const auto& facts = known_facts_of(static_cast<int>(fd));
        if (is_hidden(static_cast<int>(fd))) {
            if (fd > first) real(first, fd - 1, 0);
            first = fd + 1;
        } else if (facts.kind() != net::descriptor_kind::unknown) {
            net::leave_number(static_cast<int>(fd));
        }
    }
    return first > last ? 0 : real(first, last, 0);
}

void closefrom(int first) noexcept {
    ::close_range(static_cast<unsigned>(std::max(first, 0)), UINT_MAX, 0);
}

int dup2(int fd, int to) noexcept {
    static const auto real = real_call<decltype(::dup2)>("dup2");
    if (fd == to) return real(fd, to);
    net::leave_number(to); // which it closes
    return net::note_copy(real(fd, to), fd);
}

int dup3(int fd, int to, int flags) noexcept {
    static const auto real = real_call<decltype(::dup3)>("dup3");
    if (fd == to) return real(fd, to, flags);
    net::leave_number(to);
    return net::note_copy(real(fd, to, flags), fd);
}

int fcntl(int fd, int command, ...) {
    static const auto real = real_call<decltype(::fcntl)>("fcntl");
    std::va_list rest;
    va_start(rest, command);
    void* const argument = argument_of(rest);
    va_end(rest);
    return do_fcntl(real, fd, command, argument);
}

int fcntl64(int fd, int command, ...) {
    static const auto real = real_call<decltype(::fcntl)>("fcntl64");
    std::va_list rest;
    va_start(rest, command);
    void* const argument = argument_of(rest);
    va_end(rest);
    return do_fcntl(real, fd, command, argument);
}

int ioctl(int fd, unsigned long command, ...) noexcept {
    static const auto real = real_call<decltype(::ioctl)>("ioctl");
    std::va_list rest;
    va_start(rest, command);
    void* const argument = argument_of(rest);
    va_end(rest);
    const int result = real(fd, command, argument);
    if (result != -1 && command == FIONBIO) {
        known_facts_of(fd).note_nonblocking(*static_cast<int*>(argument) != 0);
    }
    return result;
}

int flock(int fd, int operation) noexcept {
    static const auto real = real_call<decltype(::flock)>("flock");
    if ((operation & LOCK_NB) != 0 || net::hooked_task() == nullptr) {
        return real(fd, operation);
    }
    return net::call_outside([=] { return real(fd, operation); });
}

int setsockopt(int fd, int level, int name, const void* value,
               socklen_t size) noexcept {
    static const auto real = real_call<decltype(::setsockopt)>("setsockopt");
    const int result = real(fd, level, name, value, size);
    if (result == 0 && level == SOL_SOCKET) {
        known_facts_of(fd).note_option(name, value);
    }
    return result;
}

} // extern "C"
