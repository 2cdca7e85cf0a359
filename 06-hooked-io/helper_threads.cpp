#include "06-hooked-io/helper_threads.h"

#include <netdb.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>

#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/parking_lot.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/signal_mask.h"
#include "06-hooked-io/worker.h"

namespace net {
namespace {

using job = std::function<void()>;

/// As many threads as there are jobs at once. One that has none for a while,
/// ends: a program that only resolves a name at its start is left with none.
class helpers {
public:
    void add(job one) {
        const hooks_off plain;
        const std::lock_guard lock(mutex_);
        jobs_.push_back(std::move(one));
        if (jobs_.size() > idle_) {
            start_os_thread(
                [](void* all) { static_cast<helpers*>(all)->work(); }, this);
        } else {
            more_.notify_one();
        }
    }

private:
    static constexpr std::chrono::milliseconds patience{100};

    void work() {
        while (const job next = take()) next();
    }

    /// Shape:    an empty one when it is time to end
    job take() {
        std::unique_lock lock(mutex_);
        ++idle_;
        const bool any =
            more_.wait_for(lock, patience, [this] { return !jobs_.empty(); });
        --idle_;
        if (!any) return nullptr;
        job one = std::move(jobs_.front());
        jobs_.pop_front();
        return one;
    }

    std::mutex mutex_;
    std::condition_variable more_;
    std::deque<job> jobs_;
    std::size_t idle_ = 0; // threads
};

constinit std::atomic<helpers*> the_helpers = nullptr; // never destroyed

helpers& all_helpers() {
    helpers* found = the_helpers;
    if (found != nullptr) return *found;
    auto fresh = std::make_unique<helpers>();
    return *(the_helpers.compare_exchange_strong(found, fresh.get())
                 ? fresh.release()
                 : found);
}

/// A call, and what of its thread it uses.
struct errand {
    const std::function<void()>& call;
    const signal_bits mask;
    int error; // errno and h_errno, there and back
    int name_error;
    futex_word is_done = 0;

    void run() {
        static const auto set_mask =
            real_call<decltype(::pthread_sigmask)>("pthread_sigmask");
        const sigset_t set = to_set(mask);
        sigset_t before;
        set_mask(SIG_SETMASK, &set, &before);
        errno = error;
        h_errno = name_error;
        call();
        error = errno;
        name_error = h_errno;
        set_mask(SIG_SETMASK, &before, nullptr);
        is_done.store(1, std::memory_order_release);
        futex_wake(is_done, 1);
    }
};

} // namespace

void on_helper_thread(const std::function<void()>& call) {
    const hooked_thread* const me = current_hooked_thread();
    if (me == nullptr || hooked_task() == nullptr) return call();
    errand mine{call, me->mask, errno, h_errno};
    start_on_helper_thread([&mine] { mine.run(); });
    while (mine.is_done.load(std::memory_order_acquire) == 0) {
        futex_wait(mine.is_done, 0);
    }
    errno = mine.error;
    h_errno = mine.name_error;
}

void start_on_helper_thread(std::function<void()> call) {
    all_helpers().add(std::move(call));
}

void forget_helper_threads() {
    the_helpers = nullptr;
}

} // namespace net
