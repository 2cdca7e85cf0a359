#include "04-proactor/biased_mutex.h"

#include <utility>

#if __has_include(<linux/membarrier.h>)
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace net::detail {
namespace {

#if __has_include(<linux/membarrier.h>)
bool registered() {
    return ::syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED,
                     0, 0) == 0;
}

/// Each of this process's threads sees what was written before this by any of
/// them.
void barrier_in_all_threads() {
    // The second takes longer, and cannot fail.
    if (::syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) != 0)
        ::syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}
#else
bool registered() {
    return false;
}

void barrier_in_all_threads() {}
#endif

/// Before main(), because it takes milliseconds once there are threads.
const bool may_favour = registered();

std::atomic<int> last_number{0};

} // namespace

/// Entered and left with mutex_.
void biased_mutex::change_favourite() {
    if (favourite_.load(std::memory_order_relaxed) == nobody_yet) {
        if (may_favour) look_for_favourite();
    } else { // it was one thread's, and will never be again
        favourite_.store(nobody, std::memory_order_relaxed);
        barrier_in_all_threads();
        inside_.wait(1, std::memory_order_acquire);
        favourite_is_inside_ = false;
    }
}

/// Entered and left with mutex_.
void biased_mutex::look_for_favourite() {
    if (thread_number == 0) thread_number = ++last_number;
    if (std::exchange(last_, thread_number) != thread_number) in_a_row_ = 0;
    if (++in_a_row_ == many)
        favourite_.store(thread_number, std::memory_order_relaxed);
}

void biased_mutex::wait(std::condition_variable& changed,
                        std::chrono::steady_clock::time_point end) {
    if (favourite_is_inside_) {
        leave();
        return lock_for_everybody(); // something may have changed meanwhile
    }
    // Nor is there to be one when it comes back, by way of mutex_ alone.
    favourite_.store(nobody, std::memory_order_relaxed);
    std::unique_lock lock(mutex_, std::adopt_lock);
    if (end == std::chrono::steady_clock::time_point::max()) {
        changed.wait(lock);
    } else {
        changed.wait_until(lock, end);
    }
    lock.release(); // it stays locked
}

} // namespace net::detail
