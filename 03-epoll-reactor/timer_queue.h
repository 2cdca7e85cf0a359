// Timers in the order in which they are due. It has no clock of its own: who
// calls it says what time it is.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "03-epoll-reactor/timer_heap.h"

namespace net {

/// Functions to be called later, in a heap. All operations take O(log n) steps
/// at the most.
/// Threads:  one
class timer_queue {
public:
    using time_point = std::chrono::steady_clock::time_point;
    using handler = std::function<void()>;

    /// Names a timer; it stays harmless when the timer is gone.
    struct id {
        std::uint32_t slot = 0;
        std::uint32_t generation = 0; // 0: no timer has ever had it
    };

    id add(time_point expiry, handler call);

    /// Shape:    true if the timer was still waiting, and now never comes
    bool cancel(id timer);

    bool empty() const { return heap_.empty(); }
    std::size_t size() const { return heap_.size(); }

    /// When the next timer is due. Not to be asked of an empty queue.
    time_point next_expiry() const { return heap_.front().expiry; }

    /// How many timers have ever been added.
    std::uint64_t added() const { return next_number_; }

    /// Takes out the next timer if it is due at `now` and was among the first
    /// `of_added` ever added. The next is the one with the earliest expiry,
    /// and of several with the same, the one that was added first.
    /// Shape:    an empty function if there is none
    handler take_due(time_point now, std::uint64_t of_added);

private:
    struct slot {
        std::size_t position = 0;     // in heap_, while waiting
        std::uint32_t index = 0;      // in slots_
        std::uint32_t generation = 1; // grows when the timer leaves
        handler call;
        bool waiting = false;
    };

    handler remove(slot& timer);

    timer_heap<time_point, slot> heap_;
    std::deque<slot> slots_; // they must not move
    std::vector<std::uint32_t> free_slots_;
    std::uint64_t next_number_ = 0;
};

} // namespace net
