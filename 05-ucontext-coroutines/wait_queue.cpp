#include "05-ucontext-coroutines/wait_queue.h"

#include "05-ucontext-coroutines/scheduler.h"

namespace net {

// [lesson: wait-queue]
bool wait_queue::wait(const wait_reason& why, time_point deadline) {
    scheduler& here = scheduler::current();
    waiter me(here.running_task());
    waiting_.push_back(me);
    here.park(why, deadline);
    return !me.is_linked(); // who is woken has been taken out
}

bool wait_queue::wake_one() {
    waiter* const first = waiting_.pop_front();
    if (first) first->who.owner.wake(first->who);
    return first != nullptr;
}
// [end]

void wait_queue::wake_all() {
    while (wake_one()) {
    }
}

} // namespace net
