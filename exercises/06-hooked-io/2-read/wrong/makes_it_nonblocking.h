// Wrong: makes the descriptor non-blocking, and leaves it so.
// Caught by: read.leaves_the_descriptor_as_it_was
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>

#include "05-ucontext-coroutines/scheduler.h"
#include "06-hooked-io/real_call.h"

namespace answer {

inline bool is_on_task() {
    return net::scheduler::is_current() && net::scheduler::current().running();
}

/// Whether libc's read() would come back at once, with bytes, with the end, or
/// with an error. The descriptor stays as it is.
inline bool would_not_block(int fd) {
    pollfd asked{fd, POLLIN, 0};
    return ::poll(&asked, 1, 0) != 0;
}

/// Parks the running task until `fd` has become readable, or is closed.
/// Shape:    false if it was closed
inline bool park_until_readable(int fd) {
    net::descriptor_wait one;
    one.fd = fd;
    one.wanted = net::interest::readable;
    net::scheduler::current().descriptors().wait({&one, 1}, "bytes from",
                                                 net::scheduler::never);
    return !one.forgotten;
}

} // namespace answer

extern "C" {

/// On a task, parks until there is something to read; everywhere else, and on
/// a descriptor that the program itself has made non-blocking, as read(2).
/// Errors:   EBADF if another task closes it meanwhile; otherwise as read(2)
ssize_t read(int fd, void* into, size_t size) {
    static const auto real =
        net::real_call<ssize_t(int, void*, size_t)>("read");
    const bool is_nonblocking = (::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0;
    if (answer::is_on_task() && !is_nonblocking) {
        ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
        // Another task may take what has woken us.
        while (!answer::would_not_block(fd)) {
            if (answer::park_until_readable(fd)) continue;
            errno = EBADF;
            return -1;
        }
    }
    return real(fd, into, size);
}

/// As close(2), but first wakes those who wait for it, for the number may be
/// somebody else's in a moment.
int close(int fd) {
    static const auto real = net::real_call<int(int)>("close");
    if (net::scheduler::is_current()) {
        net::scheduler::current().descriptors().forget(fd);
    }
    return real(fd);
}

} // extern "C"
