// The way of a signal to those who wait for it, in whatever context.
#pragma once

#include <cstddef>
#include <map>
#include <system_error>
#include <vector>

#include "04-proactor/io_engine.h"
#include "04-proactor/operation.h"

namespace net::detail {

/// A wait for any signal of a set.
class signal_wait : public operation {
public:
    std::error_code error;
    int signal_number = 0;

protected:
    using operation::operation;
};

/// A set's signals, and those who wait for one of them.
struct signal_set_state {
    std::map<int, std::size_t> signals; // and how often each of them has come
                                        // while nobody waited for it
    basic_operation_queue<signal_wait> waits;
};

/// The sets of one context. A signal belongs to the whole process:
///
/// 1. the signal handler writes its number to a pipe, of which there is one;
/// 2. each context that has a set watches the pipe, and one of those that run
///    reads it;
/// 3. whoever does tells all sets of all contexts;
/// 4. a set's waits are queued in its own context, whose threads wake up.
///
/// Errors:   signals are lost while the pipe is full of unread ones, which
///           takes 65536 of them: pipe(7)
/// Threads:  any
class signal_service final : public execution_context::service {
public:
    /// Errors:   as pipe2(2) and epoll_ctl(2)
    explicit signal_service(execution_context& owner);

    /// Makes a set known, which it has to be for all that follows.
    /// Lifetime: forget() it before it is destroyed
    void watch(signal_set_state& set);
    /// Takes its signals away, and ends its waits.
    void forget(signal_set_state& set);

    /// Errors:   as sigaction(2)
    void add(signal_set_state& set, int signal, std::error_code& error);
    void remove(signal_set_state& set, int signal, std::error_code& error);
    void clear(signal_set_state& set, std::error_code& error);

    /// Takes over `one`, and queues it when a signal has come, or at once if
    /// one is kept.
    void start(signal_set_state& set, signal_wait* one);

    /// Ends all waits with error::operation_aborted.
    void cancel(signal_set_state& set);

    /// Tells all sets that have this signal. For one that nobody waits for it
    /// is kept.
    /// Threads:  entered with the lock that guards all sets
    void deliver(int signal);

private:
    void shutdown() override;

    io_engine& engine_;
    std::vector<signal_set_state*> sets_; // borrowed; each is forgotten first
};

} // namespace net::detail
