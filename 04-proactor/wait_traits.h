// How long it is until a moment of a clock.
#pragma once

namespace net {
namespace detail {

/// How long it is from one moment to another, or as much of it as a duration
/// can say.
template <class TimePoint>
typename TimePoint::duration time_between(const TimePoint& from,
                                          const TimePoint& to) {
    using duration = typename TimePoint::duration;
    const duration start = from.time_since_epoch();
    if (start < duration::zero() && to > TimePoint::max() + start)
        return duration::max();
    if (start > duration::zero() && to < TimePoint::min() + start)
        return duration::min();
    return to - from;
}

} // namespace detail

/// How long to wait for a moment of a clock. To be specialised, or replaced,
/// for a clock that does not run evenly.
template <class Clock>
struct wait_traits {
    static typename Clock::duration to_wait_duration(
        const typename Clock::duration& time) {
        return time;
    }
    static typename Clock::duration to_wait_duration(
        const typename Clock::time_point& end) {
        const typename Clock::time_point now = Clock::now();
        return end > now ? detail::time_between(now, end)
                         : Clock::duration::zero();
    }
};

} // namespace net
