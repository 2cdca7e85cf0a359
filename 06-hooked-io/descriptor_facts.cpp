#include "06-hooked-io/descriptor_facts.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>

namespace net {
namespace {

constexpr std::size_t most_descriptors = 1 << 20; // what a kernel allows

constinit std::atomic<std::uint32_t> now_asked = 1;

/// By descriptor; pages of it take memory when they are first touched.
descriptor_facts* table() {
    static auto* const all = static_cast<descriptor_facts*>(
        std::calloc(most_descriptors, sizeof(descriptor_facts)));
    return all;
}

std::int64_t timeout_of(int fd, int name) {
    timeval time{};
    socklen_t size = sizeof time;
    if (::getsockopt(fd, SOL_SOCKET, name, &time, &size) == -1) return 0;
    return time.tv_sec * 1'000'000 + time.tv_usec;
}

} // namespace

descriptor_facts& facts_of(int fd) {
    const auto at = std::clamp<std::size_t>(
        fd < 0 ? most_descriptors - 1 : static_cast<std::size_t>(fd), 0,
        most_descriptors - 1);
    descriptor_facts& facts = table()[at];
    if (facts.asked_.load(std::memory_order_relaxed) !=
        now_asked.load(std::memory_order_relaxed)) {
        facts.ask(fd);
    }
    return facts;
}

void descriptor_facts::ask(int fd) {
    const int before = errno;
    struct stat status {};
    const bool is_open = ::fstat(fd, &status) == 0;
    const bool is_file = !is_open || S_ISREG(status.st_mode) ||
                         S_ISDIR(status.st_mode) || S_ISBLK(status.st_mode);
    what_ = is_file                    ? kind::file
            : S_ISSOCK(status.st_mode) ? kind::socket
                                       : kind::pipe;
    int type = 0;
    socklen_t size = sizeof type;
    is_stream_ = is_socket() &&
                 ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
                 type == SOCK_STREAM;
    const int flags = ::fcntl(fd, F_GETFL);
    nonblocking_ = flags != -1 && (flags & O_NONBLOCK) != 0;
    receive_timeout_ = is_socket() ? timeout_of(fd, SO_RCVTIMEO) : 0;
    send_timeout_ = is_socket() ? timeout_of(fd, SO_SNDTIMEO) : 0;
    drained_ = false;
    asked_ = is_open ? now_asked.load() : 0;
    errno = before;
}

scheduler::time_point descriptor_facts::deadline(interest what) const {
    const std::int64_t timeout = what == interest::readable
                                     ? receive_timeout_.load()
                                     : send_timeout_.load();
    if (timeout == 0) return scheduler::never;
    return scheduler::current().now() + std::chrono::microseconds(timeout);
}

void forget_facts(int fd) {
    if (fd < 0 || static_cast<std::size_t>(fd) >= most_descriptors) return;
    table()[fd].asked_ = 0;
    if (scheduler::is_current()) scheduler::current().descriptors().forget(fd);
}

void ask_all_again() {
    ++now_asked;
}

bool park(int fd, interest what, scheduler::time_point deadline) {
    descriptor_wait one;
    one.fd = fd;
    one.wanted = what;
    return scheduler::current().descriptors().wait({&one, 1}, "descriptor",
                                                   deadline) > 0;
}

bool park(const pollfd* set, std::size_t count,
          scheduler::time_point deadline) {
    const std::unique_ptr<descriptor_wait[]> all(new descriptor_wait[count]);
    std::size_t n = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (set[i].fd < 0) continue;
        all[n].fd = set[i].fd;
        const bool reads = (set[i].events & ~POLLOUT) != 0;
        const bool writes = (set[i].events & POLLOUT) != 0;
        all[n].wanted =
            (reads || !writes ? interest::readable : interest::none) |
            (writes ? interest::writable : interest::none);
        ++n;
    }
    return scheduler::current().descriptors().wait({all.get(), n}, "poll",
                                                   deadline) > 0;
}

} // namespace net
