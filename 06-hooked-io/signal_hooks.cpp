// Signals: a handler runs between two notes of ours, so that a wait of a
// coroutine can end with EINTR; masks and pthread_kill() are of coroutines.

#include <setjmp.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>

#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/interruption.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/signal_action.h"
#include "06-hooked-io/signal_mask.h"
#include "06-hooked-io/worker.h"

using net::current_hooked_thread;
using net::hooked_task;
using net::hooked_thread;
using net::real_call;

namespace {

/// signal() with the flags of BSD or of System V.
sighandler_t set_handler(int signal, sighandler_t handler, int flags) {
    struct sigaction action {};
    struct sigaction before {};
    action.sa_handler = handler;
    action.sa_flags = flags;
    if (net::set_action(signal, &action, &before) == -1) return SIG_ERR;
    return before.sa_handler;
}

/// What happens when nobody handles it: to all coroutines at once.
int kill_process(int signal) {
    return ::kill(::getpid(), signal) == 0 ? 0 : errno;
}

} // namespace

extern "C" {

int sigaction(int signal, const struct sigaction* action,
              struct sigaction* before) noexcept {
    static const auto real = real_call<decltype(::sigaction)>("sigaction");
    // Plain for the hooks' own: their handlers end nobody's wait.
    if (net::hooks_off::is_alive()) return real(signal, action, before);
    return net::set_action(signal, action, before);
}

sighandler_t signal(int signal, sighandler_t handler) noexcept {
    return set_handler(signal, handler, SA_RESTART);
}

sighandler_t bsd_signal(int signal, sighandler_t handler) noexcept {
    return set_handler(signal, handler, SA_RESTART);
}

sighandler_t sysv_signal(int signal, sighandler_t handler) noexcept {
    return set_handler(signal, handler,
                       static_cast<int>(SA_RESETHAND) | SA_NODEFER);
}

sighandler_t __sysv_signal(int signal, sighandler_t handler) noexcept {
    return ::sysv_signal(signal, handler);
}

int siginterrupt(int signal, int wanted) noexcept {
    struct sigaction action {};
    if (net::set_action(signal, nullptr, &action) == -1) return -1;
    action.sa_flags =
        wanted ? action.sa_flags & ~SA_RESTART : action.sa_flags | SA_RESTART;
    return net::set_action(signal, &action, nullptr);
}

int pthread_sigmask(int how, const sigset_t* set, sigset_t* before) noexcept {
    static const auto real =
        real_call<decltype(::pthread_sigmask)>("pthread_sigmask");
    if (hooked_task() == nullptr || current_hooked_thread() == nullptr) {
        return real(how, set, before);
    }
    const net::signal_bits now = net::this_hooked_thread().mask;
    if (before != nullptr) *before = net::to_set(now);
    if (set == nullptr) return 0;
    switch (const auto wanted = net::to_bits(*set); how) {
        case SIG_BLOCK: net::set_signal_mask(now | wanted); break;
        case SIG_UNBLOCK: net::set_signal_mask(now & ~wanted); break;
        case SIG_SETMASK: net::set_signal_mask(wanted); break;
        default: return EINVAL;
    }
    net::take_signals(); // which were sent to us, and may come now
    return 0;
}

int sigprocmask(int how, const sigset_t* set, sigset_t* before) noexcept {
    const int failure = ::pthread_sigmask(how, set, before);
    if (failure != 0) errno = failure;
    return failure == 0 ? 0 : -1;
}

int sigpending(sigset_t* set) noexcept {
    static const auto real = real_call<decltype(::sigpending)>("sigpending");
    const int result = real(set);
    if (const hooked_thread* const me = current_hooked_thread()) {
        *set = net::to_set((net::to_bits(*set) & me->mask) | me->sent);
    }
    return result;
}

int pthread_kill(pthread_t id, int signal) noexcept {
    static const auto real =
        real_call<decltype(::pthread_kill)>("pthread_kill");
    static const auto real_self =
        real_call<decltype(::pthread_self)>("pthread_self");
    hooked_thread* const one = net::find_hooked_thread(id);
    if (one == nullptr) return real(id, signal);
    if (signal < 0 || signal > 64) return EINVAL;
    if (signal == 0 || one->is_done != 0) return 0;
    const bool is_blocked = (one->mask & net::bit_of(signal)) != 0;
    if (!is_blocked && one == current_hooked_thread()) {
        return real(real_self(), signal); // in the middle of it, as it is
    }
    if (!is_blocked && !net::action_of(signal).is_handler()) {
        return kill_process(signal);
    }
    net::send_signal(*one, signal);
    return 0;
}

// A handler that jumps out of itself leaves ours with it.

void siglongjmp(sigjmp_buf where, int value) noexcept {
    static const auto real = real_call<decltype(::siglongjmp)>("siglongjmp");
    net::note_jump();
    real(where, value);
    ::abort();
}

void longjmp(jmp_buf where, int value) noexcept {
    static const auto real = real_call<decltype(::longjmp)>("longjmp");
    net::note_jump();
    real(where, value);
    ::abort();
}

void __longjmp_chk(jmp_buf where, int value) noexcept {
    static const auto real = real_call<decltype(::longjmp)>("longjmp");
    // Not libc's check: it takes each jump between two stacks for a mistake.
    net::note_jump();
    real(where, value);
    ::abort();
}

} // extern "C"
