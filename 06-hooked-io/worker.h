// A kernel thread that runs coroutines, and the question that each hook asks
// first: am I on one?
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "03-epoll-reactor/reactor.h"
#include "05-ucontext-coroutines/scheduler.h"
#include "06-hooked-io/odd_events.h"
#include "06-hooked-io/signal_mask.h"

namespace net {

/// While one is alive, calls of this coroutine or thread are plain, and so may
/// block its whole thread.
class hooks_off {
public:
    hooks_off() : before_(depth_++) {}
    hooks_off(const hooks_off&) = delete;
    hooks_off& operator=(const hooks_off&) = delete;
    ~hooks_off() { depth_ = before_; }

    static bool is_alive() { return depth_ > 0; }

    /// What was on the stack has been jumped over.
    static void set_depth(int depth) { depth_ = depth; }

private:
    // A coroutine does not switch while its calls are plain, so that this
    // belongs to it as well as to a thread.
    static inline constinit thread_local int depth_ = 0;

    const int before_;
};

/// The coroutine on which this code runs, if blocking calls are to park it;
/// else null, and then each hook is the plain call: on a thread without a
/// scheduler, in the scheduler itself, and where hooks are off.
inline task_record* hooked_task() {
    if (hooks_off::is_alive() || !scheduler::is_current()) return nullptr;
    return scheduler::current().running();
}

/// How many calls in a row have not parked: the kernel takes the processor
/// from a thread that never waits; a coroutine has to give it.
class calls_in_a_row {
public:
    /// One more, and one of many lets the others run first.
    static void count() {
        if (++n_ > most_) let_others_run();
    }

    /// The others have had a turn.
    static void begin_anew() { n_ = 0; }

private:
    static void let_others_run();

    static constexpr unsigned most_ = 64;
    static inline constinit thread_local unsigned n_ = 0;
};

/// As hooked_task(), for a call that may come back without having parked.
inline task_record* hooked_task_in_turn() {
    task_record* const me = hooked_task();
    if (me != nullptr) calls_in_a_row::count();
    return me;
}

/// A reactor and its scheduler, for one kernel thread.
class worker {
public:
    explicit worker(const scheduler_settings& settings)
        : flows(loop, settings) {}

    /// Runs coroutines, until the process ends.
    [[noreturn]] void run();

    reactor loop;
    scheduler flows;
    odd_events odd{flows};
    signal_mask signals;
};

/// All of them. The first belongs to the thread that runs main().
inline std::vector<std::unique_ptr<worker>>& workers() {
    // Never destroyed: at exit(), coroutines may still stand on its stacks.
    static auto* const all = new std::vector<std::unique_ptr<worker>>;
    return *all;
}

/// The one of a coroutine.
worker& worker_of(const task_record& task);

/// Where the next new coroutine goes: to each in turn.
worker& next_worker();

} // namespace net
