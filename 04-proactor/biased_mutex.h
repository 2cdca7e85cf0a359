// A mutex that costs next to nothing as long as one thread alone locks it.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace net::detail {

/// This thread's number, or 0 if it has none yet.
inline constinit thread_local int thread_number = 0;

/// To lock a std::mutex and to unlock it are two atomic instructions, also if
/// nobody else ever comes; and most loops have one thread. So the first thread
/// that locks this one many times in a row becomes its favourite, and then only
/// says that it is inside. When another thread comes, that is over, once and
/// for all: from then on this is a std::mutex, as it was before.
///
/// How the two do not miss each other:
///
///     the favourite                  another thread
///     1. inside_ = 1                 1. favourite_ = nobody
///     2. am I still the favourite?   2. is it inside? Then wait for it.
///
/// Each writes first and reads then, so one of them sees the other; if only no
/// processor reads before its write can be seen, which they all do. An
/// instruction against that costs as much as those we want to spare. But the
/// other thread comes once, so it can pay for both: it asks the kernel to
/// interrupt all processors that run a thread of ours, membarrier(2).
class biased_mutex {
public:
    void lock() {
        if (is_favourite() && enter()) return;
        lock_for_everybody();
    }
    void unlock() {
        if (!favourite_is_inside_) return mutex_.unlock();
        leave();
    }

    /// Entered and left with the lock; waits without it until `changed` or
    /// `end`, or less. Who waits for others is nobody's favourite.
    void wait(std::condition_variable& changed,
              std::chrono::steady_clock::time_point end);

private:
    // Besides the numbers of threads.
    static constexpr int nobody_yet = -1, nobody = -2;
    static constexpr int many = 100; // times in a row

    bool is_favourite() const {
        return favourite_.load(std::memory_order_relaxed) == thread_number;
    }

    bool enter() {
        inside_.store(1, std::memory_order_relaxed);
        std::atomic_signal_fence(std::memory_order_seq_cst);
        if (is_favourite()) return favourite_is_inside_ = true;
        leave();
        return false;
    }
    void leave() {
        inside_.store(0, std::memory_order_release);
        std::atomic_signal_fence(std::memory_order_seq_cst);
        if (!is_favourite()) [[unlikely]]
            inside_.notify_one();
    }

    void lock_for_everybody() {
        mutex_.lock();
        if (favourite_.load(std::memory_order_relaxed) != nobody)
            change_favourite();
    }
    void change_favourite();
    void look_for_favourite();

    std::mutex mutex_;                       // of all but the favourite
    std::atomic<int> favourite_{nobody_yet}; // written with mutex_
    std::atomic<int> inside_{0};             // 1: the favourite is, or tries
    bool favourite_is_inside_ = false;       // written and read by who has it
    int last_ = 0;                           // with mutex_: the number of who
    int in_a_row_ = 0;                       // has locked it last, how often
};

} // namespace net::detail
