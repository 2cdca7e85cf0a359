// syscall(2): C++'s std::atomic::wait(), latches and semaphores call futex(2)
// by it, and so do other languages' locks. Everything else goes through.

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdarg>

#include "06-hooked-io/helper_threads.h"
#include "06-hooked-io/interruption.h"
#include "06-hooked-io/parking_lot.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/timeouts.h"
#include "06-hooked-io/worker.h"

namespace {

using net::futex_result;
using net::futex_time;

struct arguments {
    long at[6];

    template <class T>
    T as(std::size_t i) const {
        return reinterpret_cast<T>(at[i]);
    }
    auto number(std::size_t i) const {
        return static_cast<std::uint32_t>(at[i]);
    }
};

long fail(int error) {
    errno = error;
    return -1;
}

/// FUTEX_WAIT has a length of time, FUTEX_WAIT_BITSET an end.
futex_time deadline_of(int operation, const timespec* time) {
    if (time == nullptr) return futex_time::max();
    if ((operation & FUTEX_CMD_MASK) == FUTEX_WAIT) {
        return net::after(net::length_of(*time));
    }
    const bool is_real = (operation & FUTEX_CLOCK_REALTIME) != 0;
    return net::when(is_real ? CLOCK_REALTIME : CLOCK_MONOTONIC, *time);
}

/// Who is no coroutine waits here as well: coroutines may be to wake him.
long wait(const arguments& given, std::uint32_t bits) {
    const auto* const time = given.as<const timespec*>(3);
    if (time != nullptr && (!net::is_valid(*time) || time->tv_sec < 0)) {
        return fail(EINVAL);
    }
    if (bits == 0) return fail(EINVAL);
    const auto deadline = deadline_of(static_cast<int>(given.at[1]), time);
    switch (net::futex_wait(*given.as<const net::futex_word*>(0),
                            given.number(2), deadline, net::ended_by::signals,
                            bits)) {
        case futex_result::changed: return fail(EAGAIN);
        case futex_result::timed_out: return fail(ETIMEDOUT);
        case futex_result::interrupted: return fail(EINTR);
        default: return 0;
    }
}

long wake(const arguments& given, std::uint32_t bits) {
    if (bits == 0) return fail(EINVAL);
    const long most = given.at[2];
    return net::futex_wake(*given.as<const net::futex_word*>(0),
                           most > INT_MAX ? INT_MAX : static_cast<int>(most),
                           bits);
}

long call(long number, const arguments& given) {
    static const auto real = net::real_call<decltype(::syscall)>("syscall");
    const auto& [a, b, c, d, e, f] = given.at;
    return real(number, a, b, c, d, e, f);
}

/// With other processes: the kernel does it, while a coroutine parks.
long call_elsewhere(const arguments& given) {
    long result = 0;
    net::on_helper_thread([&] { result = call(SYS_futex, given); });
    return result;
}

long futex(const arguments& given) {
    const auto operation = static_cast<int>(given.at[1]);
    const bool is_ours = (operation & FUTEX_PRIVATE_FLAG) != 0;
    switch (operation & FUTEX_CMD_MASK) {
        case FUTEX_WAIT:
            return is_ours ? wait(given, net::any_bit) : call_elsewhere(given);
        case FUTEX_WAIT_BITSET:
            return is_ours ? wait(given, given.number(5))
                           : call_elsewhere(given);
        case FUTEX_WAKE:
            if (is_ours) return wake(given, net::any_bit);
            break;
        case FUTEX_WAKE_BITSET:
            if (is_ours) return wake(given, given.number(5));
            break;
        default: break;
    }
    return call(SYS_futex, given);
}

} // namespace

extern "C" long syscall(long number, ...) noexcept {
    std::va_list list;
    va_start(list, number);
    arguments given{};
    for (long& each : given.at) each = va_arg(list, long);
    va_end(list);
    return number == SYS_futex ? futex(given) : call(number, given);
}
