// Kernel threads that run what would block: a coroutine leaves a call of
// libc's to one of them, and parks.
#pragma once

#include <functional>

namespace net {

/// Runs `call` on a thread of the kernel's, where no hook parks, and waits for
/// its end. errno, h_errno and the signal mask go there and come back. Not on
/// a coroutine, it just calls. No signal interrupts it.
/// Threads:  any
void on_helper_thread(const std::function<void()>& call);

/// Runs it there, and does not wait.
void start_on_helper_thread(std::function<void()> call);

/// In the child of a fork there are none.
void forget_helper_threads();

} // namespace net
