// Functions from any thread to a loop that may be asleep.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstddef>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "01-blocking/error.h"
#include "01-blocking/unique_fd.h"

namespace answer {

/// A loop watches fd(), and calls call_posted() when it is readable:
///
///     loop.watch(box.fd(), interest::readable, [&] { box.call_posted(); });
///
/// Threads:  post() may be called by any; all else belongs to the loop's
class mailbox {
public:
    using handler = std::function<void()>;

    mailbox() {
        int ends[2];
        net::check(::pipe2(ends, O_CLOEXEC), "pipe2");
        reading_end_.reset(ends[0]);
        writing_end_.reset(ends[1]);
    }

    /// Readable while something is posted, and only then.
    int fd() const { return reading_end_.get(); }

    /// Lets the loop call `call`. It never waits for the loop, however much
    /// has been posted and not yet called.
    /// Threads:  any
    void post(handler call) {
        const std::lock_guard lock(mutex_);
        posted_.push_back(std::move(call));
    }

    /// Calls what has been posted, in that order. What these functions post is
    /// left for the next call, so that a loop can look at its sockets first.
    /// Shape:    how many it has called
    std::size_t call_posted() {
        std::vector<handler> calls;
        return calls.size();
    }

private:
    net::unique_fd reading_end_;
    net::unique_fd writing_end_;
    std::mutex mutex_; // guards what follows
    std::vector<handler> posted_;
};

} // namespace answer
