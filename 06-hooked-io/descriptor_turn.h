// For calls that cannot be told not to wait: look first, then call.
#pragma once

#include <poll.h>
#include <sched.h>

#include <cerrno>

#include "06-hooked-io/blocking_call.h"
#include "06-hooked-io/real_call.h"

namespace net {

/// While one is alive, nobody else of this process takes what it has found to
/// be there. (Another process, with which the descriptor is shared, may: then
/// the call blocks the thread, until there is more.)
class descriptor_turn {
public:
    explicit descriptor_turn(const blocking_call& call) : call_(call) {
        while (call_.facts().is_locked.exchange(true)) {
            const hooks_off plain; // it is another thread, in a short call
            ::sched_yield();
        }
    }
    descriptor_turn(const descriptor_turn&) = delete;
    ~descriptor_turn() { call_.facts().is_locked = false; }

    /// Errors:   EAGAIN if it is not
    bool is_ready(short events) const {
        static const auto real = real_call<decltype(::poll)>("poll");
        pollfd look{call_.fd(), events, 0};
        if (real(&look, nfds_t{1}, 0) != 0) return true;
        errno = EAGAIN;
        return false;
    }

private:
    const blocking_call& call_;
};

} // namespace net
