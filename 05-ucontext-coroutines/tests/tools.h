// Under which tool the tests run, for a few cannot run under each.
#pragma once

#include <sys/mman.h>

#include "05-ucontext-coroutines/tool_notes.h"

namespace net {

#if NET_HAS_ASAN
inline constexpr bool has_asan = true;
#else
inline constexpr bool has_asan = false;
#endif

#if NET_HAS_TSAN
inline constexpr bool has_tsan = true;
#else
inline constexpr bool has_tsan = false;
#endif

inline bool is_on_valgrind() {
#if defined(RUNNING_ON_VALGRIND)
    return RUNNING_ON_VALGRIND != 0;
#else
    return false;
#endif
}

/// An emulator may accept advice that it ignores, even such as nobody knows.
inline bool takes_advice() {
    constexpr int unheard_of = 9999;
    return ::madvise(nullptr, 0, unheard_of) == -1;
}

} // namespace net
