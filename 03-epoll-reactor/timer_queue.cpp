#include "03-epoll-reactor/timer_queue.h"

#include <utility>

namespace net {

timer_queue::id timer_queue::add(time_point expiry, handler call) {
    if (free_slots_.empty()) {
        free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
        slots_.emplace_back();
    }
    const std::uint32_t index = free_slots_.back();
    free_slots_.pop_back();
    slots_[index].call = std::move(call);
    slots_[index].waiting = true;
    heap_.emplace_back();
    sift_up(heap_.size() - 1, {expiry, next_number_++, index});
    return {index, slots_[index].generation};
}

bool timer_queue::cancel(id timer) {
    if (timer.slot >= slots_.size()) return false;
    const slot& one = slots_[timer.slot];
    if (!one.waiting || one.generation != timer.generation) return false;
    remove(one.position);
    return true;
}

timer_queue::handler timer_queue::take_due(time_point now,
                                           std::uint64_t of_added) {
    if (empty() || next_expiry() > now) return nullptr;
    if (heap_.front().number >= of_added) return nullptr;
    return remove(0);
}

bool timer_queue::earlier(const entry& a, const entry& b) {
    if (a.expiry != b.expiry) return a.expiry < b.expiry;
    return a.number < b.number;
}

void timer_queue::place(std::size_t position, const entry& one) {
    heap_[position] = one;
    slots_[one.slot].position = static_cast<std::uint32_t>(position);
}

// [lesson: sift]
/// Puts `one` at `position`, which is free, or as far up from there as it
/// has to go.
void timer_queue::sift_up(std::size_t position, const entry& one) {
    while (position > 0) {
        const std::size_t parent = (position - 1) / 2;
        if (!earlier(one, heap_[parent])) break;
        place(position, heap_[parent]);
        position = parent;
    }
    place(position, one);
}

/// The same downwards.
void timer_queue::sift_down(std::size_t position, const entry& one) {
    for (;;) {
        std::size_t child = 2 * position + 1;
        if (child >= heap_.size()) break;
        if (child + 1 < heap_.size() &&
            earlier(heap_[child + 1], heap_[child])) {
            ++child;
        }
        if (!earlier(heap_[child], one)) break;
        place(position, heap_[child]);
        position = child;
    }
    place(position, one);
}
// [end]

timer_queue::handler timer_queue::remove(std::size_t position) {
    const std::uint32_t index = heap_[position].slot;
    const entry last = heap_.back();
    heap_.pop_back();
    if (position < heap_.size()) { // `last` moves into the hole
        if (position > 0 && earlier(last, heap_[(position - 1) / 2])) {
            sift_up(position, last);
        } else {
            sift_down(position, last);
        }
    }
    slot& freed = slots_[index];
    freed.waiting = false;
    ++freed.generation;
    free_slots_.push_back(index);
    return std::exchange(freed.call, nullptr);
}

} // namespace net
