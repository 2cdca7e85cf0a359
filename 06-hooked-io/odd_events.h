// What poll(2) can wait for and our reactor cannot: urgent bytes, or nothing
// but the end of a connection.
#pragma once

#include <poll.h>

#include <cstdint>
#include <span>
#include <vector>

#include "01-blocking/unique_fd.h"
#include "05-ucontext-coroutines/scheduler.h"

namespace net {

/// True if all that poll() is to tell of it is that it can be read or written;
/// for that there is the reactor.
bool is_plain(const pollfd& one);

/// One epoll set for all coroutines of a worker: it knows poll's events, and
/// the reactor can wait for it, as for something to read. Who was asked for
/// once stays in it, for most will be asked for again; but only an event that
/// has come is asked for anew.
/// Threads:  its worker's
class odd_events {
public:
    explicit odd_events(scheduler& owner) : owner_(owner) {}

    /// Wakes the running coroutine when one of `set` has what it asks for, but
    /// not for the plain ones; until stop() is called with the same set.
    /// Shape:    false if that cannot be done; stop() is to be called as well
    bool start(std::span<const pollfd> set);
    void stop(std::span<const pollfd> set);

    /// To be called before a descriptor is closed.
    void forget(int fd);

    /// In the child of a fork: the set is the parent's.
    void begin_anew();

private:
    struct entry {
        task_record* who = nullptr;  // waits; null: nobody
        std::uint32_t ticket = 0;    // events of older ones are stale
        std::uint32_t armed_for = 0; // epoll's events; 0: for nothing
        bool is_in_set = false;
    };

    bool open();
    bool add(const pollfd& one, std::span<const pollfd> set);
    bool arm(int fd, std::uint32_t events);
    void on_ready();

    scheduler& owner_;
    unique_fd set_;              // opened when it is first needed
    std::vector<entry> entries_; // by descriptor
    std::uint32_t tickets_ = 0;  // given out
};

/// Those two, around a wait.
class odd_wait {
public:
    odd_wait(odd_events& here, std::span<const pollfd> set)
        : here_(here), set_(set), is_started_(here.start(set)) {}
    odd_wait(const odd_wait&) = delete;
    ~odd_wait() { here_.stop(set_); }

    bool is_started() const { return is_started_; }

private:
    odd_events& here_;
    const std::span<const pollfd> set_;
    const bool is_started_;
};

} // namespace net
