// Waiting for the end of a thread that is a coroutine.

#include <pthread.h>

#include <cerrno>

#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/interruption.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/timeouts.h"

namespace {

using net::futex_time;
using net::hooked_thread;
using net::real_call;

bool has_ended(const hooked_thread& one) {
    return one.is_done.load(std::memory_order_acquire) != 0;
}

/// Takes over what was its joiner's.
int take(hooked_thread& one, void** result) {
    if (result != nullptr) *result = one.result;
    net::release(one);
    return 0;
}

int join(hooked_thread& one, void** result, futex_time deadline) {
    if (one.is_detached) return EINVAL;
    if (&one == net::current_hooked_thread()) return EDEADLK;
    net::end_if_cancelled();
    while (!has_ended(one)) {
        const auto how =
            net::futex_wait(one.is_done, 0, deadline, net::ended_by::cancel);
        if (how == net::futex_result::timed_out) return ETIMEDOUT;
        net::end_if_cancelled();
    }
    return take(one, result);
}

} // namespace

extern "C" {

int pthread_join(pthread_t id, void** result) {
    static const auto real =
        real_call<decltype(::pthread_join)>("pthread_join");
    hooked_thread* const one = net::find_hooked_thread(id);
    return one == nullptr ? real(id, result)
                          : join(*one, result, futex_time::max());
}

int pthread_tryjoin_np(pthread_t id, void** result) noexcept {
    static const auto real =
        real_call<decltype(::pthread_tryjoin_np)>("pthread_tryjoin_np");
    hooked_thread* const one = net::find_hooked_thread(id);
    if (one == nullptr) return real(id, result);
    if (one->is_detached) return EINVAL;
    return has_ended(*one) ? take(*one, result) : EBUSY;
}

int pthread_clockjoin_np(pthread_t id, void** result, clockid_t clock,
                         const timespec* time) {
    static const auto real =
        real_call<decltype(::pthread_clockjoin_np)>("pthread_clockjoin_np");
    hooked_thread* const one = net::find_hooked_thread(id);
    if (one == nullptr) return real(id, result, clock, time);
    if (time == nullptr) return join(*one, result, futex_time::max());
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) return EINVAL;
    if (has_ended(*one)) return join(*one, result, futex_time::max());
    if (!net::is_valid(*time)) return EINVAL;
    return join(*one, result, net::when(clock, *time));
}

int pthread_timedjoin_np(pthread_t id, void** result, const timespec* time) {
    return ::pthread_clockjoin_np(id, result, CLOCK_REALTIME, time);
}

} // extern "C"
