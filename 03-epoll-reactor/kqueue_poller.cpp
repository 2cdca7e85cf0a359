#include "03-epoll-reactor/kqueue_poller.h"

#include <ctime>

#include "01-blocking/error.h"

namespace net {

kqueue_poller::kqueue_poller(trigger how)
    : trigger_(how), kqueue_(check(::kqueue(), "kqueue")) {
    ready_.reserve(events_.size());
}

void kqueue_poller::add(int fd, interest what) {
    const auto number = static_cast<std::size_t>(fd);
    if (watched_.size() <= number) watched_.resize(number + 1);
    watched_[number] = interest::none;
    modify(fd, what);
}

void kqueue_poller::modify(int fd, interest what) {
    // Reading and writing are two filters here, each added or deleted alone.
    // A new one looks at its descriptor, and that arms its edge again, as
    // EPOLL_CTL_MOD does. To add one that is there need not do that: FreeBSD
    // looks again, libkqueue does not.
    const bool anew = trigger_ == trigger::edge;
    for (const auto& [one, filter] :
         {std::pair{interest::readable, short{EVFILT_READ}},
          std::pair{interest::writable, short{EVFILT_WRITE}}}) {
        const bool had = includes(watched_[static_cast<std::size_t>(fd)], one);
        const bool wanted = includes(what, one);
        if (had && (anew || !wanted)) set_filter(fd, filter, EV_DELETE);
        if (wanted && (anew || !had)) set_filter(fd, filter, EV_ADD);
    }
    watched_[static_cast<std::size_t>(fd)] = what;
}

void kqueue_poller::remove(int fd) {
    modify(fd, interest::none);
}

std::span<const ready_descriptor> kqueue_poller::wait(
    std::chrono::milliseconds timeout) {
    timespec limit{};
    limit.tv_sec = timeout.count() / 1000;
    limit.tv_nsec = timeout.count() % 1000 * 1'000'000;
    const int n = ::kevent(kqueue_.get(), nullptr, 0, events_.data(),
                           static_cast<int>(events_.size()),
                           timeout.count() < 0 ? nullptr : &limit);
    ready_.clear();
    if (n == -1 && errno != EINTR) check(n, "kevent");
    for (int i = 0; i < n; ++i) { // one a filter: a descriptor may come twice
        const struct kevent& event = events_[static_cast<std::size_t>(i)];
        const bool ending = trigger_ == trigger::edge && event.flags & EV_EOF;
        ready_.push_back({static_cast<int>(event.ident),
                          event.filter == EVFILT_READ ? interest::readable
                                                      : interest::writable,
                          ending});
    }
    return ready_;
}

void kqueue_poller::set_filter(int fd, short filter, unsigned short action) {
    const bool clear = action == EV_ADD && trigger_ == trigger::edge;
    struct kevent change;
    EV_SET(&change, static_cast<uintptr_t>(fd), filter,
           static_cast<unsigned short>(action | (clear ? EV_CLEAR : 0)), 0, 0,
           nullptr);
    check(::kevent(kqueue_.get(), &change, 1, nullptr, 0, nullptr), "kevent");
}

} // namespace net
