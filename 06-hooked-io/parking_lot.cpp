#include "06-hooked-io/parking_lot.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <functional>

#include "05-ucontext-coroutines/linked_list.h"
#include "06-hooked-io/worker.h"

namespace net {
namespace {

/// Real futex calls, for who has no coroutine to park. (libc's syscall() is
/// hooked; but here hooks are off, or there is no coroutine.)
long kernel_futex(const void* word, int operation, std::uint32_t value,
                  const timespec* timeout) {
    const hooks_off plain;
    return ::syscall(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value,
                     timeout, nullptr, 0);
}

/// Protects a bucket for a few instructions, and so never parks.
class tiny_lock {
public:
    void lock() {
        while (word_.exchange(1, std::memory_order_acquire) != 0) {
            const hooks_off plain; // the holder is another thread
            ::sched_yield();
        }
    }
    void unlock() { word_.store(0, std::memory_order_release); }

private:
    std::atomic<int> word_ = 0;
};

/// Who waits, on his own stack.
struct waiter : linked<struct in_bucket> {
    const futex_word* word;
    task_record* task;     // null: a thread, which sleeps at `told`
    bool is_taken = false; // by who will tell; with the bucket's lock
    futex_word told = 0;
};

struct bucket {
    tiny_lock lock;
    linked_list<waiter, in_bucket> waiting; // the oldest first
};

bucket& bucket_of(const futex_word& word) {
    static std::array<bucket, 256> buckets;
    return buckets[std::hash<const void*>()(&word) / sizeof(word) %
                   buckets.size()];
}

/// Called without the lock: the waiter is ours, for it has left the bucket, and
/// it stays in place until `told` is set.
void tell(waiter& one) {
    task_record* const task = one.task;
    if (task == nullptr) {
        one.told.store(1, std::memory_order_release);
        kernel_futex(&one.told, FUTEX_WAKE, 1, nullptr);
    } else if (scheduler::is_current() &&
               &scheduler::current() == &task->owner) {
        one.told.store(1, std::memory_order_relaxed);
        task->owner.wake(*task);
    } else {
        const hooks_off plain; // post() has a lock of its own
        task->owner.post([&one, task] {
            one.told.store(1, std::memory_order_relaxed);
            task->owner.wake(*task);
        });
    }
}

void sleep_until_told(waiter& me, futex_time deadline) {
    while (me.told.load(std::memory_order_acquire) == 0) {
        timespec left{};
        if (deadline != futex_time::max()) {
            const auto time = deadline - std::chrono::steady_clock::now();
            if (time.count() <= 0) return;
            left.tv_sec = time / std::chrono::seconds(1);
            left.tv_nsec = (time % std::chrono::seconds(1)).count();
        }
        kernel_futex(&me.told, FUTEX_WAIT, 0,
                     deadline == futex_time::max() ? nullptr : &left);
    }
}

void wait_until_told(waiter& me, futex_time deadline) {
    if (me.task == nullptr) return sleep_until_told(me, deadline);
    // Other threads may wake us: for the scheduler that is the outside.
    constexpr wait_reason why{"a lock", -1, true};
    while (me.told.load(std::memory_order_relaxed) == 0) {
        if (!me.task->owner.park(why, deadline)) return;
    }
}

} // namespace

futex_result futex_wait(const futex_word& word, std::uint32_t expected,
                        futex_time deadline) {
    bucket& home = bucket_of(word);
    waiter me;
    me.word = &word;
    me.task = hooked_task();
    home.lock.lock();
    if (word.load(std::memory_order_relaxed) != expected) {
        home.lock.unlock();
        return futex_result::changed;
    }
    home.waiting.push_back(me); // who changes the word from now on, finds us
    home.lock.unlock();

    wait_until_told(me, deadline);
    if (me.told.load(std::memory_order_acquire) != 0) {
        return futex_result::woken;
    }
    // Too late; unless somebody has just taken us out to tell us.
    home.lock.lock();
    const bool is_taken = me.is_taken;
    if (!is_taken) me.unlink();
    home.lock.unlock();
    if (!is_taken) return futex_result::timed_out;
    wait_until_told(me, futex_time::max());
    return futex_result::woken;
}

int futex_wake(const futex_word& word, int most) {
    bucket& home = bucket_of(word);
    linked_list<waiter, in_bucket> ours;
    int n = 0;
    home.lock.lock();
    for (waiter* one = home.waiting.front(); one != nullptr && n < most;) {
        waiter* const next = home.waiting.next(*one);
        if (one->word == &word) {
            one->unlink();
            one->is_taken = true;
            ours.push_back(*one);
            ++n;
        }
        one = next;
    }
    home.lock.unlock();
    while (waiter* one = ours.pop_front()) tell(*one);
    return n;
}

} // namespace net
