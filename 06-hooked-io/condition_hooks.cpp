// Condition variables that park a coroutine.

#include <cerrno>
#include <climits>

#include "06-hooked-io/interruption.h"
#include "06-hooked-io/mutex.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/timeouts.h"

namespace {

using net::futex_result;
using net::futex_time;
using net::hooked_mutex;
using net::real_call;

/// What we keep in a pthread_cond_t. `flags` is where libc's own
/// pthread_cond_init() puts them.
struct condition {
    net::futex_word sequence; // how many notifications there have been
    std::uint32_t others[8];
    std::uint32_t flags;

    bool is_libcs() const { return (flags & 1) != 0; } // other processes'
    clockid_t clock() const {
        return (flags & 2) != 0 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
    }
};
static_assert(offsetof(condition, flags) ==
              offsetof(__pthread_cond_s, __wrefs));
static_assert(sizeof(condition) <= sizeof(pthread_cond_t));

condition& ours(pthread_cond_t* given) {
    return *reinterpret_cast<condition*>(given);
}

/// Gives the mutex up, and has it again at the end, however the wait ends.
class unlocked {
public:
    explicit unlocked(hooked_mutex& held) : held_(held) {}
    unlocked(const unlocked&) = delete;
    ~unlocked() { held_.lock(); }

private:
    hooked_mutex& held_;
};

futex_result wait_unlocked(condition& one, hooked_mutex& held,
                           std::uint32_t seen, futex_time deadline) {
    const unlocked while_waiting(held);
    net::end_if_cancelled();
    const futex_result how =
        net::futex_wait(one.sequence, seen, deadline, net::ended_by::cancel);
    net::end_if_cancelled();
    return how;
}

int wait(condition& one, hooked_mutex& held, futex_time deadline) {
    const std::uint32_t seen = one.sequence.load(std::memory_order_acquire);
    if (const int failure = held.unlock()) return failure;
    const futex_result how = wait_unlocked(one, held, seen, deadline);
    return how == futex_result::timed_out ? ETIMEDOUT : 0;
}

void notify(condition& one, int most) {
    one.sequence.fetch_add(1, std::memory_order_release);
    net::futex_wake(one.sequence, most);
}

} // namespace

extern "C" {

// pthread_cond_init() is libc's: all zero but for the flags, as ours.

int pthread_cond_destroy(pthread_cond_t* given) noexcept {
    static const auto real =
        real_call<decltype(::pthread_cond_destroy)>("pthread_cond_destroy");
    return ours(given).is_libcs() ? real(given) : 0;
}

int pthread_cond_wait(pthread_cond_t* given, pthread_mutex_t* held) {
    static const auto real =
        real_call<decltype(::pthread_cond_wait)>("pthread_cond_wait");
    condition& one = ours(given);
    if (one.is_libcs()) return real(given, held);
    return wait(one, net::ours(held), futex_time::max());
}

int pthread_cond_clockwait(pthread_cond_t* given, pthread_mutex_t* held,
                           clockid_t clock, const timespec* time) {
    static const auto real =
        real_call<decltype(::pthread_cond_clockwait)>("pthread_cond_clockwait");
    condition& one = ours(given);
    if (one.is_libcs()) return real(given, held, clock, time);
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) return EINVAL;
    if (!net::is_valid(*time)) return EINVAL;
    return wait(one, net::ours(held), net::when(clock, *time));
}

int pthread_cond_timedwait(pthread_cond_t* given, pthread_mutex_t* held,
                           const timespec* time) {
    static const auto real =
        real_call<decltype(::pthread_cond_timedwait)>("pthread_cond_timedwait");
    const condition& one = ours(given);
    if (one.is_libcs()) return real(given, held, time);
    return ::pthread_cond_clockwait(given, held, one.clock(), time);
}

int pthread_cond_signal(pthread_cond_t* given) noexcept {
    static const auto real =
        real_call<decltype(::pthread_cond_signal)>("pthread_cond_signal");
    condition& one = ours(given);
    if (one.is_libcs()) return real(given);
    notify(one, 1);
    return 0;
}

int pthread_cond_broadcast(pthread_cond_t* given) noexcept {
    static const auto real =
        real_call<decltype(::pthread_cond_broadcast)>("pthread_cond_broadcast");
    condition& one = ours(given);
    if (one.is_libcs()) return real(given);
    notify(one, INT_MAX);
    return 0;
}

} // extern "C"
