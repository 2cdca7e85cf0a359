#include "03-epoll-reactor/reactor.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <memory>
#include <utility>

#include "01-blocking/error.h"

namespace net {

using std::chrono::milliseconds;

namespace {

/// The kernel's thread, whatever runs on it.
const void* this_thread() {
    static constinit thread_local char its_own = 0;
    return &its_own;
}

} // namespace

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

reactor::reactor()
    : reactor(make_poller(poller_names().front(), trigger::level)) {}

reactor::reactor(std::unique_ptr<poller> poller, trigger how,
                 std::function<time_point()> now)
    : poller_(std::move(poller)), trigger_(how), now_(std::move(now)) {
    open_wake_pipe();
}

void reactor::open_wake_pipe() {
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), "pipe2");
    wake_reading_end_.reset(ends[0]);
    wake_writing_end_.reset(ends[1]);
    poller_->add(wake_reading_end_.get(), interest::readable);
}

reactor::~reactor() {
    // A handler may own what uses the loop in its destructor, so all of them
    // go while everything else is still there.
    for (const auto& each : watched_) {
        if (each) ready_handler(std::move(each->call));
    }
    std::exchange(timers_, {});
    std::exchange(calling_, {});
    std::exchange(posted_, {});
}

void reactor::watch(int fd, interest what, handler call) {
    watch(fd, what, [call = std::move(call)](interest) { call(); });
}

void reactor::watch(int fd, interest what, ready_handler call) {
    assert_may_use();
    const auto at = static_cast<std::size_t>(fd);
    if (watched_.size() <= at) watched_.resize(at + 1);
    assert(!watched_[at] && "watched already; forget it first");
    auto entry = std::make_unique<watched>(
        watched{next_number_++, what, std::move(call)});
    poller_->add(fd, what);
    watched_[at] = std::move(entry);
    ++watch_count_;
}

void reactor::update(int fd, interest what) {
    assert_may_use();
    const auto at = static_cast<std::size_t>(fd);
    assert(at < watched_.size() && watched_[at] && "not watched");
    watched& entry = *watched_[at];
    if (entry.what == what) return; // no system call where nothing changes
    poller_->modify(fd, what);
    entry.what = what;
}

void reactor::forget(int fd) {
    assert_may_use();
    const auto at = static_cast<std::size_t>(fd);
    assert(at < watched_.size() && watched_[at] && "not watched");
    --watch_count_;
    // Out of the table first: the handler's end may be the end of objects
    // that use the loop again; and it is gone even if the kernel knew nothing
    // of it any more.
    std::unique_ptr<watched> forgotten = std::move(watched_[at]);
    if (forgotten.get() == being_called_) forgotten_ = std::move(forgotten);
    poller_->remove(fd);
}

reactor::timer_id reactor::call_at(time_point expiry, handler call) {
    assert_may_use();
    return timers_.add(expiry, std::move(call));
}

reactor::timer_id reactor::call_after(clock::duration delay, handler call) {
    return call_at(now() + delay, std::move(call));
}

bool reactor::cancel(timer_id timer) {
    assert_may_use();
    return timers_.cancel(timer);
}

void reactor::on_signal(int signal, handler call) {
    signal_pipe& pipe =
        signals_.try_emplace(signal, std::initializer_list<int>{signal})
            .first->second;
    watch(pipe.fd(), interest::readable, [&pipe, call = std::move(call)] {
        if (pipe.take() != 0) call();
    });
}

void reactor::forget_signal(int signal) {
    const auto found = signals_.find(signal);
    forget(found->second.fd());
    signals_.erase(found);
}

void reactor::post(handler call) {
    bool must_wake = false;
    {
        const std::lock_guard lock(mutex_);
        posted_.push_back(std::move(call));
        must_wake = std::exchange(may_sleep_, false); // the first post wakes
    }
    if (must_wake && runner_ != this_thread()) wake_up();
}

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

void reactor::stop() {
    stopped_ = true;
    post([] {}); // a loop that sleeps must wake up to see it
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
        const handler next = std::move(calling_[called_++]);
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

void reactor::wake_up() {
    // A full pipe wakes as well.
    (void)!::write(wake_writing_end_.get(), "", 1);
}

void reactor::begin_anew() {
    watched_.clear();
    watch_count_ = 0;
    ready_ = {};
    timers_ = {};
    std::construct_at(&mutex_); // another thread may have had it
    posted_.clear();
    calling_.clear();
    called_ = 0;
    poller_ = make_poller(poller_names().front(), trigger_);
    open_wake_pipe();
}

void reactor::assert_may_use() const {
    [[maybe_unused]] const void* const runner = runner_;
    assert((runner == nullptr || runner == this_thread()) &&
           "use post() from other threads");
}

} // namespace net
