// One call that may have to wait: what all hooks of descriptors have in common.
#pragma once

#include <sys/types.h>

#include <cerrno>
#include <cstddef>
#include <optional>

#include "05-ucontext-coroutines/scheduler.h"
#include "06-hooked-io/descriptor_facts.h"
#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/worker.h"

namespace net {

/// A call on a descriptor that is to park, and not to block.
/// Threads:  that of its coroutine
class blocking_call {
public:
    // Part of its callers, for each hook begins with it.
    [[gnu::always_inline]] blocking_call(int fd, interest what)
        : fd_(fd), what_(what) {
        const task_record* const task = hooked_task_in_turn();
        if (task == nullptr) return;
        const hooked_thread* const me = hooked_thread_of(*task);
        if (me != nullptr && me->is_cancelled) end_if_cancelled();
        descriptor_facts& facts = facts_of(fd);
        if (!facts.can_wait() || facts.is_known_nonblocking()) return;
        facts_ = &facts;
        is_worth_trying_ = what == interest::writable || !facts.is_drained();
    }
    blocking_call(const blocking_call&) = delete;
    blocking_call& operator=(const blocking_call&) = delete;
    ~blocking_call() {
        if (is_kept_) give_back();
    }

    /// False where the plain call is right: no coroutine runs, the descriptor
    /// is bad, a file, or one that the program itself has made non-blocking.
    explicit operator bool() const { return facts_ != nullptr; }

    /// Changes when somebody closes it meanwhile.
    int fd() const { return fd_; }
    descriptor_facts& facts() const { return *facts_; }

    /// Parks, until it is worth to try again.
    /// Errors:   false, with EAGAIN if the program wants no wait or its time
    ///           is over, EINTR after a signal
    bool park();

    /// The next attempt would fail, so that it is better to park first.
    void expect_wait() { is_worth_trying_ = false; }
    bool is_worth_trying() const { return is_worth_trying_; }

    /// True if the other side is gone: the next call is to say so, not this
    /// one, which has done something already.
    bool is_broken() const;

private:
    void give_back();

    int fd_;
    const interest what_;
    descriptor_facts* facts_ = nullptr; // null: it does not park
    bool is_worth_trying_ = true;
    int last_words_ = 0;   // the next attempt is the last; if it fails, so
    bool is_kept_ = false; // the number is not the program's
    std::optional<scheduler::time_point> deadline_; // once we have waited
};

// [lesson: retry]
/// Tries until it works, or fails for another reason than that it would have
/// to wait; and parks in between.
template <class Attempt>
inline auto retry(blocking_call& call, Attempt attempt) {
    using result = decltype(attempt());
    for (;;) {
        if (call.is_worth_trying()) {
            const result found = attempt();
            if (found != -1 || errno != EAGAIN) return found;
        }
        if (!call.park()) return result(-1);
    }
}
// [end]

/// Until `size` bytes are done, or the stream ends, or it fails; what has been
/// done before is told first, and the reason by the next call.
template <class Attempt>
inline ssize_t retry_until(blocking_call& call, std::size_t size,
                           Attempt attempt) {
    std::size_t done = 0;
    for (;;) {
        const ssize_t n = retry(call, [&]() -> ssize_t {
            if (done > 0 && call.is_broken()) return 0;
            return attempt(done);
        });
        if (n == -1) return done > 0 ? static_cast<ssize_t>(done) : -1;
        done += static_cast<std::size_t>(n);
        if (n == 0 || done >= size) return static_cast<ssize_t>(done);
        call.expect_wait();
    }
}

} // namespace net
