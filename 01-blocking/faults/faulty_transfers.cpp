// Reads and writes that fail, or are cut short.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "01-blocking/faults/fault.h"

using net::failed;
using net::fault;
using net::fault_of;
using net::on_board;
using net::real;

namespace {

// A pipe that does not wait is the program's own: one of its threads, or a
// signal's handler, wakes another by it. It knows nothing of a network, and no
// signal interrupts it: see signal(7). Sockets are interrupted as if all of
// them waited: their programs should not have to know.
bool can_fail(int fd) {
    struct stat facts {};
    return net::waits(fd) || ::fstat(fd, &facts) == -1 ||
           S_ISSOCK(facts.st_mode);
}

} // namespace

extern "C" {

ssize_t read(int fd, void* into, size_t size) {
    static const auto next = real<decltype(::read)>("read");
    const fault now = fault_of(on_board("read"), can_fail(fd));
    return now.error != 0 ? failed(now.error)
                          : next(fd, into, now.allowed(size));
}

ssize_t write(int fd, const void* bytes, size_t size) {
    static const auto next = real<decltype(::write)>("write");
    const fault now = fault_of(on_board("write"), can_fail(fd));
    return now.error != 0 ? failed(now.error)
                          : next(fd, bytes, now.allowed(size));
}

ssize_t recv(int fd, void* into, size_t size, int flags) {
    static const auto next = real<decltype(::recv)>("recv");
    const fault now = fault_of(on_board("recv"));
    return now.error != 0 ? failed(now.error)
                          : next(fd, into, now.allowed(size), flags);
}

ssize_t send(int fd, const void* bytes, size_t size, int flags) {
    static const auto next = real<decltype(::send)>("send");
    const fault now = fault_of(on_board("send"));
    return now.error != 0 ? failed(now.error)
                          : next(fd, bytes, now.allowed(size), flags);
}

ssize_t readv(int fd, const iovec* pieces, int count) {
    static const auto next = real<decltype(::readv)>("readv");
    const fault now = fault_of(on_board("readv"));
    if (now.error != 0) return failed(now.error);
    const auto kept = now.allowed({pieces, static_cast<size_t>(count)});
    return next(fd, kept.data(), static_cast<int>(kept.size()));
}

ssize_t writev(int fd, const iovec* pieces, int count) {
    static const auto next = real<decltype(::writev)>("writev");
    const fault now = fault_of(on_board("writev"));
    if (now.error != 0) return failed(now.error);
    const auto kept = now.allowed({pieces, static_cast<size_t>(count)});
    return next(fd, kept.data(), static_cast<int>(kept.size()));
}

// Asked not to wait, it is not interrupted; and not every file can be asked.
ssize_t pwritev2(int fd, const iovec* pieces, int count, off_t offset,
                 int flags) {
    static const auto next = real<decltype(::pwritev2)>("pwritev2");
    const fault now = fault_of(on_board("pwritev2"));
    if (now.error != 0) return failed(now.error);
    return next(fd, pieces, count, offset, flags);
}

ssize_t recvmsg(int fd, msghdr* message, int flags) {
    static const auto next = real<decltype(::recvmsg)>("recvmsg");
    const fault now = fault_of(on_board("recvmsg"));
    if (now.error != 0) return failed(now.error);
    auto kept = now.allowed({message->msg_iov, message->msg_iovlen});
    const msghdr asked = *message;
    message->msg_iov = kept.data();
    message->msg_iovlen = kept.size();
    const ssize_t n = next(fd, message, flags);
    message->msg_iov = asked.msg_iov;
    message->msg_iovlen = asked.msg_iovlen;
    return n;
}

ssize_t sendmsg(int fd, const msghdr* message, int flags) {
    static const auto next = real<decltype(::sendmsg)>("sendmsg");
    const fault now = fault_of(on_board("sendmsg"));
    if (now.error != 0) return failed(now.error);
    auto kept = now.allowed({message->msg_iov, message->msg_iovlen});
    msghdr shorter = *message;
    shorter.msg_iov = kept.data();
    shorter.msg_iovlen = kept.size();
    return next(fd, &shorter, flags);
}

} // extern "C"
