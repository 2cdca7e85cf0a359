// The mutex that lives in a pthread_mutex_t.
#pragma once

#include <pthread.h>

#include <cstddef>

#include "06-hooked-io/parking_lot.h"

namespace net {

/// All zero is one that is free. `kind` is where libc's initialisers put it:
/// PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP and its like.
struct hooked_mutex {
    futex_word state;   // 0 free, 1 locked, 2 locked and somebody may wait
    unsigned depth;     // of a recursive one: how often more than once
    const void* holder; // of a recursive or an error-checking one
    int kind;

    /// The mutexes that other processes see, or the kernel itself, stay libc's.
    bool is_libcs() const;

    /// Shape:    0, or an error number of pthread_mutex_lock(3)
    int lock(futex_time deadline = futex_time::max());
    int try_lock();
    int unlock();

private:
    int lock_plain(futex_time deadline);
};
static_assert(offsetof(hooked_mutex, kind) ==
              offsetof(__pthread_mutex_s, __kind));
static_assert(sizeof(hooked_mutex) <= sizeof(pthread_mutex_t));

inline hooked_mutex& ours(pthread_mutex_t* given) {
    return *reinterpret_cast<hooked_mutex*>(given);
}

} // namespace net
