// Reading, writing, accepting and connecting that park a coroutine. One retry
// loop, and each hook is what to try.

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <span>
#include <vector>

#include "01-blocking/stream.h"
#include "06-hooked-io/descriptor_facts.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/worker.h"

using net::descriptor_facts;
using net::facts_of;
using net::hooked_task;
using net::interest;
using net::real_call;
using net::scheduler;

namespace {

/// Tries until it works, or fails for another reason than that it would have
/// to wait; and parks in between.
template <class Attempt>
auto retry(int fd, interest what, Attempt attempt) {
    descriptor_facts& facts = facts_of(fd);
    const auto deadline = facts.deadline(what);
    // A short read has emptied a stream: no second one to hear that.
    bool try_first = what != interest::readable || !facts.is_drained();
    for (;;) {
        if (try_first) {
            const auto result = attempt();
            if (result != -1 || errno != EAGAIN) return result;
        }
        try_first = true;
        if (facts.is_nonblocking() || !net::park(fd, what, deadline)) {
            errno = EAGAIN;
            return decltype(attempt())(-1);
        }
    }
}

/// A blocking read of a stream.
template <class Attempt>
ssize_t retry_read(int fd, std::size_t size, Attempt attempt) {
    const ssize_t n = retry(fd, interest::readable, attempt);
    if (n >= 0) facts_of(fd).note_read(static_cast<std::size_t>(n), size);
    return n;
}

ssize_t real_recv(int fd, void* into, std::size_t size, int flags) {
    static const auto real = real_call<decltype(::recv)>("recv");
    return real(fd, into, size, flags);
}

std::size_t size_of(const iovec* pieces, std::size_t count) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < count; ++i) size += pieces[i].iov_len;
    return size;
}

msghdr message_of(const iovec* pieces, int count) {
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(pieces);
    message.msg_iovlen = static_cast<std::size_t>(count);
    return message;
}

/// A read that does not wait, whatever the descriptor is.
ssize_t read_now(int fd, const iovec* pieces, int count) {
    if (facts_of(fd).is_socket()) {
        static const auto real = real_call<decltype(::recvmsg)>("recvmsg");
        msghdr message = message_of(pieces, count);
        return real(fd, &message, MSG_DONTWAIT);
    }
    return ::preadv2(fd, pieces, count, -1, RWF_NOWAIT);
}

ssize_t write_now(int fd, const iovec* pieces, int count) {
    if (facts_of(fd).is_socket()) {
        static const auto real = real_call<decltype(::sendmsg)>("sendmsg");
        const msghdr message = message_of(pieces, count);
        return real(fd, &message, MSG_DONTWAIT);
    }
    return ::pwritev2(fd, pieces, count, -1, RWF_NOWAIT);
}

/// A blocking write writes all; what has gone before an error is told first.
template <class Attempt>
ssize_t retry_write(int fd, std::size_t size, Attempt attempt) {
    std::size_t done = 0;
    do {
        const ssize_t n =
            retry(fd, interest::writable, [&] { return attempt(done); });
        if (n == -1) return done > 0 ? static_cast<ssize_t>(done) : -1;
        done += static_cast<std::size_t>(n);
    } while (done < size && !facts_of(fd).is_nonblocking());
    return static_cast<ssize_t>(done);
}

} // namespace

extern "C" {

ssize_t read(int fd, void* into, std::size_t size) {
    static const auto real = real_call<decltype(::read)>("read");
    if (!hooked_task() || !facts_of(fd).can_wait()) {
        return real(fd, into, size);
    }
    const iovec piece{into, size};
    return retry_read(fd, size, [&] { return read_now(fd, &piece, 1); });
}

ssize_t readv(int fd, const iovec* pieces, int count) {
    static const auto real = real_call<decltype(::readv)>("readv");
    if (!hooked_task() || !facts_of(fd).can_wait()) {
        return real(fd, pieces, count);
    }
    const std::size_t size = size_of(pieces, static_cast<std::size_t>(count));
    return retry_read(fd, size, [&] { return read_now(fd, pieces, count); });
}

ssize_t recv(int fd, void* into, std::size_t size, int flags) {
    if (!hooked_task() || (flags & MSG_DONTWAIT)) {
        return real_recv(fd, into, size, flags);
    }
    return retry_read(fd, size, [&] {
        return real_recv(fd, into, size, flags | MSG_DONTWAIT);
    });
}

ssize_t write(int fd, const void* from, std::size_t size) {
    static const auto real = real_call<decltype(::write)>("write");
    if (!hooked_task() || !facts_of(fd).can_wait()) {
        return real(fd, from, size);
    }
    return retry_write(fd, size, [&](std::size_t done) {
        const iovec rest{
            const_cast<char*>(static_cast<const char*>(from)) + done,
            size - done};
        return write_now(fd, &rest, 1);
    });
}

ssize_t writev(int fd, const iovec* pieces, int count) {
    static const auto real = real_call<decltype(::writev)>("writev");
    if (!hooked_task() || !facts_of(fd).can_wait()) {
        return real(fd, pieces, count);
    }
    std::vector<iovec> copy(pieces, pieces + count);
    std::span<iovec> rest(copy);
    std::size_t gone = 0; // of `copy`
    const std::size_t size = size_of(pieces, rest.size());
    return retry_write(fd, size, [&](std::size_t done) {
        rest = net::drop_written(rest, done - gone);
        gone = done;
        return write_now(fd, rest.data(), static_cast<int>(rest.size()));
    });
}

ssize_t send(int fd, const void* from, std::size_t size, int flags) {
    static const auto real = real_call<decltype(::send)>("send");
    if (!hooked_task() || (flags & MSG_DONTWAIT)) {
        return real(fd, from, size, flags);
    }
    return retry_write(fd, size, [&](std::size_t done) {
        return real(fd, static_cast<const char*>(from) + done, size - done,
                    flags | MSG_DONTWAIT);
    });
}

int accept4(int fd, sockaddr* address, socklen_t* size, int flags) {
    static const auto real = real_call<decltype(::accept4)>("accept4");
    static const auto real_poll = real_call<decltype(::poll)>("poll");
    if (!hooked_task()) return real(fd, address, size, flags);
    return retry(fd, interest::readable, [&] {
        pollfd waiting{fd, POLLIN, 0};
        if (!facts_of(fd).is_nonblocking() && real_poll(&waiting, 1, 0) == 0) {
            errno = EAGAIN;
            return -1;
        }
        return real(fd, address, size, flags);
    });
}

int accept(int fd, sockaddr* address, socklen_t* size) {
    return ::accept4(fd, address, size, 0);
}

int setsockopt(int fd, int level, int name, const void* value, socklen_t size) {
    static const auto real = real_call<decltype(::setsockopt)>("setsockopt");
    const int result = real(fd, level, name, value, size);
    if (level == SOL_SOCKET && (name == SO_RCVTIMEO || name == SO_SNDTIMEO)) {
        net::ask_all_again();
    }
    return result;
}

int close(int fd) {
    static const auto real = real_call<decltype(::close)>("close");
    net::forget_facts(fd);
    return real(fd);
}

int poll(pollfd* set, nfds_t count, int timeout) {
    static const auto real = real_call<decltype(::poll)>("poll");
    if (!hooked_task() || timeout == 0) return real(set, count, timeout);
    const auto deadline = timeout < 0 ? scheduler::never
                                      : scheduler::current().now() +
                                            std::chrono::milliseconds(timeout);
    for (;;) {
        const int n = real(set, count, 0);
        if (n != 0) return n;
        if (!net::park(set, count, deadline)) return real(set, count, 0);
    }
}

} // extern "C"
