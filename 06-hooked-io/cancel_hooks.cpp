// pthread_cancel(): it takes effect where a coroutine waits, or is about to.
// The asynchronous kind is taken for the deferred one.

#include <pthread.h>

#include <cerrno>
#include <utility>

#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/interruption.h"
#include "06-hooked-io/real_call.h"

using net::current_hooked_thread;
using net::hooked_thread;
using net::real_call;

extern "C" {

int pthread_cancel(pthread_t id) {
    static const auto real =
        real_call<decltype(::pthread_cancel)>("pthread_cancel");
    hooked_thread* const one = net::find_hooked_thread(id);
    if (one == nullptr) return real(id);
    one->is_cancelled = true;
    net::end_wait(*one);
    return 0;
}

int pthread_setcancelstate(int state, int* before) {
    static const auto real =
        real_call<decltype(::pthread_setcancelstate)>("pthread_setcancelstate");
    hooked_thread* const me = current_hooked_thread();
    if (me == nullptr) return real(state, before);
    if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE) {
        return EINVAL;
    }
    const bool could =
        std::exchange(me->can_cancel, state == PTHREAD_CANCEL_ENABLE);
    if (before != nullptr) {
        *before = could ? PTHREAD_CANCEL_ENABLE : PTHREAD_CANCEL_DISABLE;
    }
    return 0;
}

int pthread_setcanceltype(int type, int* before) {
    static const auto real =
        real_call<decltype(::pthread_setcanceltype)>("pthread_setcanceltype");
    hooked_thread* const me = current_hooked_thread();
    if (me == nullptr) return real(type, before);
    if (type != PTHREAD_CANCEL_DEFERRED &&
        type != PTHREAD_CANCEL_ASYNCHRONOUS) {
        return EINVAL;
    }
    const int was = std::exchange(me->cancel_type, type);
    if (before != nullptr) *before = was;
    return 0;
}

void pthread_testcancel() {
    static const auto real =
        real_call<decltype(::pthread_testcancel)>("pthread_testcancel");
    if (current_hooked_thread() == nullptr) return real();
    net::end_if_cancelled();
}

} // extern "C"
