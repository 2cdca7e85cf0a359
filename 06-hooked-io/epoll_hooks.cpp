// epoll_wait(2) and its kin: a program's own epoll set is a descriptor that
// becomes readable.

#include <sys/epoll.h>

#include "06-hooked-io/poll_set.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/worker.h"

using net::hooked_task_in_turn;
using net::real_call;

namespace {

/// `look` is an epoll_wait() that does not wait.
template <class Look>
int wait_until(int epoll, net::scheduler::time_point deadline,
               const sigset_t* mask, Look look) {
    const pollfd set{epoll, POLLIN, 0};
    return net::look_until({&set, 1}, deadline, mask, look);
}

} // namespace

extern "C" {

int epoll_wait(int epoll, epoll_event* events, int most, int timeout) {
    static const auto real = real_call<decltype(::epoll_wait)>("epoll_wait");
    if (!hooked_task_in_turn() || timeout == 0) {
        return real(epoll, events, most, timeout);
    }
    return wait_until(epoll, net::poll_deadline(timeout), nullptr,
                      [&] { return real(epoll, events, most, 0); });
}

int epoll_pwait(int epoll, epoll_event* events, int most, int timeout,
                const sigset_t* mask) {
    static const auto real = real_call<decltype(::epoll_pwait)>("epoll_pwait");
    if (!hooked_task_in_turn() || timeout == 0) {
        return real(epoll, events, most, timeout, mask);
    }
    return wait_until(epoll, net::poll_deadline(timeout), mask,
                      [&] { return real(epoll, events, most, 0, nullptr); });
}

int epoll_pwait2(int epoll, epoll_event* events, int most,
                 const timespec* timeout, const sigset_t* mask) {
    static const auto real =
        real_call<decltype(::epoll_pwait2)>("epoll_pwait2");
    if (!hooked_task_in_turn() || !net::is_timeout(timeout)) {
        return real(epoll, events, most, timeout, mask);
    }
    return wait_until(epoll, net::poll_deadline(timeout), mask, [&] {
        constexpr timespec at_once{};
        return real(epoll, events, most, &at_once, nullptr);
    });
}

} // extern "C"
