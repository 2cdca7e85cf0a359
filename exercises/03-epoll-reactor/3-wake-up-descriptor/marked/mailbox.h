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
        // SOLUTION BEGIN
        //: int ends[2];
        //: net::check(::pipe2(ends, O_CLOEXEC), "pipe2");
        //: reading_end_.reset(ends[0]);
        //: writing_end_.reset(ends[1]);
        int ends[2];
        // Neither end may ever make its caller wait.
        net::check(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), "pipe2");
        reading_end_.reset(ends[0]);
        writing_end_.reset(ends[1]);
        // SOLUTION END
    }

    /// Readable while something is posted, and only then.
    int fd() const { return reading_end_.get(); }

    /// Lets the loop call `call`. It never waits for the loop, however much
    /// has been posted and not yet called.
    /// Threads:  any
    void post(handler call) {
        // SOLUTION BEGIN
        //: const std::lock_guard lock(mutex_);
        //: posted_.push_back(std::move(call));
        const std::lock_guard lock(mutex_);
        posted_.push_back(std::move(call));
        // One byte wakes for all that is there.
        if (posted_.size() == 1) (void)!::write(writing_end_.get(), "", 1);
        // SOLUTION END
    }

    /// Calls what has been posted, in that order. What these functions post is
    /// left for the next call, so that a loop can look at its sockets first.
    /// Shape:    how many it has called
    std::size_t call_posted() {
        // SOLUTION BEGIN
        //: std::vector<handler> calls;
        //: return calls.size();
        std::vector<handler> calls;
        {
            const std::lock_guard lock(mutex_);
            char byte;
            (void)!::read(reading_end_.get(), &byte, 1);
            calls.swap(posted_);
        }
        // Without the lock: they may post, and others want to, meanwhile.
        for (const handler& each : calls) each();
        return calls.size();
        // SOLUTION END
    }

private:
    net::unique_fd reading_end_;
    net::unique_fd writing_end_;
    std::mutex mutex_; // guards what follows
    std::vector<handler> posted_;
};

} // namespace answer
