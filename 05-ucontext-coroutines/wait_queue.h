// Tasks that wait for something that another task will do.
#pragma once

#include "03-epoll-reactor/reactor.h"
#include "05-ucontext-coroutines/linked_list.h"

namespace net {

struct task_record;
struct wait_reason;

/// A line of parked tasks. Channels, mutexes and conditions are each one or
/// two of them, and a sentence on when who is woken.
/// Lifetime: must outlive those who wait in it
/// Threads:  its scheduler's
class wait_queue {
public:
    using time_point = reactor::time_point;

    /// Parks the running task until it is woken, or until `deadline`.
    /// Shape:    true if it was woken
    bool wait(const wait_reason& why, time_point deadline = time_point::max());

    /// Wakes the one who has waited longest.
    /// Shape:    false if nobody waits
    bool wake_one();
    void wake_all();

    bool empty() const { return waiting_.empty(); }

private:
    struct waiter : linked<wait_queue> {
        explicit waiter(task_record& task) : who(task) {}
        task_record& who;
    };

    linked_list<waiter, wait_queue> waiting_; // on their own stacks
};

} // namespace net
