// Mutexes that park a coroutine.

#include <cerrno>

#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/mutex.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/timeouts.h"
#include "06-hooked-io/worker.h"

using net::futex_result;
using net::futex_time;
using net::hooked_mutex;
using net::ours;
using net::real_call;

namespace {

/// As <bits/pthreadtypes.h> and nptl's pthreadP.h have them.
constexpr int type_bits = 0x3;
constexpr int robust = 16;
constexpr int inherits_priority = 32;
constexpr int protects_priority = 64;
constexpr int is_shared = 128;

} // namespace

namespace net {

bool hooked_mutex::is_libcs() const {
    return (kind &
            (robust | inherits_priority | protects_priority | is_shared)) != 0;
}

// [lesson: lock]
/// Ulrich Drepper, "Futexes are tricky", mutex 2.
int hooked_mutex::lock_plain(futex_time deadline) {
    std::uint32_t found = 0;
    if (state.compare_exchange_strong(found, 1, std::memory_order_acquire)) {
        return 0;
    }
    while (state.exchange(2, std::memory_order_acquire) != 0) {
        if (futex_wait(state, 2, deadline) == futex_result::timed_out) {
            return ETIMEDOUT;
        }
    }
    return 0;
}
// [end]

int hooked_mutex::lock(futex_time deadline) {
    const int type = kind & type_bits;
    if (type == PTHREAD_MUTEX_NORMAL || type == PTHREAD_MUTEX_ADAPTIVE_NP) {
        return lock_plain(deadline);
    }
    if (holder == current_holder()) {
        if (type == PTHREAD_MUTEX_ERRORCHECK) return EDEADLK;
        if (depth + 1 == 0) return EAGAIN;
        ++depth;
        return 0;
    }
    const int failure = lock_plain(deadline);
    if (failure == 0) holder = current_holder();
    return failure;
}

int hooked_mutex::try_lock() {
    const int type = kind & type_bits;
    if (type == PTHREAD_MUTEX_RECURSIVE && holder == current_holder()) {
        if (depth + 1 == 0) return EAGAIN;
        ++depth;
        return 0;
    }
    std::uint32_t found = 0;
    if (!state.compare_exchange_strong(found, 1, std::memory_order_acquire)) {
        hooked_task_in_turn(); // or who holds it would never run
        return EBUSY;
    }
    if (type != PTHREAD_MUTEX_NORMAL) holder = current_holder();
    return 0;
}

int hooked_mutex::unlock() {
    const int type = kind & type_bits;
    if (type == PTHREAD_MUTEX_RECURSIVE || type == PTHREAD_MUTEX_ERRORCHECK) {
        if (holder != current_holder()) return EPERM;
        if (depth > 0) {
            --depth;
            return 0;
        }
        holder = nullptr;
    }
    if (state.exchange(0, std::memory_order_release) == 2) {
        futex_wake(state, 1);
    }
    return 0;
}

} // namespace net

extern "C" {

// pthread_mutex_init() is libc's: all zero but for the kind, as ours.

int pthread_mutex_destroy(pthread_mutex_t* given) noexcept {
    static const auto real =
        real_call<decltype(::pthread_mutex_destroy)>("pthread_mutex_destroy");
    hooked_mutex& one = ours(given);
    if (one.is_libcs()) return real(given);
    return one.state.load() == 0 ? 0 : EBUSY;
}

int pthread_mutex_lock(pthread_mutex_t* given) noexcept {
    static const auto real =
        real_call<decltype(::pthread_mutex_lock)>("pthread_mutex_lock");
    hooked_mutex& one = ours(given);
    return one.is_libcs() ? real(given) : one.lock();
}

int pthread_mutex_trylock(pthread_mutex_t* given) noexcept {
    static const auto real =
        real_call<decltype(::pthread_mutex_trylock)>("pthread_mutex_trylock");
    hooked_mutex& one = ours(given);
    return one.is_libcs() ? real(given) : one.try_lock();
}

int pthread_mutex_clocklock(pthread_mutex_t* given, clockid_t clock,
                            const timespec* time) noexcept {
    static const auto real = real_call<decltype(::pthread_mutex_clocklock)>(
        "pthread_mutex_clocklock");
    hooked_mutex& one = ours(given);
    if (one.is_libcs()) return real(given, clock, time);
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) return EINVAL;
    const int failure = one.try_lock();
    if (failure != EBUSY) return failure;
    if (!net::is_valid(*time)) return EINVAL;
    return one.lock(net::when(clock, *time));
}

int pthread_mutex_timedlock(pthread_mutex_t* given,
                            const timespec* time) noexcept {
    static const auto real = real_call<decltype(::pthread_mutex_timedlock)>(
        "pthread_mutex_timedlock");
    if (ours(given).is_libcs()) return real(given, time);
    return ::pthread_mutex_clocklock(given, CLOCK_REALTIME, time);
}

int pthread_mutex_unlock(pthread_mutex_t* given) noexcept {
    static const auto real =
        real_call<decltype(::pthread_mutex_unlock)>("pthread_mutex_unlock");
    hooked_mutex& one = ours(given);
    return one.is_libcs() ? real(given) : one.unlock();
}

} // extern "C"
