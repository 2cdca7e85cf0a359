// Waiting for a word of memory to change: futex(2), for coroutines and for
// threads. All locks of this chapter stand on it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace net {

using futex_word = std::atomic<std::uint32_t>;
using futex_time = std::chrono::steady_clock::time_point;

enum class futex_result { woken, changed, timed_out, interrupted };

/// What ends a wait before its time: nothing; pthread_cancel(); or that, and a
/// signal whose handler has no SA_RESTART.
enum class ended_by { nothing, cancel, signals };

inline constexpr std::uint32_t any_bit = ~std::uint32_t{0};

/// Waits until futex_wake() is called for `word`, with a bit that is ours, if
/// the word's value is still `expected` when we begin: a coroutine parks, any
/// other thread sleeps.
/// Threads:  any
futex_result futex_wait(const futex_word& word, std::uint32_t expected,
                        futex_time deadline = futex_time::max(),
                        ended_by what = ended_by::nothing,
                        std::uint32_t bits = any_bit);

/// Wakes up to `most` of those who wait for `word`, the oldest first. In a
/// signal's handler, others do so soon.
/// Shape:    how many
/// Lifetime: the word itself is not touched, and may be gone already
int futex_wake(const futex_word& word, int most, std::uint32_t bits = any_bit);

/// Wakes for those signal handlers that could not.
void wake_for_signal_handlers();

/// In the child of a fork, where nobody waits any more.
void forget_all_waiters();

} // namespace net
