// What a program takes for a thread, and is a coroutine.
#pragma once

#include <pthread.h>

#include <array>
#include <cstddef>
#include <functional>
#include <vector>

#include "05-ucontext-coroutines/scheduler.h"
#include "06-hooked-io/interruption.h"
#include "06-hooked-io/parking_lot.h"

namespace net {

/// What a thread keeps under a pthread key. A key that is deleted and made
/// again has another generation, and nothing is found under it.
struct key_value {
    void* value = nullptr;
    std::uint32_t generation = 0; // 0: none
};

/// A coroutine with what pthreads(7) gives a thread.
/// Threads:  its worker's, but for what is atomic
struct hooked_thread {
    /// Its address. But main() keeps the one that it had before it was a
    /// coroutine: somebody may have asked.
    pthread_t id = reinterpret_cast<pthread_t>(this);
    std::function<void*()> body;
    void* result = nullptr;
    futex_word is_done = 0;      // 1 when `result` may be taken
    std::atomic<int> owners = 2; // the coroutine, and who may join it
    std::atomic<bool> is_detached = false;
    std::size_t stack_size = 0;           // bytes
    source_place place{"the program", 0}; // where it was started
    task_record* task = nullptr;          // from its start to its end
    std::vector<key_value> values;        // by pthread key
    std::array<char, 16> name{};          // as pthread_setname_np() has it
    void* exit_point = nullptr;           // see thread_exit.h
    __pthread_unwind_buf_t* cleanups = nullptr; // C's, the innermost
    std::atomic<signal_bits> mask = 0;          // signals that it has blocked
    std::atomic<signal_bits> sent = 0; // by pthread_kill(), still to be told
    interruption cut = interruption::none; // of its wait
    std::atomic<unsigned> waits = 0;       // how many have ended
    bool can_cancel = true;
    int cancel_type = PTHREAD_CANCEL_DEFERRED;
    std::atomic<bool> is_cancelled = false;
};

/// Null: a coroutine that is not a thread's.
inline hooked_thread* hooked_thread_of(const task_record& task) {
    return static_cast<hooked_thread*>(task.local);
}

/// The one that runs this code; null: a thread that is no coroutine.
inline hooked_thread* current_hooked_thread() {
    if (!scheduler::is_current()) return nullptr;
    const task_record* const task = scheduler::current().running();
    return task ? hooked_thread_of(*task) : nullptr;
}

/// The same, for code that only coroutines run.
inline hooked_thread& this_hooked_thread() {
    return *hooked_thread_of(*scheduler::current().running());
}

/// Whoever runs this code, as one who holds a lock: a coroutine or a thread.
const void* current_holder();

/// The one that runs main(); null: it has ended, or nothing runs it.
hooked_thread* main_hooked_thread();

/// Runs `body` as a coroutine on the next worker.
/// Errors:   std::system_error if there is no memory for its stack
hooked_thread& start_hooked_thread(std::function<void*()> body,
                                   std::size_t stack_size, bool detached);

/// The first coroutine, on the first worker.
void start_main(std::function<void()> body);

/// Starts a thread of the kernel's, which all signals are kept from.
void start_os_thread(void (*body)(void*), void* argument);

/// Gives up one of its two owners.
void release(hooked_thread& one);

/// One of ours, or null: a pthread_t of libc's.
hooked_thread* find_hooked_thread(pthread_t id);

/// Calls `call` with each that has not ended, until it says true.
void find_among_hooked_threads(const std::function<bool(hooked_thread&)>& call);

/// In the child of a fork there is no other.
void forget_other_hooked_threads();

} // namespace net
