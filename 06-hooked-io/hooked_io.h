// What a program that knows of the hooks can ask of them. One that does not,
// needs nothing of this.
#pragma once

#include <functional>

#include "06-hooked-io/worker.h" // hooks_off

namespace net {

/// Calls `call` in a coroutine, as a detached thread of the program's: on a
/// thread that runs coroutines already. Without any (HOOKED_IO_THREADS=0), in
/// a thread of the kernel's.
/// Errors:   std::system_error if there is no memory for a stack
/// Threads:  any
void go(std::function<void()> call);

/// Calls `call` in a thread of the kernel's, where each hook is the plain call
/// and may block as long as it likes. Locks work between it and coroutines.
/// Errors:   std::system_error if there can be no more threads
/// Threads:  any
void os_thread(std::function<void()> call);

} // namespace net

// The same for other languages, and for who looks them up with dlsym(3), to
// run with and without the preloaded library.
extern "C" {

/// Shape:    0, or an error number
int hooked_io_go(void (*call)(void*), void* argument);
int hooked_io_os_thread(void (*call)(void*), void* argument);

/// Between these two, calls of this coroutine or thread are plain. They nest;
/// one `on` too many is ignored.
void hooked_io_hooks_off(void);
void hooked_io_hooks_on(void);

} // extern "C"
