// A kernel thread that runs coroutines, and the question that each hook asks
// first: am I on one?
#pragma once

#include <memory>
#include <vector>

#include "03-epoll-reactor/reactor.h"
#include "05-ucontext-coroutines/scheduler.h"

namespace net {

/// The coroutine on which this code runs, if blocking calls are to park it;
/// else null, and then each hook is the plain call: on a thread without a
/// scheduler, in the scheduler itself, and where hooks are off.
task_record* hooked_task();

/// While one is alive, calls of this coroutine or thread are plain, and so may
/// block its whole thread.
class hooks_off {
public:
    hooks_off();
    hooks_off(const hooks_off&) = delete;
    hooks_off& operator=(const hooks_off&) = delete;
    ~hooks_off();
};

/// A reactor and its scheduler, for one kernel thread.
class worker {
public:
    worker() : flows(loop) {}

    reactor loop;
    scheduler flows;
};

/// All of them. The first belongs to the thread that runs main().
std::vector<std::unique_ptr<worker>>& workers();

/// Where the next new coroutine goes: to each in turn.
worker& next_worker();

} // namespace net
