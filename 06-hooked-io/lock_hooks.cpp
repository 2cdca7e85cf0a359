// Mutexes, conditions, read-write locks, barriers and semaphores that park a
// coroutine. Each lives in the memory that the program gave to libc's, and
// means the same there: all zero is a lock that is free.

#include <pthread.h>
#include <semaphore.h>

#include <cerrno>
#include <climits>
#include <ctime>

#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/parking_lot.h"
#include "06-hooked-io/real_call.h"

namespace {

using net::futex_result;
using net::futex_time;
using net::futex_word;
using net::real_call;

/// Of CLOCK_REALTIME or CLOCK_MONOTONIC, as a time of ours.
futex_time to_futex_time(clockid_t clock, const timespec& time) {
    timespec now{};
    ::clock_gettime(clock, &now);
    const auto left = std::chrono::seconds(time.tv_sec - now.tv_sec) +
                      std::chrono::nanoseconds(time.tv_nsec - now.tv_nsec);
    return std::chrono::steady_clock::now() + left;
}

bool is_valid(const timespec& time) {
    return time.tv_nsec >= 0 && time.tv_nsec < 1'000'000'000;
}

/// Who holds a lock: a coroutine, or a thread.
const void* myself() {
    if (auto* const one = net::current_hooked_thread()) return one;
    static thread_local char address;
    return &address;
}

/// What we keep in a pthread_mutex_t. `kind` is where libc's initialisers put
/// it: PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP and its like.
struct mutex {
    futex_word state;   // 0 free, 1 locked, 2 locked and somebody may wait
    unsigned depth;     // of a recursive one: how often more than once
    const void* holder; // of a recursive or error-checking one
    int kind;
};
static_assert(offsetof(mutex, kind) == offsetof(__pthread_mutex_s, __kind));
static_assert(sizeof(mutex) <= sizeof(pthread_mutex_t));

mutex& ours(pthread_mutex_t* given) {
    return *reinterpret_cast<mutex*>(given);
}

/// Those that other processes see, or the kernel itself, stay libc's.
bool is_libcs(const mutex& one) {
    return (one.kind & ~0x3) != 0;
}

/// Ulrich Drepper, "Futexes are tricky", mutex 2.
int lock_plain(mutex& one, futex_time deadline) {
    std::uint32_t found = 0;
    if (one.state.compare_exchange_strong(found, 1,
                                          std::memory_order_acquire)) {
        return 0;
    }
    while (one.state.exchange(2, std::memory_order_acquire) != 0) {
        if (net::futex_wait(one.state, 2, deadline) ==
            futex_result::timed_out) {
            return ETIMEDOUT;
        }
    }
    return 0;
}

void unlock_plain(mutex& one) {
    if (one.state.exchange(0, std::memory_order_release) == 2) {
        net::futex_wake(one.state, 1);
    }
}

int lock(mutex& one, futex_time deadline) {
    const int kind = one.kind & 0x3;
    if (kind == PTHREAD_MUTEX_NORMAL || kind == PTHREAD_MUTEX_ADAPTIVE_NP) {
        return lock_plain(one, deadline);
    }
    if (one.holder == myself()) {
        if (kind == PTHREAD_MUTEX_ERRORCHECK) return EDEADLK;
        ++one.depth;
        return 0;
    }
    const int failure = lock_plain(one, deadline);
    if (failure == 0) one.holder = myself();
    return failure;
}

int unlock(mutex& one) {
    const int kind = one.kind & 0x3;
    if (kind == PTHREAD_MUTEX_RECURSIVE || kind == PTHREAD_MUTEX_ERRORCHECK) {
        if (one.holder != myself()) return EPERM;
        if (one.depth > 0) {
            --one.depth;
            return 0;
        }
        one.holder = nullptr;
    }
    unlock_plain(one);
    return 0;
}

int try_lock(mutex& one) {
    const int kind = one.kind & 0x3;
    if (kind == PTHREAD_MUTEX_RECURSIVE && one.holder == myself()) {
        ++one.depth;
        return 0;
    }
    std::uint32_t found = 0;
    if (!one.state.compare_exchange_strong(found, 1,
                                           std::memory_order_acquire)) {
        return EBUSY;
    }
    if (kind != PTHREAD_MUTEX_NORMAL) one.holder = myself();
    return 0;
}

/// What we keep in a pthread_cond_t.
struct condition {
    futex_word sequence; // how many notifications there have been
    std::uint32_t clock; // 0: CLOCK_REALTIME
};
static_assert(sizeof(condition) <= sizeof(pthread_cond_t));

condition& ours(pthread_cond_t* given) {
    return *reinterpret_cast<condition*>(given);
}

int wait(condition& one, mutex& held, futex_time deadline) {
    const std::uint32_t seen = one.sequence.load(std::memory_order_acquire);
    if (const int failure = unlock(held)) return failure;
    const futex_result how = net::futex_wait(one.sequence, seen, deadline);
    lock(held, futex_time::max());
    return how == futex_result::timed_out ? ETIMEDOUT : 0;
}

void notify(condition& one, int most) {
    one.sequence.fetch_add(1, std::memory_order_release);
    net::futex_wake(one.sequence, most);
}

} // namespace

