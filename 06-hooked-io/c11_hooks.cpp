// <threads.h>: libc calls its own pthread functions there, unseen. These call
// the ones that everybody sees.

#include <pthread.h>
#include <threads.h>
#include <time.h>

#include <cerrno>
#include <cstdint>

namespace {

int to_thrd(int error) {
    switch (error) {
        case 0: return thrd_success;
        case ENOMEM: return thrd_nomem;
        case EAGAIN: return thrd_nomem;
        case ETIMEDOUT: return thrd_timedout;
        case EBUSY: return thrd_busy;
        default: return thrd_error;
    }
}

pthread_mutex_t* to_pthread(mtx_t* one) {
    return reinterpret_cast<pthread_mutex_t*>(one);
}
pthread_cond_t* to_pthread(cnd_t* one) {
    return reinterpret_cast<pthread_cond_t*>(one);
}
static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t));
static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t));

struct start {
    thrd_start_t body;
    void* argument;
};

void* run(void* given) {
    const start what = *static_cast<start*>(given);
    delete static_cast<start*>(given);
    return reinterpret_cast<void*>(
        static_cast<std::intptr_t>(what.body(what.argument)));
}

} // namespace

extern "C" {

int thrd_create(thrd_t* id, thrd_start_t body, void* argument) {
    auto* const what = new start{body, argument};
    const int failure = ::pthread_create(id, nullptr, run, what);
    if (failure != 0) delete what;
    return to_thrd(failure);
}

int thrd_join(thrd_t id, int* result) {
    void* ended = nullptr;
    const int failure = ::pthread_join(id, &ended);
    if (result != nullptr) {
        *result = static_cast<int>(reinterpret_cast<std::intptr_t>(ended));
    }
    return to_thrd(failure);
}

thrd_t thrd_current() {
    return ::pthread_self();
}

int thrd_detach(thrd_t id) {
    return to_thrd(::pthread_detach(id));
}

void thrd_exit(int result) {
    ::pthread_exit(reinterpret_cast<void*>(static_cast<std::intptr_t>(result)));
}

void thrd_yield() {
    ::sched_yield();
}

int thrd_sleep(const timespec* time, timespec* rest) {
    const int error = ::clock_nanosleep(CLOCK_REALTIME, 0, time, rest);
    return error == 0 ? 0 : error == EINTR ? -1 : -2;
}

// mtx_init() and cnd_init() are libc's: as those of a pthread_mutex_t.

int mtx_lock(mtx_t* one) {
    return to_thrd(::pthread_mutex_lock(to_pthread(one)));
}

int mtx_trylock(mtx_t* one) {
    return to_thrd(::pthread_mutex_trylock(to_pthread(one)));
}

int mtx_timedlock(mtx_t* one, const timespec* time) {
    return to_thrd(::pthread_mutex_timedlock(to_pthread(one), time));
}

int mtx_unlock(mtx_t* one) {
    return to_thrd(::pthread_mutex_unlock(to_pthread(one)));
}

void mtx_destroy(mtx_t* one) {
    ::pthread_mutex_destroy(to_pthread(one));
}

int cnd_wait(cnd_t* one, mtx_t* held) {
    return to_thrd(::pthread_cond_wait(to_pthread(one), to_pthread(held)));
}

int cnd_timedwait(cnd_t* one, mtx_t* held, const timespec* time) {
    return to_thrd(
        ::pthread_cond_timedwait(to_pthread(one), to_pthread(held), time));
}

int cnd_signal(cnd_t* one) {
    return to_thrd(::pthread_cond_signal(to_pthread(one)));
}

int cnd_broadcast(cnd_t* one) {
    return to_thrd(::pthread_cond_broadcast(to_pthread(one)));
}

void cnd_destroy(cnd_t* one) {
    ::pthread_cond_destroy(to_pthread(one));
}

int tss_create(tss_t* key, tss_dtor_t destroy) {
    return to_thrd(::pthread_key_create(key, destroy));
}

void* tss_get(tss_t key) {
    return ::pthread_getspecific(key);
}

int tss_set(tss_t key, void* value) {
    return to_thrd(::pthread_setspecific(key, value));
}

void tss_delete(tss_t key) {
    ::pthread_key_delete(key);
}

void call_once(once_flag* flag, void (*call)()) {
    ::pthread_once(reinterpret_cast<pthread_once_t*>(flag), call);
}

} // extern "C"
