// Finds what blocks a whole worker: a call that is not hooked.
#pragma once

#include <cstddef>
#include <cstdint>

namespace net {

/// With HOOKED_IO_WARN=1, starts a thread that looks at all workers ten times a
/// second. One that sleeps in a system call with a coroutine's stack under its
/// feet is blocked, and with it all its coroutines: that is told on stderr,
/// once for each place, with the stack. To ask for its stack, the thread is
/// sent SIGURG, which nearly nobody uses; a call that a signal interrupts may
/// then fail with EINTR.
/// Errors:   on a kernel without /proc/self/task/*/syscall it sees nothing
void start_watchdog();

/// How many threads it has: one or none.
std::size_t watchdog_threads();

/// The calling thread is a worker, and this is its own stack.
class watched_worker {
public:
    watched_worker();
    watched_worker(const watched_worker&) = delete;
    ~watched_worker();
};

} // namespace net
