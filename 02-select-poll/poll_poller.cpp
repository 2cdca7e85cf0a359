#include "02-select-poll/poll_poller.h"

#include "01-blocking/error.h"

namespace net {

void poll_poller::add(int fd, interest what) {
    const auto number = static_cast<std::size_t>(fd);
    if (positions_.size() <= number) positions_.resize(number + 1);
    positions_[number] = watched_.size();
    watched_.push_back({fd, 0, 0});
    modify(fd, what);
}

void poll_poller::modify(int fd, interest what) {
    pollfd& entry = watched_[positions_[static_cast<std::size_t>(fd)]];
    entry.events = 0;
    if (includes(what, interest::readable)) entry.events |= POLLIN;
    if (includes(what, interest::writable)) entry.events |= POLLOUT;
    // Errors and hang-ups are reported whether asked for or not. A descriptor
    // below zero is skipped (poll(2)), and ~ can be undone.
    entry.fd = what == interest::none ? ~fd : fd;
}

void poll_poller::remove(int fd) {
    const std::size_t hole = positions_[static_cast<std::size_t>(fd)];
    const pollfd last = watched_.back();
    watched_[hole] = last;
    const int moved = last.fd < 0 ? ~last.fd : last.fd;
    positions_[static_cast<std::size_t>(moved)] = hole;
    watched_.pop_back();
}

// [lesson: poll-wait]
std::span<const ready_descriptor> poll_poller::wait(
    std::chrono::milliseconds timeout) {
    const int n =
        ::poll(watched_.data(), watched_.size(), to_poll_timeout(timeout));
    ready_.clear();
    if (n == -1 && errno != EINTR) check(n, "poll");
    if (n <= 0) return ready_;
    // [lesson: poll-scan]
    for (const pollfd& entry : watched_) { // all of them, to find n
        interest what = interest::none;
        const bool failed = entry.revents & (POLLERR | POLLHUP | POLLNVAL);
        if ((entry.revents & POLLIN) || (failed && (entry.events & POLLIN))) {
            what = what | interest::readable;
        }
        if ((entry.revents & POLLOUT) || (failed && (entry.events & POLLOUT))) {
            what = what | interest::writable;
        }
        if (what != interest::none) ready_.push_back({entry.fd, what});
    }
    // [end]
    return ready_;
}
// [end]

} // namespace net
