// Changes of an atomic that cost what they should while a program has only one
// thread.
#pragma once

#include <atomic>

#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#endif

namespace net::detail {

/// True as long as no other thread is there; glibc knows, from 2.32 on.
inline bool is_only_thread() {
#if __has_include(<sys/single_threaded.h>)
    return __libc_single_threaded;
#else
    return false;
#endif
}

/// Replaces what is `in` there by change(it). An atomic instruction takes as
/// long as twenty others, whether or not somebody else is there; so a
/// std::shared_ptr counts like this, and a std::mutex locks like this.
/// Shape:    what was in there before
template <class T, class Change>
T update(std::atomic<T>& in, Change change) {
    T before = in.load(std::memory_order_relaxed);
    if (is_only_thread()) {
        in.store(change(before), std::memory_order_relaxed);
    } else {
        while (!in.compare_exchange_weak(before, change(before))) {
        }
    }
    return before;
}

} // namespace net::detail
