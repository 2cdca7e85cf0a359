// Deadlines of many descriptors, and how long poll(2) may sleep.
#pragma once

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <utility>
#include <vector>

namespace answer {

/// When each descriptor's time is over. It has no clock of its own: who calls
/// it says what time it is.
/// Threads:  one
class deadlines {
public:
    using time_point = std::chrono::steady_clock::time_point;

    /// Sets the deadline of `fd`, in place of an earlier one if it has one.
    void set(int fd, time_point when) { at_[fd] = when; }

    /// Takes the deadline away, if there is one.
    void clear(int fd) { at_.erase(fd); }

    /// How long poll(2) may sleep, so that it returns when the nearest
    /// deadline is over, and not before.
    /// Units:    milliseconds; -1 for ever; 0 if one is over already
    int poll_timeout(time_point now) const {
        // SOLUTION BEGIN
        //: // Your code.
        //: (void)now;
        //: return 0;
        using std::chrono::milliseconds;
        if (at_.empty()) return -1;
        time_point nearest = time_point::max();
        for (const auto& [fd, when] : at_) nearest = std::min(nearest, when);
        if (nearest <= now) return 0;
        // Rounded up, or poll() would return just before the deadline.
        const milliseconds left =
            std::chrono::ceil<milliseconds>(nearest - now);
        const milliseconds longest(std::numeric_limits<int>::max());
        return static_cast<int>(std::min(left, longest).count());
        // SOLUTION END
    }

    /// Takes out those whose deadline is over at `now`, or ends just then.
    /// Shape:    the descriptors; who was to be done first, comes first
    std::vector<int> take_late(time_point now) {
        // SOLUTION BEGIN
        //: // Your code.
        //: (void)now;
        //: return {};
        std::vector<std::pair<time_point, int>> late;
        for (const auto& [fd, when] : at_) {
            if (when <= now) late.emplace_back(when, fd);
        }
        std::sort(late.begin(), late.end());
        std::vector<int> result;
        for (const auto& [when, fd] : late) {
            result.push_back(fd);
            at_.erase(fd);
        }
        return result;
        // SOLUTION END
    }

private:
    std::map<int, time_point> at_; // by descriptor
};

} // namespace answer
