// pthread_create() starts a coroutine.

#include <pthread.h>
#include <sched.h>

#include <cerrno>
#include <exception>

#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/thread_exit.h"
#include "06-hooked-io/worker.h"

using net::current_hooked_thread;
using net::hooked_task;
using net::hooked_thread;
using net::real_call;

extern "C" {

// [lesson: pthread-create]
int pthread_create(pthread_t* id, const pthread_attr_t* attributes,
                   void* (*start)(void*), void* argument) noexcept {
    static const auto real =
        real_call<decltype(::pthread_create)>("pthread_create");
    if (hooked_task() == nullptr) return real(id, attributes, start, argument);
    std::size_t stack_size = 0;
    int state = PTHREAD_CREATE_JOINABLE;
    if (attributes != nullptr) {
        ::pthread_attr_getstacksize(attributes, &stack_size);
        ::pthread_attr_getdetachstate(attributes, &state);
    }
    try {
        *id = net::start_hooked_thread([=] { return start(argument); },
                                       stack_size,
                                       state == PTHREAD_CREATE_DETACHED)
                  .id;
        return 0;
    } catch (const std::exception&) {
        return EAGAIN; // no memory for a stack
    }
}
// [end]

pthread_t pthread_self() noexcept {
    static const auto real =
        real_call<decltype(::pthread_self)>("pthread_self");
    const hooked_thread* const me = current_hooked_thread();
    return me == nullptr ? real() : me->id;
}

int pthread_detach(pthread_t id) noexcept {
    static const auto real =
        real_call<decltype(::pthread_detach)>("pthread_detach");
    hooked_thread* const one = net::find_hooked_thread(id);
    if (one == nullptr) return real(id);
    if (one->is_detached.exchange(true)) return EINVAL;
    net::release(*one);
    return 0;
}

void pthread_exit(void* result) {
    static const auto real =
        real_call<decltype(::pthread_exit)>("pthread_exit");
    if (current_hooked_thread() != nullptr) net::leave_thread(result);
    real(result);
    std::terminate();
}

int sched_yield() noexcept {
    static const auto real = real_call<decltype(::sched_yield)>("sched_yield");
    if (hooked_task() == nullptr) return real();
    net::scheduler::current().yield();
    net::take_signals();
    return 0;
}

} // extern "C"
