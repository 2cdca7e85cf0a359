// Waits until several others are done.
#pragma once

#include <cassert>
#include <cstddef>

#include "05-ucontext-coroutines/task.h"
#include "05-ucontext-coroutines/wait_queue.h"

namespace net {

/// A count of what is not done yet. Go's WaitGroup.
class wait_group {
public:
    using time_point = wait_queue::time_point;

    void add(std::size_t n = 1) { count_ += n; }
    void done() {
        assert(count_ > 0 && "more done() than add()");
        if (--count_ == 0) waiting_.wake_all();
    }

    /// Shape:    false if `deadline` came first
    bool wait(time_point deadline = time_point::max()) {
        return count_ == 0 || waiting_.wait({"a wait group"}, deadline);
    }

    std::size_t count() const { return count_; }

private:
    std::size_t count_ = 0;
    wait_queue waiting_;
};

} // namespace net
