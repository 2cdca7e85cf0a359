// How a reactor turns: waits, and calls whoever is ready or due.

#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "03-epoll-reactor/reactor.h"

namespace net {

using std::chrono::milliseconds;

/// Marks the thread that runs the loop, for as long as it does.
class reactor::running {
public:
    explicit running(reactor& loop) : loop_(loop) {
        assert(loop_.runner_ == nullptr && "the loop runs already");
        loop_.runner_ = this_thread();
    }
    running(const running&) = delete;
    ~running() { loop_.runner_ = nullptr; }

private:
    reactor& loop_;
};

/// A watch while its handler is being called. If that forgets its own watch,
/// it is destroyed here, once it has returned.
class reactor::calling {
public:
    calling(reactor& loop, const watched& one) : loop_(loop) {
        loop_.being_called_ = &one;
    }
    calling(const calling&) = delete;
    ~calling() {
        loop_.being_called_ = nullptr;
        loop_.forgotten_.reset();
    }

private:
    reactor& loop_;
};

void reactor::run() {
    const running mark(*this);
    while (!stopped_.exchange(false) && has_work()) turn(milliseconds(-1));
}

void reactor::run_until_stopped() {
    const running mark(*this);
    while (!stopped_.exchange(false)) turn(milliseconds(-1));
}

bool reactor::run_one(milliseconds timeout) {
    const running mark(*this);
    return has_work() && turn(timeout);
}

bool reactor::wait_one(milliseconds timeout) {
    const running mark(*this);
    return turn(timeout);
}

bool reactor::run_posted() {
    const running mark(*this);
    return call_posted();
}

// [lesson: turn]
bool reactor::turn(milliseconds timeout) {
    if (ready_.empty()) {
        const milliseconds wait = time_to_wait(timeout); // 1
        first_new_number_ = next_number_;
        ready_ = poller_->wait(wait); // 2
    }
    bool called = call_ready(); // 3
    called |= call_due();       // 4
    called |= call_posted();    // 5
    return called;
}
// [end]

milliseconds reactor::time_to_wait(milliseconds most) {
    if (called_ < calling_.size()) return milliseconds(0);
    if (!timers_.empty()) {
        // Rounded up, so that a timer never comes early.
        const auto left = std::max(
            milliseconds(0),
            std::chrono::ceil<milliseconds>(timers_.next_expiry() - now()));
        if (most < milliseconds(0) || left < most) most = left;
    }
    const std::lock_guard lock(mutex_);
    if (!posted_.empty()) return milliseconds(0);
    may_sleep_ = most != milliseconds(0);
    return most;
}

bool reactor::call_ready() {
    bool called = false;
    while (!ready_.empty()) {
        // Off the list first: if the handler throws, the next turn goes on
        // with the one behind it.
        const ready_descriptor next = ready_.front();
        ready_ = ready_.subspan(1);
        called |= call_watch(next);
    }
    return called;
}

// [lesson: call-watch]
bool reactor::call_watch(const ready_descriptor& ready) {
    if (ready.fd == wake_reading_end_.get()) {
        char bytes[64];
        while (::read(ready.fd, bytes, sizeof bytes) == sizeof bytes) {
        }
        return false;
    }
    // [lesson: stale-event]
    const auto at = static_cast<std::size_t>(ready.fd);
    const watched* const entry = watched_[at].get();
    // Forgotten, or of a watch that took over the number in this very turn.
    if (!entry || entry->number >= first_new_number_) return false;
    const interest what = ready.what & entry->what;
    if (what == interest::none) return false;

    const calling mark(*this, *entry); // who forgets itself ends after it
    entry->call(what);
    // [end]
    return true;
}
// [end]

bool reactor::call_due() {
    if (timers_.empty()) return false; // the usual case: no look at the clock
    const time_point started = now();
    // A timer that a timer adds has to wait for the next turn, however short
    // it is: else timers could starve descriptors.
    const std::uint64_t added = timers_.added();
    bool called = false;
    while (const handler due = timers_.take_due(started, added)) {
        due();
        called = true;
    }
    return called;
}

bool reactor::call_posted() {
    if (called_ == calling_.size()) {
        calling_.clear();
        called_ = 0;
        const std::lock_guard lock(mutex_);
        may_sleep_ = false;
        calling_.swap(posted_);
    }
    bool called = false;
    while (called_ < calling_.size()) {
        // A function that was moved from need not be empty.
        const handler next = std::exchange(calling_[called_++], nullptr);
        next();
        called = true;
    }
    return called;
}

bool reactor::has_work() {
    if (watch_count_ > 0 || !timers_.empty() || called_ < calling_.size()) {
        return true;
    }
    const std::lock_guard lock(mutex_);
    return !posted_.empty();
}

} // namespace net
