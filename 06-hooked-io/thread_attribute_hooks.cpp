// What a thread can be asked about another: its name, its stack, its
// processors. libc would look for a thread of its own behind the name.

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/worker.h"

namespace {

using net::find_hooked_thread;
using net::hooked_thread;
using net::real_call;

/// The kernel thread that runs this code, for what coroutines have in common.
pthread_t kernel_thread() {
    static const auto real =
        real_call<decltype(::pthread_self)>("pthread_self");
    return real();
}

/// A name of libc's for `id`: of a coroutine, the thread that it runs on.
pthread_t libcs(pthread_t id) {
    return find_hooked_thread(id) == nullptr ? id : kernel_thread();
}

} // namespace

extern "C" {

int pthread_setname_np(pthread_t id, const char* name) noexcept {
    static const auto real =
        real_call<decltype(::pthread_setname_np)>("pthread_setname_np");
    hooked_thread* const one = find_hooked_thread(id);
    if (one == nullptr) return real(id, name);
    const std::size_t size = std::strlen(name);
    if (size >= one->name.size()) return ERANGE;
    if (one == net::main_hooked_thread()) real(id, name); // ps(1) shows it
    std::copy_n(name, size + 1, one->name.begin());
    return 0;
}

int pthread_getname_np(pthread_t id, char* name, std::size_t size) noexcept {
    static const auto real =
        real_call<decltype(::pthread_getname_np)>("pthread_getname_np");
    const hooked_thread* const one = find_hooked_thread(id);
    if (one == nullptr) return real(id, name, size);
    if (size <= std::strlen(one->name.data())) return ERANGE;
    std::strcpy(name, one->name.data());
    return 0;
}

/// Of a coroutine, where its stack is and how large.
int pthread_getattr_np(pthread_t id, pthread_attr_t* attributes) noexcept {
    static const auto real =
        real_call<decltype(::pthread_getattr_np)>("pthread_getattr_np");
    const hooked_thread* const one = find_hooked_thread(id);
    if (one == nullptr) return real(id, attributes);
    if (const int failure = ::pthread_attr_init(attributes)) return failure;
    if (one->is_detached) {
        ::pthread_attr_setdetachstate(attributes, PTHREAD_CREATE_DETACHED);
    }
    if (one->task == nullptr) return 0; // it has not begun, or has ended
    const auto memory = one->task->body.frame()->memory().memory();
    return ::pthread_attr_setstack(attributes, memory.data(), memory.size());
}

int pthread_getaffinity_np(pthread_t id, std::size_t size,
                           cpu_set_t* set) noexcept {
    static const auto real =
        real_call<decltype(::pthread_getaffinity_np)>("pthread_getaffinity_np");
    return real(libcs(id), size, set);
}

/// Coroutines go where their kernel thread goes.
int pthread_setaffinity_np(pthread_t id, std::size_t size,
                           const cpu_set_t* set) noexcept {
    static const auto real =
        real_call<decltype(::pthread_setaffinity_np)>("pthread_setaffinity_np");
    return real(libcs(id), size, set);
}

int pthread_getschedparam(pthread_t id, int* policy,
                          sched_param* values) noexcept {
    static const auto real =
        real_call<decltype(::pthread_getschedparam)>("pthread_getschedparam");
    return real(libcs(id), policy, values);
}

int pthread_setschedparam(pthread_t id, int policy,
                          const sched_param* values) noexcept {
    static const auto real =
        real_call<decltype(::pthread_setschedparam)>("pthread_setschedparam");
    return real(libcs(id), policy, values);
}

int pthread_setschedprio(pthread_t id, int priority) noexcept {
    static const auto real =
        real_call<decltype(::pthread_setschedprio)>("pthread_setschedprio");
    return real(libcs(id), priority);
}

int pthread_getcpuclockid(pthread_t id, clockid_t* clock) noexcept {
    static const auto real =
        real_call<decltype(::pthread_getcpuclockid)>("pthread_getcpuclockid");
    return real(libcs(id), clock);
}

} // extern "C"
