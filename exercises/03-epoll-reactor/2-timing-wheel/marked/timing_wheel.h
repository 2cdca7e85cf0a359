// Timers on the spokes of a wheel: to add one and to cancel one costs the same
// however many there are.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <list>
#include <unordered_map>
#include <utility>
#include <vector>

#include "03-epoll-reactor/timer_queue.h"

namespace answer {

/// What chapter 03's timer_queue does, by a hashed wheel: time is cut into
/// ticks, and a timer of tick t hangs at spoke t % (number of spokes). All
/// timers of one tick are due together, at its beginning.
/// Threads:  one
class timing_wheel {
public:
    using time_point = net::timer_queue::time_point;
    using duration = time_point::duration;
    using handler = net::timer_queue::handler;

    /// Names a timer; it stays harmless when the timer is gone.
    struct id {
        std::uint64_t number = static_cast<std::uint64_t>(-1); // of none
    };

    timing_wheel(duration tick, std::size_t spokes)
        : tick_(tick), spokes_(spokes) {}

    /// A timer whose time has come already is due at once.
    /// Shape:    never due before `expiry`, and less than a tick after it
    id add(time_point expiry, handler call) {
        // SOLUTION BEGIN
        //: (void)expiry, (void)call;
        //: return {};
        auto tick = expiry.time_since_epoch() / tick_;
        if (tick * tick_ < expiry.time_since_epoch()) ++tick; // never early
        tick = std::max(tick, hand_); // else it would wait for a whole round
        auto& timers = at(tick);
        timers.push_back({tick, added_, std::move(call)});
        where_[added_] = std::prev(timers.end());
        return {added_++};
        // SOLUTION END
    }

    /// Shape:    true if the timer was still waiting, and now never comes
    bool cancel(id timer) {
        // SOLUTION BEGIN
        //: (void)timer;
        //: return false;
        const auto found = where_.find(timer.number);
        if (found == where_.end()) return false;
        remove(found->second);
        return true;
        // SOLUTION END
    }

    bool empty() const { return where_.empty(); }
    std::size_t size() const { return where_.size(); }

    /// How many timers have ever been added.
    std::uint64_t added() const { return added_; }

    /// When the next timer is due. Not to be asked of an empty wheel, and the
    /// one thing that a heap does better.
    time_point next_expiry() const {
        auto next = std::numeric_limits<std::int64_t>::max();
        for (const auto& [number, timer] : where_) {
            next = std::min(next, timer->tick);
        }
        return time_point(next * tick_);
    }

    /// Takes out the next timer if it is due at `now` and was among the first
    /// `of_added` ever added: that of the earliest tick, and of several with
    /// the same, the one that was added first. Moves the hand to its tick, or
    /// to that of `now`, past all timers that have been taken.
    /// Shape:    an empty function if there is none
    handler take_due(time_point now, std::uint64_t of_added) {
        const std::int64_t last = now.time_since_epoch() / tick_;
        // SOLUTION BEGIN
        //: (void)last, (void)of_added;
        //: return nullptr;
        if (empty()) hand_ = std::max(hand_, last);
        for (; hand_ <= last; ++hand_) {
            for (auto each = at(hand_).begin(); each != at(hand_).end();
                 ++each) {
                if (each->tick != hand_) continue; // of another round
                if (each->number >= of_added) return nullptr;
                return remove(each);
            }
            if (hand_ == last) break; // more may be added for this tick
        }
        return nullptr;
        // SOLUTION END
    }

private:
    struct entry {
        std::int64_t tick;
        std::uint64_t number; // of all that were ever added
        handler call;
    };
    using spoke = std::list<entry>; // an element never moves

    spoke& at(std::int64_t tick) {
        return spokes_[static_cast<std::size_t>(tick) % spokes_.size()];
    }

    handler remove(spoke::iterator timer) {
        handler call = std::move(timer->call);
        where_.erase(timer->number);
        at(timer->tick).erase(timer);
        return call;
    }

    const duration tick_;
    std::vector<spoke> spokes_;
    std::unordered_map<std::uint64_t, spoke::iterator> where_; // by number
    std::int64_t hand_ = 0; // no timer waits for an earlier tick
    std::uint64_t added_ = 0;
};

} // namespace answer
