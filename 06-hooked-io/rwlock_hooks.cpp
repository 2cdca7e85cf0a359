// Read-write locks that park a coroutine.

#include <pthread.h>

#include <cerrno>
#include <climits>

#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/parking_lot.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/timeouts.h"

namespace {

using net::futex_result;
using net::futex_time;
using net::futex_word;
using net::real_call;

/// What we keep in a pthread_rwlock_t. `is_shared` and `prefers` are where
/// libc's own pthread_rwlock_init() and its initialisers put them.
struct rwlock {
    futex_word state;           // how many readers; or `written`
    futex_word changes;         // who waits, waits for it to change
    futex_word waiting;         // how many wait
    futex_word writers_waiting; // of these, to write
    const void* writer;         // who holds it to write
    std::uint32_t others;
    int is_shared; // with other processes: then it is libc's
    std::uint64_t more[2];
    unsigned prefers;

    static constexpr std::uint32_t written = UINT_MAX;

    /// Readers let a writer that waits go first only if they are asked to:
    /// they may hold it already, and would wait for ever.
    bool lets_readers_in() const {
        return prefers != PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP ||
               writers_waiting == 0;
    }
};
static_assert(offsetof(rwlock, is_shared) ==
              offsetof(__pthread_rwlock_arch_t, __shared));
static_assert(offsetof(rwlock, prefers) ==
              offsetof(__pthread_rwlock_arch_t, __flags));
static_assert(sizeof(rwlock) <= sizeof(pthread_rwlock_t));

rwlock& ours(pthread_rwlock_t* given) {
    return *reinterpret_cast<rwlock*>(given);
}

int try_read(rwlock& one) {
    std::uint32_t readers = one.state;
    while (readers != rwlock::written && one.lets_readers_in()) {
        if (readers == rwlock::written - 1) return EAGAIN;
        if (one.state.compare_exchange_weak(readers, readers + 1)) return 0;
    }
    return EBUSY;
}

int try_write(rwlock& one) {
    std::uint32_t nobody = 0;
    if (!one.state.compare_exchange_strong(nobody, rwlock::written)) {
        return EBUSY;
    }
    one.writer = net::current_holder();
    return 0;
}

void tell_all(rwlock& one) {
    ++one.changes;
    net::futex_wake(one.changes, INT_MAX);
}

/// Tries until it works or fails, and parks in between.
template <class Attempt>
int lock(rwlock& one, futex_time deadline, Attempt attempt) {
    int result = attempt(one);
    if (result != EBUSY) return result;
    if (one.writer == net::current_holder()) return EDEADLK;
    ++one.waiting;
    for (;;) {
        const std::uint32_t seen = one.changes;
        result = attempt(one);
        if (result != EBUSY) break;
        if (net::futex_wait(one.changes, seen, deadline) ==
            futex_result::timed_out) {
            result = ETIMEDOUT;
            break;
        }
    }
    --one.waiting;
    return result;
}

int read(rwlock& one, futex_time deadline) {
    return lock(one, deadline, try_read);
}

int write(rwlock& one, futex_time deadline) {
    ++one.writers_waiting;
    const int result = lock(one, deadline, try_write);
    // Readers may have held back for us, who have given up.
    if (--one.writers_waiting == 0 && result != 0) tell_all(one);
    return result;
}

int unlock(rwlock& one) {
    if (one.state == rwlock::written) {
        one.writer = nullptr;
        one.state = 0;
    } else if (--one.state > 0) {
        return 0;
    }
    if (one.waiting > 0) tell_all(one);
    return 0;
}

bool is_known(clockid_t clock) {
    return clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC;
}

} // namespace

extern "C" {

// pthread_rwlock_init() is libc's: all zero but for what it prefers, as ours.

int pthread_rwlock_destroy(pthread_rwlock_t*) noexcept {
    return 0;
}

int pthread_rwlock_tryrdlock(pthread_rwlock_t* given) noexcept {
    static const auto real = real_call<decltype(::pthread_rwlock_tryrdlock)>(
        "pthread_rwlock_tryrdlock");
    rwlock& one = ours(given);
    return one.is_shared ? real(given) : try_read(one);
}

int pthread_rwlock_trywrlock(pthread_rwlock_t* given) noexcept {
    static const auto real = real_call<decltype(::pthread_rwlock_trywrlock)>(
        "pthread_rwlock_trywrlock");
    rwlock& one = ours(given);
    return one.is_shared ? real(given) : try_write(one);
}

int pthread_rwlock_rdlock(pthread_rwlock_t* given) noexcept {
    static const auto real =
        real_call<decltype(::pthread_rwlock_rdlock)>("pthread_rwlock_rdlock");
    rwlock& one = ours(given);
    return one.is_shared ? real(given) : read(one, futex_time::max());
}

int pthread_rwlock_wrlock(pthread_rwlock_t* given) noexcept {
    static const auto real =
        real_call<decltype(::pthread_rwlock_wrlock)>("pthread_rwlock_wrlock");
    rwlock& one = ours(given);
    return one.is_shared ? real(given) : write(one, futex_time::max());
}

int pthread_rwlock_clockrdlock(pthread_rwlock_t* given, clockid_t clock,
                               const timespec* time) noexcept {
    static const auto real = real_call<decltype(::pthread_rwlock_clockrdlock)>(
        "pthread_rwlock_clockrdlock");
    rwlock& one = ours(given);
    if (one.is_shared) return real(given, clock, time);
    if (!is_known(clock) || !net::is_valid(*time)) return EINVAL;
    return read(one, net::when(clock, *time));
}

int pthread_rwlock_clockwrlock(pthread_rwlock_t* given, clockid_t clock,
                               const timespec* time) noexcept {
    static const auto real = real_call<decltype(::pthread_rwlock_clockwrlock)>(
        "pthread_rwlock_clockwrlock");
    rwlock& one = ours(given);
    if (one.is_shared) return real(given, clock, time);
    if (!is_known(clock) || !net::is_valid(*time)) return EINVAL;
    return write(one, net::when(clock, *time));
}

int pthread_rwlock_timedrdlock(pthread_rwlock_t* given,
                               const timespec* time) noexcept {
    return ::pthread_rwlock_clockrdlock(given, CLOCK_REALTIME, time);
}

int pthread_rwlock_timedwrlock(pthread_rwlock_t* given,
                               const timespec* time) noexcept {
    return ::pthread_rwlock_clockwrlock(given, CLOCK_REALTIME, time);
}

int pthread_rwlock_unlock(pthread_rwlock_t* given) noexcept {
    static const auto real =
        real_call<decltype(::pthread_rwlock_unlock)>("pthread_rwlock_unlock");
    rwlock& one = ours(given);
    return one.is_shared ? real(given) : unlock(one);
}

} // extern "C"
