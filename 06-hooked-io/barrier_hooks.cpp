// Barriers that park a coroutine, and spin locks that let others run.

#include <pthread.h>
#include <sched.h>

#include <climits>
#include <cstddef>

#include "06-hooked-io/parking_lot.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/worker.h"

namespace {

/// What we keep in a pthread_barrier_t. `size` and `is_shared` are where
/// libc's own pthread_barrier_init() puts them.
struct barrier {
    net::futex_word arrived; // in this round
    net::futex_word round;
    std::uint32_t size;
    std::uint32_t is_shared; // with other processes: then it is libc's
    net::futex_word inside;  // who have not returned yet
};
static_assert(sizeof(barrier) <= sizeof(pthread_barrier_t));

barrier& ours(pthread_barrier_t* given) {
    return *reinterpret_cast<barrier*>(given);
}

int leave(barrier& one, int result) {
    if (--one.inside == 0) net::futex_wake(one.inside, INT_MAX);
    return result;
}

int wait(barrier& one) {
    const std::uint32_t round = one.round;
    const std::uint32_t size = one.size;
    ++one.inside;
    if (++one.arrived == size) { // the last: the others go on with us
        one.arrived = 0;
        ++one.round;
        net::futex_wake(one.round, INT_MAX);
        return leave(one, PTHREAD_BARRIER_SERIAL_THREAD);
    }
    while (one.round == round) net::futex_wait(one.round, round);
    return leave(one, 0);
}

} // namespace

extern "C" {

// pthread_barrier_init() is libc's: all zero but for the size, as ours.

int pthread_barrier_wait(pthread_barrier_t* given) noexcept {
    static const auto real = net::real_call<decltype(::pthread_barrier_wait)>(
        "pthread_barrier_wait");
    barrier& one = ours(given);
    return one.is_shared ? real(given) : wait(one);
}

/// Who is on his way out may still be: he has the right to be waited for.
int pthread_barrier_destroy(pthread_barrier_t* given) noexcept {
    static const auto real =
        net::real_call<decltype(::pthread_barrier_destroy)>(
            "pthread_barrier_destroy");
    barrier& one = ours(given);
    if (one.is_shared) return real(given);
    while (const std::uint32_t n = one.inside) net::futex_wait(one.inside, n);
    return 0;
}

int pthread_spin_lock(pthread_spinlock_t* lock) noexcept {
    static const auto real =
        net::real_call<decltype(::pthread_spin_lock)>("pthread_spin_lock");
    if (net::hooked_task() == nullptr) return real(lock);
    while (::pthread_spin_trylock(lock) != 0) ::sched_yield();
    return 0;
}

} // extern "C"
