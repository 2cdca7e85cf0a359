#include "06-hooked-io/thread_keys.h"

#include <pthread.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <exception>
#include <utility>

#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/real_call.h"

namespace net {
namespace {

using destructor = void (*)(void*);

/// Each key is libc's as well, of the same number: who is no coroutine has his
/// values there.
struct key {
    std::atomic<std::uint32_t> generation = 0; // odd: it exists
    std::atomic<destructor> destroy = nullptr;

    bool exists() const { return generation % 2 == 1; }
};

constinit std::array<key, PTHREAD_KEYS_MAX> keys;

/// Shape:    true if there was anything to destroy
bool destroy_values(hooked_thread& one) {
    bool any = false;
    for (std::size_t i = 0; i < one.values.size(); ++i) {
        const key_value kept = std::exchange(one.values[i], {});
        const destructor destroy = keys[i].destroy;
        if (kept.value == nullptr || destroy == nullptr ||
            kept.generation != keys[i].generation) {
            continue;
        }
        any = true;
        destroy(kept.value); // which may set values anew
    }
    return any;
}

} // namespace

void run_key_destructors(hooked_thread& one) {
    for (int round = 0; round < PTHREAD_DESTRUCTOR_ITERATIONS; ++round) {
        if (!destroy_values(one)) return;
    }
}

void take_over_values(hooked_thread& one) {
    static const auto real =
        real_call<decltype(::pthread_getspecific)>("pthread_getspecific");
    for (pthread_key_t i = 0; i < keys.size(); ++i) {
        void* const value = keys[i].exists() ? real(i) : nullptr;
        if (value == nullptr) continue;
        if (one.values.size() <= i) one.values.resize(i + 1);
        one.values[i] = {value, keys[i].generation};
    }
}

} // namespace net

extern "C" {

int pthread_key_create(pthread_key_t* name, void (*destroy)(void*)) noexcept {
    static const auto real =
        net::real_call<decltype(::pthread_key_create)>("pthread_key_create");
    if (const int failure = real(name, destroy)) return failure;
    net::keys[*name].destroy = destroy;
    ++net::keys[*name].generation;
    return 0;
}

int pthread_key_delete(pthread_key_t name) noexcept {
    static const auto real =
        net::real_call<decltype(::pthread_key_delete)>("pthread_key_delete");
    if (const int failure = real(name)) return failure;
    ++net::keys[name].generation;
    return 0;
}

void* pthread_getspecific(pthread_key_t name) noexcept {
    static const auto real =
        net::real_call<decltype(::pthread_getspecific)>("pthread_getspecific");
    const net::hooked_thread* const me = net::current_hooked_thread();
    if (me == nullptr) return real(name);
    if (name >= me->values.size()) return nullptr;
    const net::key_value& kept = me->values[name];
    const bool is_this = kept.generation == net::keys[name].generation;
    return is_this ? kept.value : nullptr;
}

int pthread_setspecific(pthread_key_t name, const void* value) noexcept {
    static const auto real =
        net::real_call<decltype(::pthread_setspecific)>("pthread_setspecific");
    net::hooked_thread* const me = net::current_hooked_thread();
    if (me == nullptr) return real(name, value);
    if (name >= net::keys.size() || !net::keys[name].exists()) return EINVAL;
    try {
        if (me->values.size() <= name) me->values.resize(name + 1);
    } catch (const std::exception&) {
        return ENOMEM;
    }
    me->values[name] = {const_cast<void*>(value), net::keys[name].generation};
    return 0;
}

} // extern "C"
