#include "06-hooked-io/signal_mask.h"

#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/worker.h"

namespace net {

void signal_mask::add(signal_bits blocked) {
    ++size_;
    count(blocked, 1);
    tell_kernel();
}

void signal_mask::remove(signal_bits blocked) {
    --size_;
    count(blocked, -1);
    tell_kernel();
}

void signal_mask::change(signal_bits from, signal_bits to) {
    if (from == to) return;
    count(from, -1);
    count(to, 1);
    tell_kernel();
}

void signal_mask::count(signal_bits blocked, int by) {
    for (std::size_t i = 0; blocked != 0; ++i, blocked >>= 1) {
        if (blocked & 1) blocking_[i] += by;
    }
}

void signal_mask::tell_kernel() {
    signal_bits by_all = 0;
    for (std::size_t i = 0; i < blocking_.size(); ++i) {
        if (blocking_[i] == size_) by_all |= signal_bits{1} << i;
    }
    if (is_told_ && by_all == told_) return; // the usual case
    told_ = by_all;
    is_told_ = true;
    static const auto real =
        real_call<decltype(::pthread_sigmask)>("pthread_sigmask");
    const sigset_t set = to_set(by_all);
    real(SIG_SETMASK, &set, nullptr);
}

mask_change::mask_change(signal_bits mask)
    : before_(this_hooked_thread().mask) {
    set_signal_mask(mask);
}

mask_change::~mask_change() {
    set_signal_mask(before_);
}

void set_signal_mask(signal_bits mask) {
    hooked_thread& me = this_hooked_thread();
    constexpr signal_bits never = bit_of(SIGKILL) | bit_of(SIGSTOP);
    const signal_bits before = me.mask.exchange(mask & ~never);
    worker_of(*me.task).signals.change(before, mask & ~never);
}

} // namespace net
