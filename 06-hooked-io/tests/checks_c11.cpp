// The threads of C11.

#include <threads.h>
#include <time.h>

#include <string>

#include "06-hooked-io/tests/check.h"

namespace net::checks_c11 {
namespace {

void tell(transcript& says, const char* what, int result) {
    says.text(what, result == thrd_success    ? "success"
                    : result == thrd_busy     ? "busy"
                    : result == thrd_timedout ? "timed out"
                    : result == thrd_error    ? "error"
                                              : "no memory");
}

const check threads("c11_threads", [](transcript& says) {
    thrd_t other{};
    int result = 0;
    tell(says, "create",
         ::thrd_create(
             &other,
             [](void*) {
                 ::thrd_yield();
                 return 42;
             },
             nullptr));
    tell(says, "join", ::thrd_join(other, &result));
    says.text("result", std::to_string(result));
    ::thrd_create(
        &other, [](void*) -> int { ::thrd_exit(7); }, nullptr);
    ::thrd_join(other, &result);
    says.text("exit", std::to_string(result));
    says.fact("me", ::thrd_equal(::thrd_current(), ::thrd_current()) != 0);
    const timespec time{.tv_sec = 0, .tv_nsec = 20'000'000};
    const meanwhile others(says);
    says.call("sleep", ::thrd_sleep(&time, nullptr));
});

const check locks("c11_mutexes", [](transcript& says) {
    mtx_t lock;
    mtx_t recursive;
    tell(says, "init", ::mtx_init(&lock, mtx_timed));
    tell(says, "init", ::mtx_init(&recursive, mtx_plain | mtx_recursive));
    tell(says, "lock", ::mtx_lock(&lock));
    tell(says, "try", ::mtx_trylock(&lock));
    {
        const meanwhile others(says);
        const timespec end = in_a_while(CLOCK_REALTIME);
        tell(says, "timed", ::mtx_timedlock(&lock, &end));
    }
    tell(says, "unlock", ::mtx_unlock(&lock));
    tell(says, "first", ::mtx_lock(&recursive));
    tell(says, "second", ::mtx_trylock(&recursive));
    ::mtx_destroy(&lock);
});

const check conditions("c11_conditions", [](transcript& says) {
    mtx_t lock;
    cnd_t changed;
    bool is_set = false;
    ::mtx_init(&lock, mtx_plain);
    tell(says, "init", ::cnd_init(&changed));
    {
        const meanwhile others(says, [&] {
            ::mtx_lock(&lock);
            is_set = true;
            tell(says, "signal", ::cnd_signal(&changed));
            ::mtx_unlock(&lock);
        });
        ::mtx_lock(&lock);
        int result = thrd_error;
        while (!is_set) result = ::cnd_wait(&changed, &lock);
        tell(says, "wait", result);
    }
    const timespec end = in_a_while(CLOCK_REALTIME);
    tell(says, "timed", ::cnd_timedwait(&changed, &lock, &end));
    ::cnd_destroy(&changed);
});

tss_t key;
transcript* told = nullptr;

const check storage("c11_storage_and_once", [](transcript& says) {
    told = &says;
    tell(says, "create",
         ::tss_create(&key, [](void*) { told->text("destructor", "called"); }));
    tell(says, "set", ::tss_set(key, nullptr));
    thrd_t other{};
    ::thrd_create(
        &other,
        [](void* value) {
            told->fact("empty", ::tss_get(key) == nullptr);
            return ::tss_set(key, value);
        },
        &says);
    ::thrd_join(other, nullptr);
    ::tss_delete(key);
    static once_flag flag = ONCE_FLAG_INIT;
    for (int i = 0; i < 2; ++i) {
        ::call_once(&flag, [] { told->text("once", "called"); });
    }
});

} // namespace
} // namespace net::checks_c11
