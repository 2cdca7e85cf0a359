// Semaphores that park a coroutine, and that a signal's handler may post to.

#include <semaphore.h>

#include <bit>
#include <cerrno>
#include <climits>

#include "06-hooked-io/helper_threads.h"
#include "06-hooked-io/interruption.h"
#include "06-hooked-io/parking_lot.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/timeouts.h"

namespace {

using net::futex_result;
using net::futex_time;
using net::real_call;

/// What we keep in a sem_t: as libc does.
struct semaphore {
    /// The value below, and above how many wait: one word, for who posts may
    /// not look again, when a waiter may have freed it.
    std::atomic<std::uint64_t> state;
    std::uint32_t is_shared; // with other processes: then it is libc's

    static constexpr std::uint64_t one_waits = std::uint64_t{1} << 32;
    static std::uint32_t value(std::uint64_t of) {
        return static_cast<std::uint32_t>(of);
    }

    const net::futex_word& word() const {
        const auto* const halves =
            reinterpret_cast<const net::futex_word*>(&state);
        return halves[std::endian::native == std::endian::little ? 0 : 1];
    }
};
static_assert(sizeof(semaphore) <= sizeof(sem_t));

semaphore& ours(sem_t* given) {
    return *reinterpret_cast<semaphore*>(given);
}

bool try_take(semaphore& one) {
    std::uint64_t seen = one.state;
    while (semaphore::value(seen) > 0) {
        if (one.state.compare_exchange_weak(seen, seen - 1)) return true;
    }
    return false;
}

/// Counted among those who wait, also while it is being cancelled.
class waiting {
public:
    explicit waiting(semaphore& what) : what_(what) {
        what_.state += semaphore::one_waits;
    }
    waiting(const waiting&) = delete;
    ~waiting() { what_.state -= semaphore::one_waits; }

private:
    semaphore& what_;
};

int fail(int error) {
    errno = error;
    return -1;
}

int wait(semaphore& one, futex_time deadline) {
    net::end_if_cancelled();
    if (try_take(one)) return 0;
    const waiting counted(one);
    for (;;) {
        if (try_take(one)) return 0;
        switch (
            net::futex_wait(one.word(), 0, deadline, net::ended_by::signals)) {
            case futex_result::timed_out: return fail(ETIMEDOUT);
            case futex_result::interrupted: return fail(EINTR);
            default: break;
        }
    }
}

/// Of a semaphore that other processes see: the kernel waits, on a thread of
/// ours, and the coroutine parks.
template <class Call>
int wait_elsewhere(sem_t* given, Call call) {
    if (::sem_trywait(given) == 0) return 0;
    int result = 0;
    net::on_helper_thread([&] { result = call(); });
    return result;
}

int post(semaphore& one) {
    std::uint64_t seen = one.state;
    do {
        if (semaphore::value(seen) == SEM_VALUE_MAX) return fail(EOVERFLOW);
    } while (!one.state.compare_exchange_weak(seen, seen + 1));
    if (seen >= semaphore::one_waits) net::futex_wake(one.word(), 1);
    return 0;
}

} // namespace

extern "C" {

// sem_init(), sem_trywait() and sem_getvalue() are libc's: a semaphore of ours
// is as libc's are.

int sem_wait(sem_t* given) {
    static const auto real = real_call<decltype(::sem_wait)>("sem_wait");
    semaphore& one = ours(given);
    if (one.is_shared)
        return wait_elsewhere(given, [=] { return real(given); });
    return wait(one, futex_time::max());
}

int sem_clockwait(sem_t* given, clockid_t clock, const timespec* time) {
    static const auto real =
        real_call<decltype(::sem_clockwait)>("sem_clockwait");
    semaphore& one = ours(given);
    if (one.is_shared) {
        return wait_elsewhere(given, [=] { return real(given, clock, time); });
    }
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) {
        return fail(EINVAL);
    }
    if (!net::is_valid(*time)) return fail(EINVAL);
    return wait(one, net::when(clock, *time));
}

int sem_timedwait(sem_t* given, const timespec* time) {
    static const auto real =
        real_call<decltype(::sem_timedwait)>("sem_timedwait");
    if (ours(given).is_shared) {
        return wait_elsewhere(given, [=] { return real(given, time); });
    }
    return ::sem_clockwait(given, CLOCK_REALTIME, time);
}

/// Safe in a signal's handler.
int sem_post(sem_t* given) noexcept {
    static const auto real = real_call<decltype(::sem_post)>("sem_post");
    semaphore& one = ours(given);
    return one.is_shared ? real(given) : post(one);
}

} // extern "C"
