// What a program takes for a thread, and is a coroutine.
#pragma once

#include <pthread.h>

#include <cstddef>
#include <functional>
#include <vector>

#include "05-ucontext-coroutines/task.h"
#include "06-hooked-io/parking_lot.h"

namespace net {

/// A coroutine with what pthreads(7) gives a thread. Its address is its
/// pthread_t.
/// Threads:  any
struct hooked_thread {
    std::function<void*()> body;
    void* result = nullptr;
    futex_word is_done = 0;      // 1 when `result` may be taken
    std::atomic<int> owners = 2; // the coroutine, and who may join it
    std::size_t stack_size = 0;  // bytes
    std::vector<void*> values;   // of pthread keys
};

/// The one that runs this code; null: a thread that is no coroutine.
hooked_thread* current_hooked_thread();

/// Runs `body` as a coroutine on the next worker.
/// Errors:   std::system_error if there is no memory for its stack
hooked_thread& start_hooked_thread(std::function<void*()> body,
                                   std::size_t stack_size, bool detached);

/// The first coroutine, on the first worker.
void start_main(std::function<void()> body);

/// Starts a thread of the kernel's.
void start_os_thread(void (*body)(void*), void* argument);

/// Gives up one of its two owners.
void release(hooked_thread& one);

/// One of ours, or null: a pthread_t of libc's.
hooked_thread* find_hooked_thread(pthread_t name);

/// How a coroutine leaves from the middle of it: as pthread_exit() does.
struct thread_exit {
    void* result;
};

} // namespace net
