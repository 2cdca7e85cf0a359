#include "03-epoll-reactor/timer_queue.h"

#include <utility>

namespace net {

timer_queue::id timer_queue::add(time_point expiry, handler call) {
    if (free_slots_.empty()) {
        const auto index = static_cast<std::uint32_t>(slots_.size());
        free_slots_.push_back(index);
        slots_.emplace_back().index = index;
    }
    slot& used = slots_[free_slots_.back()];
    free_slots_.pop_back();
    used.call = std::move(call);
    used.waiting = true;
    heap_.push({expiry, next_number_++, &used});
    return {used.index, used.generation};
}

bool timer_queue::cancel(id timer) {
    if (timer.slot >= slots_.size()) return false;
    slot& one = slots_[timer.slot];
    if (!one.waiting || one.generation != timer.generation) return false;
    remove(one);
    return true;
}

timer_queue::handler timer_queue::take_due(time_point now,
                                           std::uint64_t of_added) {
    if (empty() || next_expiry() > now) return nullptr;
    if (heap_.front().number >= of_added) return nullptr;
    return remove(*heap_.front().timer);
}

timer_queue::handler timer_queue::remove(slot& timer) {
    heap_.remove(timer);
    timer.waiting = false;
    ++timer.generation;
    free_slots_.push_back(timer.index);
    return std::exchange(timer.call, nullptr);
}

} // namespace net
