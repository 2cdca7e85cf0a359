// The life of a kernel thread that runs coroutines.
#pragma once

#include <cstddef>

#include "06-hooked-io/watchdog.h"
#include "06-hooked-io/worker.h"

namespace net {

/// Its worker's turns, one after the other. If on all workers everybody waits
/// for a lock, and nobody comes for a second, that is said, once, and they go
/// on: what a signal's handler may still do, we cannot know.
/// Threads:  its worker's
class worker_loop {
public:
    explicit worker_loop(worker& mine) : mine_(mine) {}

    void take_one();

private:
    worker& mine_;
    const watched_worker watched_;
    bool is_silent_ = false; // and counted as such
};

/// A coroutine of this thread that waits for a lock, without a deadline.
class asleep_mark {
public:
    asleep_mark() { ++count_; }
    asleep_mark(const asleep_mark&) = delete;
    ~asleep_mark() { --count_; }

    static std::size_t count() { return count_; }

private:
    static inline constinit thread_local std::size_t count_ = 0;
};

} // namespace net
