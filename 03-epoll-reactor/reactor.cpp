#include "03-epoll-reactor/reactor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cassert>
#include <memory>
#include <utility>

#include "01-blocking/error.h"

namespace net {

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

void reactor::stop() {
    stopped_ = true;
    post([] {}); // a loop that sleeps must wake up to see it
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
    poller_.reset(); // first: there may be no descriptor but these
    wake_reading_end_.reset();
    wake_writing_end_.reset();
    poller_ = make_poller(poller_names().front(), trigger_);
    open_wake_pipe();
}

const void* reactor::this_thread() {
    static constinit thread_local char its_own = 0;
    return &its_own;
}

void reactor::assert_may_use() const {
    [[maybe_unused]] const void* const runner = runner_;
    assert((runner == nullptr || runner == this_thread()) &&
           "use post() from other threads");
}

} // namespace net
