#include "03-epoll-reactor/epoll_poller.h"

#include "01-blocking/error.h"

namespace net {

epoll_poller::epoll_poller(trigger how)
    : trigger_(how),
      epoll_(check(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")) {
    ready_.reserve(events_.size());
}

void epoll_poller::add(int fd, interest what) {
    control(EPOLL_CTL_ADD, fd, what);
}

void epoll_poller::modify(int fd, interest what) {
    control(EPOLL_CTL_MOD, fd, what);
}

void epoll_poller::remove(int fd) {
    control(EPOLL_CTL_DEL, fd, interest::none);
}

// [lesson: epoll-wait]
std::span<const ready_descriptor> epoll_poller::wait(
    std::chrono::milliseconds timeout) {
    int n = ask(timeout);
    // A signal, or a stop: it says nothing of those who got ready meanwhile,
    // and no timer is to come before them.
    while (n == -1 && errno == EINTR) n = ask(std::chrono::milliseconds(0));
    check(n, "epoll_wait");
    ready_.clear();
    // [lesson: epoll-scan]
    for (int i = 0; i < n; ++i) { // only the ready ones
        const epoll_event& event = events_[static_cast<std::size_t>(i)];
        const auto fd = static_cast<int>(event.data.u64 & 0xffffffff);
        const auto watched = static_cast<interest>(event.data.u64 >> 32);
        interest what = interest::none;
        if (event.events & EPOLLIN) what = what | interest::readable;
        if (event.events & EPOLLOUT) what = what | interest::writable;
        if (event.events & (EPOLLERR | EPOLLHUP)) what = watched;
        const bool ending =
            event.events & (EPOLLRDHUP | EPOLLPRI | EPOLLERR | EPOLLHUP);
        if (watched != interest::none) ready_.push_back({fd, what, ending});
    }
    // [end]
    return ready_;
}
// [end]

int epoll_poller::ask(std::chrono::milliseconds timeout) {
    return ::epoll_wait(epoll_.get(), events_.data(),
                        static_cast<int>(events_.size()),
                        to_poll_timeout(timeout));
}

void epoll_poller::control(int operation, int fd, interest what) {
    epoll_event event{};
    if (includes(what, interest::readable)) event.events |= EPOLLIN;
    if (includes(what, interest::writable)) event.events |= EPOLLOUT;
    if (trigger_ == trigger::edge)
        event.events |= EPOLLET | EPOLLRDHUP | EPOLLPRI;
    // Errors and hang-ups are reported whether asked for or not. For a watch
    // that is to be silent we ask for edges: one report, which wait() drops,
    // and not one after another.
    if (what == interest::none) event.events = EPOLLET;
    // The kernel gives these 64 bits back with each event.
    event.data.u64 =
        static_cast<std::uint32_t>(fd) | static_cast<std::uint64_t>(what) << 32;
    check(::epoll_ctl(epoll_.get(), operation, fd, &event), "epoll_ctl");
}

} // namespace net
