// Waiting for a signal: parks a coroutine.

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <bit>
#include <cerrno>

#include "01-blocking/unique_fd.h"
#include "06-hooked-io/descriptor_birth.h"
#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/interruption.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/signal_mask.h"
#include "06-hooked-io/timeouts.h"
#include "06-hooked-io/worker.h"

namespace {

using net::hooked_thread;
using net::real_call;
using net::scheduler;

/// The program's own descriptors get the numbers that they would have had.
net::unique_fd open_signals(const sigset_t& set) {
    const net::own_descriptors ours;
    return net::unique_fd(net::note_own(::signalfd(-1, &set, SFD_CLOEXEC)));
}

/// Parks until a signal of `set` is there, one that a handler takes has come,
/// or it is too late.
/// Shape:    false if it is too late, or interrupted
bool park(const sigset_t& set, scheduler::time_point deadline) {
    net::unique_fd file = open_signals(set);
    if (!file) return false; // no descriptor is left
    net::descriptor_wait one;
    one.fd = file.get();
    one.wanted = net::interest::readable;
    auto& waits = scheduler::current().descriptors();
    const bool is_ready = waits.wait({&one, 1}, "a signal", deadline) > 0;
    waits.forget(file.get());
    {
        const net::own_descriptors ours;
        file.reset();
    }
    const bool is_cut = net::take_interruption() != net::interruption::none;
    if (!is_ready) errno = is_cut ? EINTR : EAGAIN;
    return is_ready;
}

/// What pthread_kill() has sent to this coroutine alone.
int take_sent(hooked_thread& me, net::signal_bits wanted, siginfo_t* info) {
    const net::signal_bits ready = me.sent & wanted;
    if (ready == 0) return -1;
    const int signal = std::countr_zero(ready) + 1;
    me.sent &= ~net::bit_of(signal);
    if (info != nullptr) {
        *info = {};
        info->si_signo = signal;
        info->si_code = SI_TKILL;
        info->si_pid = ::getpid();
        info->si_uid = ::getuid();
    }
    return signal;
}

int wait(const sigset_t& set, siginfo_t* info, scheduler::time_point deadline) {
    static const auto real =
        real_call<decltype(::sigtimedwait)>("sigtimedwait");
    hooked_thread& me = *net::current_hooked_thread();
    const timespec at_once{};
    for (;;) {
        net::end_if_cancelled();
        const int sent = take_sent(me, net::to_bits(set), info);
        if (sent != -1) return sent;
        const int come = real(&set, info, &at_once);
        if (come != -1 || errno != EAGAIN) return come;
        if (!park(set, deadline) && (me.sent & net::to_bits(set)) == 0) {
            return -1;
        }
    }
}

bool is_coroutine() {
    return net::hooked_task() != nullptr && net::current_hooked_thread();
}

} // namespace

extern "C" {

int sigtimedwait(const sigset_t* set, siginfo_t* info, const timespec* time) {
    static const auto real =
        real_call<decltype(::sigtimedwait)>("sigtimedwait");
    if (!is_coroutine() || (time != nullptr && !net::is_valid(*time))) {
        return real(set, info, time);
    }
    return wait(
        *set, info,
        time == nullptr ? scheduler::never : net::after(net::length_of(*time)));
}

int sigwaitinfo(const sigset_t* set, siginfo_t* info) {
    static const auto real = real_call<decltype(::sigwaitinfo)>("sigwaitinfo");
    if (!is_coroutine()) return real(set, info);
    return wait(*set, info, scheduler::never);
}

int sigwait(const sigset_t* set, int* signal) {
    static const auto real = real_call<decltype(::sigwait)>("sigwait");
    if (!is_coroutine()) return real(set, signal);
    do {
        *signal = wait(*set, nullptr, scheduler::never);
    } while (*signal == -1 && errno == EINTR); // not for this one
    return *signal == -1 ? errno : 0;
}

int sigsuspend(const sigset_t* set) {
    static const auto real = real_call<decltype(::sigsuspend)>("sigsuspend");
    if (!is_coroutine()) return real(set);
    const unsigned before = net::signals_handled();
    const net::mask_change for_now(net::to_bits(*set)); // some may come here
    bool is_over = net::signals_handled() != before;
    while (!is_over) {
        is_over = net::take_interruption() != net::interruption::none;
        if (is_over) break;
        scheduler::current().park({"a signal", -1, true});
    }
    errno = EINTR;
    return -1;
}

int pause() {
    static const auto real = real_call<decltype(::pause)>("pause");
    if (!is_coroutine()) return real();
    do {
        scheduler::current().park({"a signal", -1, true});
    } while (net::take_interruption() == net::interruption::none);
    errno = EINTR;
    return -1;
}

} // extern "C"
