// Waiting, and all else that a server asks of the kernel.
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <ctime>

#include "01-blocking/faults/fault.h"

using net::failed;
using net::fault;
using net::fault_of;
using net::on_board;
using net::real;

extern "C" {

int poll(pollfd* all, nfds_t count, int timeout) {
    static const auto next = real<decltype(::poll)>("poll");
    const fault now = fault_of(on_board("poll"));
    return now.error != 0 ? failed(now.error) : next(all, count, timeout);
}

int select(int count, fd_set* reading, fd_set* writing, fd_set* odd,
           timeval* timeout) {
    static const auto next = real<decltype(::select)>("select");
    const fault now = fault_of(on_board("select"));
    return now.error != 0 ? failed(now.error)
                          : next(count, reading, writing, odd, timeout);
}

int epoll_create1(int flags) noexcept {
    static const auto next = real<decltype(::epoll_create1)>("epoll_create1");
    const fault now = fault_of(on_board("epoll_create1"));
    return now.error != 0 ? failed(now.error) : next(flags);
}

int epoll_wait(int epoll, epoll_event* events, int most, int timeout) {
    static const auto next = real<decltype(::epoll_wait)>("epoll_wait");
    const fault now = fault_of(on_board("epoll_wait"));
    return now.error != 0 ? failed(now.error)
                          : next(epoll, events, most, timeout);
}

int eventfd(unsigned value, int flags) noexcept {
    static const auto next = real<decltype(::eventfd)>("eventfd");
    const fault now = fault_of(on_board("eventfd"));
    return now.error != 0 ? failed(now.error) : next(value, flags);
}

int timerfd_create(clockid_t clock, int flags) noexcept {
    static const auto next = real<decltype(::timerfd_create)>("timerfd_create");
    const fault now = fault_of(on_board("timerfd_create"));
    return now.error != 0 ? failed(now.error) : next(clock, flags);
}

int timerfd_settime(int timer, int flags, const itimerspec* next_time,
                    itimerspec* last) noexcept {
    static const auto next =
        real<decltype(::timerfd_settime)>("timerfd_settime");
    const fault now = fault_of(on_board("timerfd_settime"));
    return now.error != 0 ? failed(now.error)
                          : next(timer, flags, next_time, last);
}

int signalfd(int fd, const sigset_t* signals, int flags) noexcept {
    static const auto next = real<decltype(::signalfd)>("signalfd");
    const fault now = fault_of(on_board("signalfd"));
    return now.error != 0 ? failed(now.error) : next(fd, signals, flags);
}

int sigaction(int signal, const struct sigaction* action,
              struct sigaction* old) noexcept {
    static const auto next = real<decltype(::sigaction)>("sigaction");
    const fault now = fault_of(on_board("sigaction"));
    return now.error != 0 ? failed(now.error) : next(signal, action, old);
}

int pipe2(int* ends, int flags) noexcept {
    static const auto next = real<decltype(::pipe2)>("pipe2");
    const fault now = fault_of(on_board("pipe2"));
    return now.error != 0 ? failed(now.error) : next(ends, flags);
}

pid_t fork() noexcept {
    static const auto next = real<decltype(::fork)>("fork");
    const fault now = fault_of(on_board("fork"));
    return now.error != 0 ? failed(now.error) : next();
}

pid_t waitpid(pid_t child, int* status, int options) {
    static const auto next = real<decltype(::waitpid)>("waitpid");
    const fault now = fault_of(on_board("waitpid"));
    return now.error != 0 ? failed(now.error) : next(child, status, options);
}

pid_t wait4(pid_t child, int* status, int options, rusage* used) {
    static const auto next = real<decltype(::wait4)>("wait4");
    const fault now = fault_of(on_board("wait4"));
    return now.error != 0 ? failed(now.error)
                          : next(child, status, options, used);
}

int nanosleep(const timespec* time, timespec* left) {
    static const auto next = real<decltype(::nanosleep)>("nanosleep");
    const fault now = fault_of(on_board("nanosleep"));
    return now.error != 0 ? failed(now.error) : next(time, left);
}

int mprotect(void* place, size_t size, int protection) noexcept {
    static const auto next = real<decltype(::mprotect)>("mprotect");
    const fault now = fault_of(on_board("mprotect"));
    return now.error != 0 ? failed(now.error) : next(place, size, protection);
}

// Only a new watch needs memory and counts: the kernel has all it needs to
// change one, or to take it out.
int epoll_ctl(int epoll, int what, int fd, epoll_event* event) noexcept {
    static const auto next = real<decltype(::epoll_ctl)>("epoll_ctl");
    const bool is_new = what == EPOLL_CTL_ADD;
    const fault now = fault_of(on_board("epoll_ctl"), is_new);
    return now.error != 0 ? failed(now.error) : next(epoll, what, fd, event);
}

// It says what is wrong by its result.
int pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                   void* (*run)(void*), void* argument) noexcept {
    static const auto next = real<decltype(::pthread_create)>("pthread_create");
    const fault now = fault_of(on_board("pthread_create"));
    if (now.error != 0) return now.error;
    return next(thread, attributes, run, argument);
}

void* mmap(void* place, size_t size, int protection, int flags, int fd,
           off_t offset) noexcept {
    static const auto next = real<decltype(::mmap)>("mmap");
    const fault now = fault_of(on_board("mmap"));
    if (now.error == 0) return next(place, size, protection, flags, fd, offset);
    errno = now.error;
    return MAP_FAILED;
}

} // extern "C"
