// pthread_cancel().

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_cancel {
namespace {

struct body {
    transcript& says;
    std::function<void()> call;
    std::atomic<bool> has_begun = false;
};

struct says_its_end {
    ~says_its_end() { says.text("destructor", "called"); }
    transcript& says;
};

/// Runs `call` in a thread that is cancelled when it has begun.
void cancel(transcript& says, const std::function<void()>& call) {
    body one{says, call};
    pthread_t other{};
    void* result = nullptr;
    ::pthread_create(
        &other, nullptr,
        [](void* given) -> void* {
            auto& it = *static_cast<body*>(given);
            const says_its_end end{it.says};
            it.has_begun = true;
            it.call();
            it.says.text("not", "cancelled");
            return nullptr;
        },
        &one);
    while (!one.has_begun) ::sched_yield();
    const int cancelled = ::pthread_cancel(other);
    const int joined = ::pthread_join(other, &result);
    says.code("cancel", cancelled);
    says.code("join", joined);
    says.fact("cancelled", result == PTHREAD_CANCELED);
}

const check asleep("cancel_ends_a_sleep", [](transcript& says) {
    cancel(says, [] { ::sleep(1000); });
});

const check in_condition("cancel_ends_a_wait_with_the_mutex_held",
                         [](transcript& says) {
                             pthread_mutex_t lock =
                                 PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
                             pthread_cond_t never = PTHREAD_COND_INITIALIZER;
                             struct unlocks {
                                 ~unlocks() {
                                     says.code("unlock",
                                               ::pthread_mutex_unlock(&lock));
                                 }
                                 transcript& says;
                                 pthread_mutex_t& lock;
                             };
                             cancel(says, [&] {
                                 ::pthread_mutex_lock(&lock);
                                 const unlocks at_end{says, lock};
                                 for (;;) ::pthread_cond_wait(&never, &lock);
                             });
                         });

const check asked("cancel_where_it_is_asked_for", [](transcript& says) {
    cancel(says, [] {
        for (;;) {
            ::pthread_testcancel();
            ::sched_yield();
        }
    });
});

const check forbidden("cancel_waits_until_it_may", [](transcript& says) {
    cancel(says, [&] {
        int before = -1;
        says.code("disable",
                  ::pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before));
        says.fact("could", before == PTHREAD_CANCEL_ENABLE);
        ::usleep(20'000);
        says.text("still", "here");
        ::pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &before);
        says.code("type",
                  ::pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &before));
        says.code("wrong", ::pthread_setcanceltype(77, nullptr));
        ::pthread_testcancel();
    });
});

const check joining("cancel_ends_a_join", [](transcript& says) {
    pipe_ends ends;
    std::thread third([&] {
        char byte = 0;
        (void)!::read(ends.out, &byte, 1);
    });
    cancel(says, [&] { ::pthread_join(third.native_handle(), nullptr); });
    say(ends.in, "x");
    third.join();
});

const check not_locks("cancel_does_not_end_a_lock", [](transcript& says) {
    std::mutex lock;
    std::atomic<bool> is_over = false;
    lock.lock();
    std::thread opens([&] {
        ::usleep(50'000);
        is_over = true;
        lock.unlock();
    });
    opens.detach();
    cancel(says, [&] {
        lock.lock();
        says.fact("waited", is_over);
        lock.unlock();
        ::pthread_testcancel();
    });
});

} // namespace
} // namespace net::checks_cancel
