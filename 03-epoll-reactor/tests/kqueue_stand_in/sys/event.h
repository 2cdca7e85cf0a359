// A stand-in for <sys/event.h> where there is none: kqueue(2) on top of
// epoll(7), by our reading of its manual page, and only as far as
// kqueue_poller goes. It shows that kqueue_poller compiles and keeps a poller's
// promises on a kqueue as we understand it; a real one has the last word.
#pragma once
#pragma GCC system_header // one may hide a struct behind a function

#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <ctime>
#include <map>

struct kevent {
    uintptr_t ident;
    short filter;
    unsigned short flags;
    unsigned int fflags;
    intptr_t data;
    void* udata;
};

inline constexpr short EVFILT_READ = -1;
inline constexpr short EVFILT_WRITE = -2;
inline constexpr unsigned short EV_ADD = 0x01;
inline constexpr unsigned short EV_DELETE = 0x02;
inline constexpr unsigned short EV_CLEAR = 0x20;
inline constexpr unsigned short EV_EOF = 0x8000;

#define EV_SET(event, ident_, filter_, flags_, fflags_, data_, udata_) \
    (*(event) = {(ident_), (filter_), (flags_), (fflags_), (data_), (udata_)})

namespace kqueue_stand_in {

/// The events that each descriptor is watched for, by queue.
inline std::map<int, std::map<int, std::uint32_t>>& queues() {
    static std::map<int, std::map<int, std::uint32_t>> all;
    return all;
}

inline int change(int queue, const struct kevent& wanted) {
    std::map<int, std::uint32_t>& watched = queues()[queue];
    const int fd = static_cast<int>(wanted.ident);
    const std::uint32_t filter =
        wanted.filter == EVFILT_READ ? EPOLLIN : EPOLLOUT;
    const bool was_watched = watched.contains(fd);
    if (wanted.flags & EV_ADD) {
        // A filter that is there gets new parameters, says the manual: nothing
        // of looking at its descriptor anew, as at its initial registration.
        if (was_watched && watched[fd] & filter) return 0;
        watched[fd] |= filter;
        if (wanted.flags & EV_CLEAR) watched[fd] |= EPOLLET;
    } else {
        if (!was_watched || !(watched[fd] & filter)) {
            errno = ENOENT;
            return -1;
        }
        watched[fd] &= ~filter;
    }
    epoll_event event{};
    event.events = watched[fd] | EPOLLRDHUP;
    event.data.fd = fd;
    if (watched[fd] & (EPOLLIN | EPOLLOUT)) {
        return ::epoll_ctl(queue, was_watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD,
                           fd, &event);
    }
    watched.erase(fd); // no filter is left
    return ::epoll_ctl(queue, EPOLL_CTL_DEL, fd, &event);
}

inline int milliseconds(const timespec* timeout) {
    if (timeout == nullptr) return -1;
    const long long exact = static_cast<long long>(timeout->tv_sec) * 1000 +
                            (timeout->tv_nsec + 999'999) / 1'000'000;
    return static_cast<int>(std::min<long long>(exact, INT_MAX));
}

} // namespace kqueue_stand_in

inline int kqueue() {
    const int queue = ::epoll_create1(EPOLL_CLOEXEC);
    kqueue_stand_in::queues().erase(queue); // an old one of that number
    return queue;
}

inline int kevent(int queue, const struct kevent* changes, int change_count,
                  struct kevent* events, int event_count,
                  const timespec* timeout) {
    for (int i = 0; i < change_count; ++i) {
        if (kqueue_stand_in::change(queue, changes[i]) == -1) return -1;
    }
    if (event_count == 0) return 0;
    epoll_event found[128];
    const int most = std::min(event_count / 2, 128); // each may become two
    const int n = ::epoll_wait(queue, found, most,
                               kqueue_stand_in::milliseconds(timeout));
    int count = n == -1 ? -1 : 0;
    for (int i = 0; i < n; ++i) {
        const int fd = found[i].data.fd;
        const std::uint32_t watched = kqueue_stand_in::queues()[queue][fd];
        std::uint32_t ready = found[i].events;
        if (ready & (EPOLLERR | EPOLLHUP)) ready |= watched;
        const bool ended = ready & (EPOLLERR | EPOLLHUP | EPOLLRDHUP);
        for (const auto& [filter, event] :
             {std::pair{EVFILT_READ, std::uint32_t{EPOLLIN}},
              std::pair{EVFILT_WRITE, std::uint32_t{EPOLLOUT}}}) {
            if (!(ready & watched & event)) continue;
            EV_SET(&events[count++], static_cast<uintptr_t>(fd), filter,
                   static_cast<unsigned short>(ended ? EV_EOF : 0), 0, 0,
                   nullptr);
        }
    }
    return count;
}
