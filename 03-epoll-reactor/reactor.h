// Schmidt's Reactor: waits for descriptors, timers, signals and other threads
// at once, and calls whoever asked to be called.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "01-blocking/signal_pipe.h"
#include "01-blocking/unique_fd.h"
#include "02-select-poll/poller.h"
#include "03-epoll-reactor/pollers.h"
#include "03-epoll-reactor/timer_queue.h"

namespace net {

/// An event loop.
/// Threads:  while one thread runs it, only post() and stop() may be called
///           from others; before and after, any one thread may use it
class reactor {
public:
    using clock = std::chrono::steady_clock;
    using time_point = clock::time_point;
    using handler = std::function<void()>;
    using ready_handler = std::function<void(interest what)>;
    using timer_id = timer_queue::id;

    /// On the best poller this system has, or on a given one; with the real
    /// clock, or with one that a test moves by hand.
    reactor();
    explicit reactor(std::unique_ptr<poller> poller,
                     trigger how = trigger::level,
                     std::function<time_point()> now = clock::now);
    reactor(const reactor&) = delete;
    reactor& operator=(const reactor&) = delete;

    /// Destroys all handlers, uncalled.
    ~reactor();

    /// Calls `call` whenever `fd` is ready, until it is forgotten. Who
    /// watches for both can be told what it is ready for.
    /// Errors:   std::system_error if the poller cannot watch it
    /// Lifetime: `fd` is borrowed; forget it before it is closed
    void watch(int fd, interest what, handler call);
    void watch(int fd, interest what, ready_handler call);

    /// Watches for something else from now on.
    void update(int fd, interest what);

    /// Never calls its handler again, and destroys it, once it has returned
    /// if it is running. What was ready for this watch in the current turn
    /// is not told to another one that gets the same number.
    void forget(int fd);

    /// Calls `call` once, not before its time is come. Timers are called in
    /// the order of their expiry, and those of the same in that of adding.
    timer_id call_at(time_point expiry, handler call);
    timer_id call_after(clock::duration delay, handler call);

    /// Shape:    true if the timer had not been called and now never will be
    bool cancel(timer_id timer);

    /// Calls `call` when `signal` has come, from run() and not from the
    /// signal handler, so it may do anything.
    void on_signal(int signal, handler call);
    void forget_signal(int signal);

    /// Calls `call` from run(), never from here.
    /// Threads:  any
    void post(handler call);

    /// Turns until stop() is called, or until there is nothing left to wait
    /// for: no watch, no timer, no signal, no posted function.
    /// Errors:   what a handler throws leaves run(); nothing is lost by that,
    ///           and run() may be called again
    void run();

    /// The same, but waits for other threads' posts even with nothing to do.
    void run_until_stopped();

    /// One turn, which waits no longer than `timeout` (below zero: for ever).
    /// Shape:    true if it has called anything
    bool run_one(std::chrono::milliseconds timeout);

    /// The same, but waits for other threads' posts even with nothing to do.
    bool wait_one(std::chrono::milliseconds timeout);

    /// Calls what has been posted, and looks at nothing else.
    /// Shape:    true if it has called anything
    bool run_posted();

    /// Makes a loop that sleeps turn once, for nothing.
    /// Threads:  any, and signal handlers
    void wake_up();

    /// In the child of a fork, which has one thread, and would change the
    /// parent's watches: forgets all of them, all timers and all posts, and
    /// goes on with a poller of its own, the best that this system has.
    /// Errors:   std::system_error if there is none to be had; the loop can
    ///           then only be destroyed
    void begin_anew();

    /// Makes the run() under way, or else the next one, return at the end of
    /// its turn.
    /// Threads:  any
    void stop();

    /// How many watches (a signal is one) and timers there are.
    std::size_t size() const { return watch_count_ + timers_.size(); }

    time_point now() const { return now_(); }
    trigger triggered_by() const { return trigger_; }

    /// Room to read into, the same for all, for nobody waits in mid-read.
    std::span<char> scratch() { return scratch_; }

private:
    struct watched {
        std::uint64_t number; // counts the watches
        interest what;
        ready_handler call;
    };
    class running;
    class calling;

    bool turn(std::chrono::milliseconds timeout);
    std::chrono::milliseconds time_to_wait(std::chrono::milliseconds most);
    bool call_ready();
    bool call_watch(const ready_descriptor& ready);
    bool call_due();
    bool call_posted();
    bool has_work();
    void open_wake_pipe();
    static const void* this_thread(); // the kernel's, whatever runs on it
    void assert_may_use() const;

    std::unique_ptr<poller> poller_;
    const trigger trigger_;
    const std::function<time_point()> now_;

    std::vector<std::unique_ptr<watched>> watched_; // by descriptor
    std::size_t watch_count_ = 0;
    std::uint64_t next_number_ = 0;
    const watched* being_called_ = nullptr;   // null: none
    std::unique_ptr<watched> forgotten_;      // while it is being called
    std::span<const ready_descriptor> ready_; // of this turn, not yet told
    std::uint64_t first_new_number_ = 0;      // watches from here on are
                                              // younger than ready_
    timer_queue timers_;
    std::map<int, signal_pipe> signals_;

    std::mutex mutex_;             // guards the two below
    std::vector<handler> posted_;  // since the last turn
    bool may_sleep_ = false;       // so a post must wake the loop up
    std::vector<handler> calling_; // posted functions of this turn,
    std::size_t called_ = 0;       // and how many of them have been called
    unique_fd wake_reading_end_;
    unique_fd wake_writing_end_;
    std::atomic<bool> stopped_ = false;
    std::atomic<const void*> runner_ = nullptr; // null: nobody runs the loop
    std::array<char, 64 * 1024> scratch_;
};

} // namespace net
