// poll(2) and ppoll(2): the kernel looks, without waiting; we wait.

#include <poll.h>

#include "06-hooked-io/poll_set.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/worker.h"

using net::hooked_task_in_turn;
using net::real_call;

extern "C" {

// [lesson: poll]
int poll(pollfd* set, nfds_t count, int timeout) {
    static const auto real = real_call<decltype(::poll)>("poll");
    if (!hooked_task_in_turn() || timeout == 0)
        return real(set, count, timeout);
    return net::look_until({set, count}, net::poll_deadline(timeout),
                           [&] { return real(set, count, 0); });
}
// [end]

int ppoll(pollfd* set, nfds_t count, const timespec* timeout,
          const sigset_t* mask) {
    static const auto real = real_call<decltype(::ppoll)>("ppoll");
    if (!hooked_task_in_turn() || !net::is_timeout(timeout)) {
        return real(set, count, timeout, mask);
    }
    constexpr timespec at_once{};
    return net::look_until({set, count}, net::poll_deadline(timeout), mask,
                           [&] { return real(set, count, &at_once, nullptr); });
}

// What a program compiled with _FORTIFY_SOURCE calls.
[[noreturn]] void __chk_fail();

int __poll_chk(pollfd* set, nfds_t count, int timeout, std::size_t room) {
    if (count > room / sizeof *set) __chk_fail();
    return ::poll(set, count, timeout);
}

int __ppoll_chk(pollfd* set, nfds_t count, const timespec* timeout,
                const sigset_t* mask, std::size_t room) {
    if (count > room / sizeof *set) __chk_fail();
    return ::ppoll(set, count, timeout, mask);
}

} // extern "C"
