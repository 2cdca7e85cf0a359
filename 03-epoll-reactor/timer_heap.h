// A heap of timers: the one that is due next is always at hand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace net {

/// A binary heap of timers that know their place in it, so that any of them can
/// be found, moved and removed. All this takes O(log n) steps at the most.
/// Shape:    Timer has a member `std::size_t position`, which is the heap's
/// Lifetime: timers are borrowed while they are in it
/// Threads:  one
template <class TimePoint, class Timer>
class timer_heap {
public:
    struct entry {
        TimePoint expiry;
        std::uint64_t number; // of several with one expiry, the lowest is first
        Timer* timer;
    };

    bool empty() const { return entries_.empty(); }
    std::size_t size() const { return entries_.size(); }

    /// The earliest. Not to be asked of an empty heap.
    const entry& front() const { return entries_.front(); }

    const entry& of(const Timer& timer) const {
        return entries_[timer.position];
    }

    void push(const entry& one) {
        entries_.push_back(one);
        sift_up(entries_.size() - 1, one);
    }

    /// Sends a timer that is in it to where `one` belongs.
    void move(const entry& one) { sift(one.timer->position, one); }

    void remove(const Timer& timer) {
        const entry last = entries_.back();
        entries_.pop_back();
        if (last.timer != &timer) sift(timer.position, last); // into the hole
    }

private:
    static bool earlier(const entry& a, const entry& b) {
        if (a.expiry < b.expiry) return true;
        return !(b.expiry < a.expiry) && a.number < b.number;
    }

    void place(std::size_t position, const entry& one) {
        entries_[position] = one;
        one.timer->position = position;
    }

    void sift(std::size_t position, const entry one) {
        if (position > 0 && earlier(one, entries_[(position - 1) / 2])) {
            sift_up(position, one);
        } else {
            sift_down(position, one);
        }
    }

    // [lesson: sift]
    /// Puts `one` at `position`, which is free, or as far up from there as it
    /// has to go.
    // [lesson: sift-up]
    void sift_up(std::size_t position, const entry one) {
        while (position > 0) {
            const std::size_t parent = (position - 1) / 2;
            if (!earlier(one, entries_[parent])) break;
            place(position, entries_[parent]);
            position = parent;
        }
        place(position, one);
    }
    // [end]

    /// The same downwards.
    void sift_down(std::size_t position, const entry one) {
        for (;;) {
            std::size_t child = 2 * position + 1;
            if (child >= entries_.size()) break;
            if (child + 1 < entries_.size() &&
                earlier(entries_[child + 1], entries_[child])) {
                ++child;
            }
            if (!earlier(entries_[child], one)) break;
            place(position, entries_[child]);
            position = child;
        }
        place(position, one);
    }
    // [end]

    std::vector<entry> entries_; // none is earlier than its parent
};

} // namespace net
