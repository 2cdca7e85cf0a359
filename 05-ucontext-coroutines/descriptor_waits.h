// Who waits for which descriptor: between a scheduler's tasks and its reactor.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "03-epoll-reactor/reactor.h"
#include "05-ucontext-coroutines/linked_list.h"

namespace net {

class scheduler;
struct task_record;

/// One descriptor that a task waits for, and what has become of it. It lies on
/// the task's stack, and may be used for one wait after the other.
struct descriptor_wait : linked<struct in_descriptor> {
    int fd = -1;
    interest wanted = interest::none;
    interest found = interest::none; // what it is ready for
    bool forgotten = false;          // closed by somebody, while we waited
    task_record* who = nullptr;

    bool is_over() const { return found != interest::none || forgotten; }
};

/// Watches each descriptor once, for all who wait for it, and by levels: a
/// watch stays after its wait, for most who have read will read again. Only
/// when something comes for which nobody waits is the reactor told so.
/// Threads:  its scheduler's
class descriptor_waits {
public:
    using time_point = reactor::time_point;

    explicit descriptor_waits(scheduler& owner) : owner_(owner) {}
    descriptor_waits(const descriptor_waits&) = delete;
    descriptor_waits& operator=(const descriptor_waits&) = delete;
    ~descriptor_waits();

    /// Parks the running task until `one` is ready, is forgotten, or the time
    /// is over. What cannot be waited for, a file, is always ready.
    /// Shape:    false after `deadline`
    /// Errors:   std::system_error if the reactor cannot watch it
    bool wait(descriptor_wait& one, const char* what, time_point deadline);

    /// The same, until at least one of `set` is.
    /// Shape:    how many are ready or forgotten; 0 after `deadline`
    std::size_t wait(std::span<descriptor_wait> set, const char* what,
                     time_point deadline);

    /// To be called before a descriptor is closed. Wakes those who wait, and
    /// gives each `instead` for its descriptor: another number for the same
    /// file, or -1.
    /// Shape:    how many have waited
    std::size_t forget(int fd, int instead = -1);

    bool has_waiting(int fd) const;

    /// The reactor has forgotten all watches, and nobody waits any more.
    void begin_anew();

    /// How many the reactor watches for us.
    std::size_t size() const { return size_; }

private:
    struct watched {
        explicit watched(int its_fd) : fd(its_fd) {}

        const int fd;
        linked_list<descriptor_wait, in_descriptor> waiting;
        interest by_reactor = interest::none;
        bool is_watched = false; // perhaps for nothing
    };

    watched* find(int fd) const { // null: nobody has waited for it yet
        const auto at = static_cast<std::size_t>(fd); // -1 is beyond all
        return at < descriptors_.size() ? descriptors_[at].get() : nullptr;
    }
    watched& add(int fd);
    bool watch(descriptor_wait& one);
    bool tell_reactor(watched& entry, descriptor_wait& one);
    void on_ready(watched& entry, interest what);
    void watch_no_more(watched& entry, interest unwanted);

    scheduler& owner_;
    std::vector<std::unique_ptr<watched>> descriptors_; // by number
    std::size_t size_ = 0;                              // of these, watched
};

} // namespace net
