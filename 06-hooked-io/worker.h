// A kernel thread that runs coroutines, and the question that each hook asks
// first: am I on one?
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "03-epoll-reactor/reactor.h"
#include "05-ucontext-coroutines/scheduler.h"
#include "06-hooked-io/signal_mask.h"

namespace net {

/// The coroutine on which this code runs, if blocking calls are to park it;
/// else null, and then each hook is the plain call: on a thread without a
/// scheduler, in the scheduler itself, and where hooks are off.
task_record* hooked_task();

/// The same, for a call that may come back without having parked. The kernel
/// takes the processor from a thread that never waits; a coroutine has to give
/// it: so one call of many lets the others run first.
task_record* hooked_task_in_turn();

/// The calls that come now are counted anew, for the others have had a turn.
void note_turn_of_others();

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

/// A reactor and its scheduler, for one kernel thread.
class worker {
public:
    explicit worker(const scheduler_settings& settings)
        : flows(loop, settings) {}

    /// Runs coroutines, until the process ends.
    [[noreturn]] void run();

    reactor loop;
    scheduler flows;
    signal_mask signals;
};

/// All of them. The first belongs to the thread that runs main().
std::vector<std::unique_ptr<worker>>& workers();

/// The one of a coroutine.
worker& worker_of(const task_record& task);

/// Where the next new coroutine goes: to each in turn.
worker& next_worker();

} // namespace net
