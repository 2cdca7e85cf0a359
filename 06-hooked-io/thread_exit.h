// Leaving a coroutine from the middle of it: pthread_exit(3).
#pragma once

namespace net {

struct hooked_thread;

/// Calls the body of `self`, and returns when it has ended or has been left.
void call_thread_body(hooked_thread& self) noexcept;

/// Unwinds the running coroutine's stack, calling what is to be called on the
/// way, and lets call_thread_body() return.
/// Source:   the Itanium C++ ABI, section 1.3, "Forced unwinding"
[[noreturn]] void leave_thread(void* result);

} // namespace net
