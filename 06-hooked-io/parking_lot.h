// Waiting for a word of memory to change: futex(2), for coroutines and for
// threads. All locks of this chapter stand on it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace net {

using futex_word = std::atomic<std::uint32_t>;
using futex_time = std::chrono::steady_clock::time_point;

enum class futex_result { woken, changed, timed_out };

/// Waits until wake() is called for `word`, if its value is still `expected`
/// when we begin: a coroutine parks, any other thread sleeps.
/// Threads:  any
futex_result futex_wait(const futex_word& word, std::uint32_t expected,
                        futex_time deadline = futex_time::max());

/// Wakes up to `most` of those who wait for `word`, the oldest first.
/// Shape:    how many
/// Lifetime: the word itself is not touched, and may be gone already
int futex_wake(const futex_word& word, int most);

} // namespace net
