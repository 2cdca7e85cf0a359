#include "02-select-poll/select_poller.h"

#include <algorithm>

#include "01-blocking/error.h"

namespace net {

select_poller::select_poller() {
    FD_ZERO(&readable_);
    FD_ZERO(&writable_);
}

void select_poller::add(int fd, interest what) {
    // An fd_set is an array of bits: FD_SET beyond its end writes into
    // whatever comes behind it in memory.
    if (fd < 0 || fd >= FD_SETSIZE) {
        throw std::system_error(
            std::make_error_code(std::errc::value_too_large),
            "select: descriptor " + std::to_string(fd) + " is not below " +
                std::to_string(FD_SETSIZE));
    }
    modify(fd, what);
    highest_ = std::max(highest_, fd);
}

void select_poller::modify(int fd, interest what) {
    FD_CLR(fd, &readable_);
    FD_CLR(fd, &writable_);
    if (includes(what, interest::readable)) FD_SET(fd, &readable_);
    if (includes(what, interest::writable)) FD_SET(fd, &writable_);
}

void select_poller::remove(int fd) {
    modify(fd, interest::none);
}

// [lesson: select-wait]
std::span<const ready_descriptor> select_poller::wait(
    std::chrono::milliseconds timeout) {
    // [lesson: select-copies]
    fd_set readable = readable_; // select() overwrites what it is given,
    fd_set writable = writable_; // so it gets copies
    timeval limit{};
    limit.tv_sec = timeout.count() / 1000;
    limit.tv_usec = timeout.count() % 1000 * 1000;
    const int n = ::select(highest_ + 1, &readable, &writable, nullptr,
                           timeout.count() < 0 ? nullptr : &limit);
    // [end]
    ready_.clear();
    if (n == -1 && errno != EINTR) check(n, "select");
    if (n <= 0) return ready_;
    // [lesson: select-scan]
    for (int fd = 0; fd <= highest_; ++fd) { // it does not say which
        interest what = interest::none;
        if (FD_ISSET(fd, &readable)) what = what | interest::readable;
        if (FD_ISSET(fd, &writable)) what = what | interest::writable;
        if (what != interest::none) ready_.push_back({fd, what});
    }
    // [end]
    return ready_;
}
// [end]

} // namespace net
