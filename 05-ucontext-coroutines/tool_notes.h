// What tools want to be told of stacks: AddressSanitizer, ThreadSanitizer and
// Valgrind each believe that a thread has one. Without them, all of this is
// nothing.
#pragma once

#include <cstddef>
#include <span>

#if defined(__SANITIZE_ADDRESS__)
#define NET_HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define NET_HAS_ASAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define NET_HAS_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define NET_HAS_TSAN 1
#endif
#endif

#if NET_HAS_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if NET_HAS_TSAN
#include <sanitizer/tsan_interface.h>

#include <csignal>
#endif
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#endif

namespace net {

/// Shape:    a name for tell_tools_stack_is_gone()
inline unsigned tell_tools_of_stack([[maybe_unused]] std::span<std::byte> is) {
#if defined(VALGRIND_STACK_REGISTER)
    return VALGRIND_STACK_REGISTER(is.data(), is.data() + is.size());
#else
    return 0;
#endif
}

inline void tell_tools_stack_is_gone([[maybe_unused]] unsigned name) {
#if defined(VALGRIND_STACK_DEREGISTER)
    VALGRIND_STACK_DEREGISTER(name);
#endif
}

/// Frames that were left without a return have marked memory that somebody
/// else is about to use.
inline void tell_tools_stack_is_clean(
    [[maybe_unused]] std::span<std::byte> is) {
#if NET_HAS_ASAN
    __asan_unpoison_memory_region(is.data(), is.size());
#endif
}

/// One coroutine as the tools see it, and the one who has resumed it. Calls
/// stand around each switch: leave... before it, arrive... behind it.
class tool_notes {
public:
    tool_notes() = default;
    tool_notes(const tool_notes&) = delete;
    tool_notes& operator=(const tool_notes&) = delete;
#if NET_HAS_TSAN
    ~tool_notes() {
        if (own_fiber_) __tsan_destroy_fiber(own_fiber_);
    }
#endif

    // The functions that leave are part of their callers: ThreadSanitizer
    // counts calls and returns, for each fiber its own.

    // On the resumer's stack.
    [[gnu::always_inline]] void leave_resumer(
        [[maybe_unused]] std::span<std::byte> to) {
#if NET_HAS_ASAN
        __sanitizer_start_switch_fiber(&resumers_fakes_, to.data(), to.size());
#endif
#if NET_HAS_TSAN
        if (!own_fiber_) own_fiber_ = __tsan_create_fiber(0);
        resumers_fiber_ = __tsan_get_current_fiber();
        leave_signals_to_the_thread();
        __tsan_switch_to_fiber(own_fiber_, 0);
#endif
    }
    void arrive_at_resumer() {
#if NET_HAS_ASAN
        __sanitizer_finish_switch_fiber(resumers_fakes_, nullptr, nullptr);
#endif
#if NET_HAS_TSAN
        pthread_sigmask(SIG_SETMASK, &resumers_signals_, nullptr);
#endif
    }

    // On the coroutine's own stack.
    void arrive() {
#if NET_HAS_ASAN
        __sanitizer_finish_switch_fiber(own_fakes_, &resumers_stack_,
                                        &resumers_size_);
#endif
    }
    [[gnu::always_inline]] void leave() {
#if NET_HAS_ASAN
        __sanitizer_start_switch_fiber(&own_fakes_, resumers_stack_,
                                       resumers_size_);
#endif
        leave_for_resumer();
    }
    [[gnu::always_inline]] void leave_for_ever() {
#if NET_HAS_ASAN
        __sanitizer_start_switch_fiber(nullptr, resumers_stack_,
                                       resumers_size_);
#endif
        leave_for_resumer();
    }

private:
#if NET_HAS_TSAN
    // ThreadSanitizer keeps a signal until whom it has interrupted makes a
    // call that it knows. A coroutine that parks first might never make one.
    void leave_signals_to_the_thread() {
        sigset_t ends;
        sigemptyset(&ends);
        for (const int each : {SIGINT, SIGTERM, SIGQUIT}) {
            sigaddset(&ends, each);
        }
        pthread_sigmask(SIG_BLOCK, &ends, &resumers_signals_);
    }
#endif

    [[gnu::always_inline]] void leave_for_resumer() {
#if NET_HAS_TSAN
        __tsan_switch_to_fiber(resumers_fiber_, 0);
#endif
    }

#if NET_HAS_ASAN
    void* own_fakes_ = nullptr; // ASan's own second stack, for use-after-return
    void* resumers_fakes_ = nullptr;
    const void* resumers_stack_ = nullptr;
    std::size_t resumers_size_ = 0;
#endif
#if NET_HAS_TSAN
    void* own_fiber_ = nullptr;
    void* resumers_fiber_ = nullptr;
    sigset_t resumers_signals_{};
#endif
};

} // namespace net