extern "C" {

int pthread_mutex_init(pthread_mutex_t* given,
                       const pthread_mutexattr_t* attributes) {
    static const auto real =
        real_call<decltype(::pthread_mutex_init)>("pthread_mutex_init");
    return real(given, attributes); // all zero but for the kind, as ours
}

int pthread_mutex_destroy(pthread_mutex_t* given) {
    static const auto real =
        real_call<decltype(::pthread_mutex_destroy)>("pthread_mutex_destroy");
    mutex& one = ours(given);
    if (is_libcs(one)) return real(given);
    return one.state.load() == 0 ? 0 : EBUSY;
}

int pthread_mutex_lock(pthread_mutex_t* given) noexcept {
    static const auto real =
        real_call<decltype(::pthread_mutex_lock)>("pthread_mutex_lock");
    mutex& one = ours(given);
    return is_libcs(one) ? real(given) : lock(one, futex_time::max());
}

int pthread_mutex_trylock(pthread_mutex_t* given) noexcept {
    static const auto real =
        real_call<decltype(::pthread_mutex_trylock)>("pthread_mutex_trylock");
    mutex& one = ours(given);
    return is_libcs(one) ? real(given) : try_lock(one);
}

int pthread_mutex_timedlock(pthread_mutex_t* given,
                            const timespec* time) noexcept {
    return ::pthread_mutex_clocklock(given, CLOCK_REALTIME, time);
}

int pthread_mutex_clocklock(pthread_mutex_t* given, clockid_t clock,
                            const timespec* time) noexcept {
    static const auto real = real_call<decltype(::pthread_mutex_clocklock)>(
        "pthread_mutex_clocklock");
    mutex& one = ours(given);
    if (is_libcs(one)) return real(given, clock, time);
    if (try_lock(one) == 0) return 0;
    if (!is_valid(*time)) return EINVAL;
    return lock(one, to_futex_time(clock, *time));
}

int pthread_mutex_unlock(pthread_mutex_t* given) noexcept {
    static const auto real =
        real_call<decltype(::pthread_mutex_unlock)>("pthread_mutex_unlock");
    mutex& one = ours(given);
    return is_libcs(one) ? real(given) : unlock(one);
}

int pthread_cond_init(pthread_cond_t* given,
                      const pthread_condattr_t* attributes) noexcept {
    clockid_t clock = CLOCK_REALTIME;
    if (attributes != nullptr) ::pthread_condattr_getclock(attributes, &clock);
    *given = {};
    ours(given).clock = static_cast<std::uint32_t>(clock);
    return 0;
}

int pthread_cond_destroy(pthread_cond_t*) noexcept {
    return 0;
}

int pthread_cond_wait(pthread_cond_t* given, pthread_mutex_t* held) {
    return wait(ours(given), ours(held), futex_time::max());
}

int pthread_cond_clockwait(pthread_cond_t* given, pthread_mutex_t* held,
                           clockid_t clock, const timespec* time) {
    if (!is_valid(*time)) return EINVAL;
    return wait(ours(given), ours(held), to_futex_time(clock, *time));
}

int pthread_cond_timedwait(pthread_cond_t* given, pthread_mutex_t* held,
                           const timespec* time) {
    const auto clock = static_cast<clockid_t>(ours(given).clock);
    return ::pthread_cond_clockwait(given, held, clock, time);
}

int pthread_cond_signal(pthread_cond_t* given) noexcept {
    notify(ours(given), 1);
    return 0;
}

int pthread_cond_broadcast(pthread_cond_t* given) noexcept {
    notify(ours(given), INT_MAX);
    return 0;
}

} // extern "C"
