#include "06-hooked-io/parking_lot.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <memory>
#include <optional>

#include "05-ucontext-coroutines/linked_list.h"
#include "06-hooked-io/interruption.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/worker.h"
#include "06-hooked-io/worker_loop.h"

namespace net {
namespace {

/// The kernel's own, for who has no coroutine to park.
long kernel_futex(const void* word, int operation, std::uint32_t value,
                  const timespec* timeout) {
    static const auto real = real_call<decltype(::syscall)>("syscall");
    return real(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value, timeout,
                nullptr, 0);
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
    const futex_word* word = nullptr;
    std::uint32_t bits = any_bit;
    task_record* task = nullptr; // null: a thread, which sleeps at `told`
    bool is_taken = false;       // by who will tell; with the bucket's lock
    futex_word told = 0;
};

struct bucket {
    tiny_lock lock;
    linked_list<waiter, in_bucket> waiting; // the oldest first
    std::atomic<bool> has_call = false;     // by a signal's handler
};

constinit std::atomic<bool> any_call = false; // of the buckets'

using bucket_array = std::array<bucket, 1024>;

bucket_array& buckets() {
    static auto& all = *new bucket_array; // outlives every static object
    return all;
}

/// Words at the same place of different stacks differ in their high bits only,
/// and must not all end up in one bucket: so each bit counts (Knuth, 6.4).
bucket& bucket_of(const futex_word& word) {
    constexpr std::uint64_t golden = 0x9e3779b97f4a7c15; // of 2^64
    constexpr int bits = std::countr_zero(std::tuple_size_v<bucket_array>);
    const std::uint64_t mixed =
        reinterpret_cast<std::uintptr_t>(&word) * golden;
    return buckets()[mixed >> (64 - bits)];
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

futex_result sleep_until_told(waiter& me, futex_time deadline, ended_by what) {
    while (me.told.load(std::memory_order_acquire) == 0) {
        timespec left{};
        if (deadline != futex_time::max()) {
            const auto time = deadline - std::chrono::steady_clock::now();
            if (time.count() <= 0) return futex_result::timed_out;
            left.tv_sec = time / std::chrono::seconds(1);
            left.tv_nsec = (time % std::chrono::seconds(1)).count();
        }
        const long result =
            kernel_futex(&me.told, FUTEX_WAIT, 0,
                         deadline == futex_time::max() ? nullptr : &left);
        if (result == -1 && errno == EINTR && what == ended_by::signals) {
            return futex_result::interrupted;
        }
    }
    return futex_result::woken;
}

futex_result park_until_told(waiter& me, futex_time deadline, ended_by what) {
    // Other threads may wake us: for the scheduler that is the outside.
    constexpr wait_reason why{"a lock", -1, true};
    std::optional<asleep_mark> asleep;
    if (deadline == futex_time::max()) asleep.emplace();
    while (me.told.load(std::memory_order_relaxed) == 0) {
        const bool in_time = me.task->owner.park(why, deadline);
        if (me.told.load(std::memory_order_relaxed) != 0) break;
        if (!in_time) return futex_result::timed_out;
        if (what == ended_by::signals) return futex_result::interrupted;
        take_signals();
        if (what == ended_by::cancel && is_cancelled()) {
            return futex_result::interrupted;
        }
    }
    return futex_result::woken;
}

futex_result wait_until_told(waiter& me, futex_time deadline, ended_by what) {
    return me.task == nullptr ? sleep_until_told(me, deadline, what)
                              : park_until_told(me, deadline, what);
}

/// Takes those out who wait for `word`.
int take(bucket& home, const futex_word& word, int most, std::uint32_t bits,
         linked_list<waiter, in_bucket>& taken) {
    int n = 0;
    for (waiter* one = home.waiting.front(); one != nullptr && n < most;) {
        waiter* const next = home.waiting.next(*one);
        if (one->word == &word && (one->bits & bits) != 0) {
            one->unlink();
            one->is_taken = true;
            taken.push_back(*one);
            ++n;
        }
        one = next;
    }
    return n;
}

/// Who is taken out before he could leave, waits until he is told.
futex_result leave(bucket& home, waiter& me, futex_result why) {
    home.lock.lock();
    const bool is_taken = me.is_taken;
    if (!is_taken) me.unlink();
    home.lock.unlock();
    if (!is_taken) return why;
    return wait_until_told(me, futex_time::max(), ended_by::nothing);
}

} // namespace

futex_result futex_wait(const futex_word& word, std::uint32_t expected,
                        futex_time deadline, ended_by what,
                        std::uint32_t bits) {
    bucket& home = bucket_of(word);
    for (;;) {
        waiter me;
        me.word = &word;
        me.bits = bits;
        me.task = hooked_task();
        home.lock.lock();
        if (word.load(std::memory_order_relaxed) != expected) {
            home.lock.unlock();
            return futex_result::changed;
        }
        home.waiting.push_back(me); // who changes the word now, finds us
        home.lock.unlock();

        futex_result result = wait_until_told(me, deadline, what);
        if (result == futex_result::woken) {
            if (me.task != nullptr) take_signals();
            return result;
        }
        result = leave(home, me, result);
        if (result != futex_result::interrupted || me.task == nullptr ||
            what == ended_by::cancel) {
            return result;
        }
        if (take_interruption() == interruption::fails) return result;
    }
}

int futex_wake(const futex_word& word, int most, std::uint32_t bits) {
    bucket& home = bucket_of(word);
    if (is_in_signal_handler()) { // which may have interrupted whatever
        home.has_call = true;
        any_call = true;
        if (!workers().empty()) workers()[0]->loop.wake_up();
        return 0;
    }
    linked_list<waiter, in_bucket> taken;
    home.lock.lock();
    const int n = take(home, word, most, bits, taken);
    home.lock.unlock();
    while (waiter* one = taken.pop_front()) tell(*one);
    return n;
}

void wake_for_signal_handlers() {
    if (!any_call.load(std::memory_order_relaxed)) return;
    any_call = false;
    for (bucket& each : buckets()) {
        if (!each.has_call.exchange(false)) continue;
        // All who wait there: they look again, and those for whom nothing
        // has changed wait on.
        linked_list<waiter, in_bucket> taken;
        each.lock.lock();
        while (waiter* one = each.waiting.pop_front()) {
            one->is_taken = true;
            taken.push_back(*one);
        }
        each.lock.unlock();
        while (waiter* one = taken.pop_front()) tell(*one);
    }
}

void forget_all_waiters() {
    for (bucket& each : buckets()) std::construct_at(&each);
}

} // namespace net
