// pthread_create() starts a coroutine.

#include <pthread.h>
#include <sched.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <system_error>

#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/worker.h"

using net::current_hooked_thread;
using net::find_hooked_thread;
using net::hooked_task;
using net::hooked_thread;
using net::real_call;

namespace {

pthread_t name_of(const hooked_thread& one) {
    return reinterpret_cast<pthread_t>(&one);
}

/// Waits for its end, and takes over what was its joiner's.
int join(hooked_thread& one, void** result, net::futex_time deadline) {
    if (&one == current_hooked_thread()) return EDEADLK;
    while (one.is_done.load(std::memory_order_acquire) == 0) {
        if (net::futex_wait(one.is_done, 0, deadline) ==
            net::futex_result::timed_out) {
            return ETIMEDOUT;
        }
    }
    if (result != nullptr) *result = one.result;
    net::release(one);
    return 0;
}

} // namespace

extern "C" {

int pthread_create(pthread_t* name, const pthread_attr_t* attributes,
                   void* (*start)(void*), void* argument) {
    static const auto real =
        real_call<decltype(::pthread_create)>("pthread_create");
    if (hooked_task() == nullptr) {
        return real(name, attributes, start, argument);
    }
    std::size_t stack_size = 0;
    int state = PTHREAD_CREATE_JOINABLE;
    if (attributes != nullptr) {
        ::pthread_attr_getstacksize(attributes, &stack_size);
        ::pthread_attr_getdetachstate(attributes, &state);
    }
    try {
        *name = name_of(net::start_hooked_thread(
            [=] { return start(argument); }, stack_size,
            state == PTHREAD_CREATE_DETACHED));
        return 0;
    } catch (const std::exception&) {
        return EAGAIN; // no memory for a stack
    }
}

int pthread_join(pthread_t name, void** result) {
    static const auto real =
        real_call<decltype(::pthread_join)>("pthread_join");
    hooked_thread* const one = find_hooked_thread(name);
    if (one == nullptr) return real(name, result);
    return join(*one, result, net::futex_time::max());
}

int pthread_detach(pthread_t name) {
    static const auto real =
        real_call<decltype(::pthread_detach)>("pthread_detach");
    hooked_thread* const one = find_hooked_thread(name);
    if (one == nullptr) return real(name);
    net::release(*one);
    return 0;
}

pthread_t pthread_self() {
    static const auto real =
        real_call<decltype(::pthread_self)>("pthread_self");
    const hooked_thread* const one = current_hooked_thread();
    return one == nullptr ? real() : name_of(*one);
}

int pthread_equal(pthread_t one, pthread_t other) {
    return one == other;
}

void pthread_exit(void* result) {
    static const auto real =
        real_call<decltype(::pthread_exit)>("pthread_exit");
    if (current_hooked_thread() != nullptr) throw net::thread_exit{result};
    real(result);
    std::terminate();
}

int sched_yield() {
    static const auto real = real_call<decltype(::sched_yield)>("sched_yield");
    if (hooked_task() == nullptr) return real();
    net::scheduler::current().yield();
    return 0;
}

} // extern "C"
