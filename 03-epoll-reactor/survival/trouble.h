// A trouble that comes and goes, and excuses what it overlaps.
#pragma once

#include <algorithm>

#include "03-epoll-reactor/reactor.h"

namespace net {

/// Whether, and until when, something was amiss.
class trouble {
public:
    using time_point = reactor::time_point;

    void begin() { is_on_ = true; }
    void end(time_point now) {
        if (is_on_) last_end_ = now;
        is_on_ = false;
    }

    bool is_on() const { return is_on_; }

    /// True if it was on at any time from `since` until now.
    bool was_on(time_point since) const { return is_on_ || last_end_ >= since; }

    /// When somebody's patience begins who has waited since `asked`, and
    /// whom the trouble concerns: not before it is over.
    time_point patience_begins(time_point asked, time_point now) const {
        return is_on_ ? now : std::max(asked, last_end_);
    }

private:
    bool is_on_ = false;
    time_point last_end_{}; // of the latest one that is over
};

} // namespace net
