#include "06-hooked-io/interruption.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cerrno>
#include <utility>

#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/signal_action.h"
#include "06-hooked-io/thread_exit.h"
#include "06-hooked-io/worker.h"

namespace net {
namespace {

/// Of the signals whose handlers have run, and whose waits are still to hear
/// of it: [0] those that go on, [1] those that fail.
constinit std::array<std::atomic<signal_bits>, 2> noted{};

/// The wait of main() that the last of them came into. A later one is not
/// ended.
constinit std::atomic<unsigned> noted_wait = 0;

constinit thread_local int handlers_running = 0;

constinit std::atomic<unsigned> handled = 0; // signals

/// A signal for the process, and not for the kernel thread that it came to.
bool is_for_process(const siginfo_t& info) {
    switch (info.si_signo) {
        case SIGSEGV:
        case SIGBUS:
        case SIGFPE:
        case SIGILL:
        case SIGTRAP: return false;
        default: return info.si_code != SI_TKILL;
    }
}

bool is_parked(const hooked_thread& one) {
    return one.task != nullptr && one.task->is == task_record::state::parked;
}

/// Called in the handler: nothing but atomics, and a byte into a pipe.
void note(const siginfo_t& info, bool restarts) {
    if (!is_for_process(info) || workers().empty()) return;
    const hooked_thread* const first = main_hooked_thread();
    if (first != nullptr && (first->mask & bit_of(info.si_signo)) == 0) {
        // It comes to that one, and matters only if it waits.
        if (!is_parked(*first)) return;
        noted_wait = first->waits.load();
    }
    noted[restarts ? 0 : 1] |= bit_of(info.si_signo);
    workers()[0]->loop.wake_up();
}

/// What the kernel calls for all signals that have a handler.
void on_signal(int signal, siginfo_t* info, void* context) {
    const signal_action action = action_of(signal);
    {
        const hooks_off plain;
        const int before = handlers_running++;
        action.call(signal, info, context);
        handlers_running = before;
    }
    ++handled;
    const int error = errno;
    note(*info, action.restarts());
    errno = error;
}

/// Nobody else counts, so that nothing can come in between.
void count_wait(hooked_thread& me) {
    constexpr auto relaxed = std::memory_order_relaxed;
    me.waits.store(me.waits.load(relaxed) + 1, relaxed);
}

/// On its worker: ends its wait, if it waits.
void cut(hooked_thread& one, interruption how) {
    if (!is_parked(one)) return;
    one.cut = std::max(one.cut, how);
    one.task->owner.wake(*one.task);
}

/// The kernel would have chosen main()'s thread, if it wants the signal.
void tell_of(int signal, interruption how) {
    find_among_hooked_threads([=](hooked_thread& one) {
        if (one.task == nullptr || (one.mask & bit_of(signal))) return false;
        if (&one == main_hooked_thread() && one.waits != noted_wait) {
            return true; // it has gone on meanwhile
        }
        const pthread_t id = one.id;
        const hooks_off plain;
        one.task->owner.post([=] {
            if (auto* const found = find_hooked_thread(id)) cut(*found, how);
        });
        return true;
    });
}

/// The handlers of what was sent to this coroutine alone.
void call_handlers(hooked_thread& me) {
    while (const signal_bits ready = me.sent & ~me.mask) {
        const int signal = std::countr_zero(ready) + 1;
        me.sent &= ~bit_of(signal);
        const signal_action action = action_of(signal);
        if (!action.is_handler()) {
            ::kill(::getpid(), signal); // whatever happens by default
            continue;
        }
        const mask_change masked(me.mask | action.mask | bit_of(signal));
        siginfo_t info{};
        info.si_signo = signal;
        info.si_code = SI_TKILL;
        info.si_pid = ::getpid();
        info.si_uid = ::getuid();
        action.call(signal, &info, nullptr);
        ++handled;
        me.cut = std::max(me.cut, action.restarts() ? interruption::restarts
                                                    : interruption::fails);
    }
}

} // namespace

interruption take_interruption() {
    hooked_thread* const me = current_hooked_thread();
    if (me == nullptr) return interruption::none;
    count_wait(*me);
    if (me->sent != 0) call_handlers(*me);
    if (me->is_cancelled) end_if_cancelled();
    return std::exchange(me->cut, interruption::none);
}

void take_signals() {
    hooked_thread* const me = current_hooked_thread();
    if (me == nullptr) return;
    count_wait(*me);
    if (me->sent != 0) call_handlers(*me);
    me->cut = interruption::none;
}

bool is_cancelled() {
    const hooked_thread* const me = current_hooked_thread();
    return me != nullptr && me->is_cancelled && me->can_cancel;
}

void end_if_cancelled() {
    if (is_cancelled()) leave_thread(PTHREAD_CANCELED);
}

void send_signal(hooked_thread& to, int signal) {
    to.sent |= bit_of(signal);
    end_wait(to);
}

void end_wait(hooked_thread& one) {
    const pthread_t id = one.id;
    if (one.task == nullptr) return; // it has not begun, or has ended
    const hooks_off plain;
    one.task->owner.post([=] {
        if (auto* const found = find_hooked_thread(id)) {
            cut(*found, interruption::none);
        }
    });
}

unsigned signals_handled() {
    return handled;
}

void tell_of_signals() {
    for (std::size_t i = 0; i < noted.size(); ++i) {
        if (noted[i].load(std::memory_order_relaxed) == 0) continue;
        const auto how = i == 0 ? interruption::restarts : interruption::fails;
        for (signal_bits rest = noted[i].exchange(0); rest != 0;
             rest &= rest - 1) {
            tell_of(std::countr_zero(rest) + 1, how);
        }
    }
}

int set_action(int signal, const struct sigaction* action,
               struct sigaction* before) {
    static const auto real = real_call<decltype(::sigaction)>("sigaction");
    if (signal < 1 || signal > 64) return real(signal, action, before);
    const signal_action old = action_of(signal);
    struct sigaction ours {};
    if (action != nullptr) {
        ours = *action;
        if (is_handler(*action)) {
            keep_action(signal, *action);
            ours.sa_sigaction = on_signal;
            ours.sa_flags |= SA_SIGINFO;
        }
    }
    const int result =
        real(signal, action == nullptr ? nullptr : &ours, before);
    if (result == 0 && before != nullptr && before->sa_sigaction == on_signal) {
        before->sa_sigaction = old.handler;
        before->sa_flags = old.flags;
    }
    return result;
}

bool is_in_signal_handler() {
    return handlers_running > 0;
}

void note_jump() {
    if (handlers_running == 0) return;
    handlers_running = 0;
    hooks_off::set_depth(0);
}

} // namespace net
