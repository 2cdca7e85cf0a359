// pthread_sigmask(3) for coroutines, of which many share a kernel thread.
#pragma once

#include <array>

#include "06-hooked-io/interruption.h"

namespace net {

/// Of one kernel thread: it blocks what all of its coroutines block. So a
/// signal comes while any of them wants it, and waits when none does.
/// Threads:  that one
class signal_mask {
public:
    void add(signal_bits blocked);
    void remove(signal_bits blocked);

    /// One of them changes its mind.
    void change(signal_bits from, signal_bits to);

private:
    void count(signal_bits blocked, int by);
    void tell_kernel();

    std::array<int, 64> blocking_{}; // coroutines, by signal
    int size_ = 0;                   // coroutines
    signal_bits told_ = 0;           // the kernel
    bool is_told_ = false;           // ever
};

/// The first word of the library's larger set is the kernel's.
inline signal_bits to_bits(const sigset_t& set) {
    return set.__val[0];
}
inline sigset_t to_set(signal_bits bits) {
    sigset_t set{};
    set.__val[0] = bits;
    return set;
}

/// The running thread's own, while it calls a handler or sigsuspend().
class mask_change {
public:
    explicit mask_change(signal_bits mask);
    mask_change(const mask_change&) = delete;
    ~mask_change();

private:
    const signal_bits before_;
};

/// Of the running coroutine.
void set_signal_mask(signal_bits mask);

} // namespace net
