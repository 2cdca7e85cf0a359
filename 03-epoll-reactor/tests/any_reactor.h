// A reactor of each kind there is, and a clock that is moved by hand.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "03-epoll-reactor/reactor.h"

namespace net {

/// What a reactor stands on, and when it is told.
struct reactor_kind {
    std::string poller;
    trigger how;
};

/// For gtest, which prints what a test's parameter is.
inline void PrintTo(const reactor_kind& kind, std::ostream* out) {
    *out << kind.poller << (kind.how == trigger::edge ? ", by edges" : "");
}

/// Every TEST_P of this fixture runs once on each kind of reactor.
class any_reactor : public testing::TestWithParam<reactor_kind> {
protected:
    /// Turns until a turn calls nothing.
    void run_until_quiet() {
        while (loop.run_one(std::chrono::milliseconds(0))) {
        }
    }

    reactor::time_point now{}; // moved by hand
    reactor loop{make_poller(GetParam().poller, GetParam().how), GetParam().how,
                 [&time = now] { return time; }};
};

} // namespace net
