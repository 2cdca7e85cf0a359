#include "06-hooked-io/thread_keys.h"

#include <pthread.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <vector>

#include "06-hooked-io/hooked_thread.h"

namespace net {
namespace {

using destructor = void (*)(void*);

struct key {
    std::atomic<bool> used = false;
    std::atomic<destructor> destroy = nullptr;
};

constinit std::array<key, PTHREAD_KEYS_MAX> keys;

/// The values of a thread that is no coroutine end with it.
struct threads_values {
    hooked_thread store;
    ~threads_values() { run_key_destructors(store); }
};

std::vector<void*>& values() {
    if (hooked_thread* const one = current_hooked_thread()) return one->values;
    static thread_local threads_values of_thread;
    return of_thread.store.values;
}

} // namespace

void run_key_destructors(hooked_thread& one) {
    for (int round = 0; round < PTHREAD_DESTRUCTOR_ITERATIONS; ++round) {
        bool any = false;
        for (std::size_t i = 0; i < one.values.size(); ++i) {
            void* const value = std::exchange(one.values[i], nullptr);
            const destructor destroy = keys[i].destroy;
            if (value == nullptr || destroy == nullptr || !keys[i].used) {
                continue;
            }
            any = true;
            destroy(value);
        }
        if (!any) return;
    }
}

} // namespace net

extern "C" {

int pthread_key_create(pthread_key_t* name, void (*destroy)(void*)) {
    for (std::size_t i = 0; i < net::keys.size(); ++i) {
        if (net::keys[i].used.exchange(true)) continue;
        net::keys[i].destroy = destroy;
        *name = static_cast<pthread_key_t>(i);
        return 0;
    }
    return EAGAIN;
}

int pthread_key_delete(pthread_key_t name) {
    if (name >= net::keys.size() || !net::keys[name].used) return EINVAL;
    net::keys[name].destroy = nullptr;
    net::keys[name].used = false;
    return 0;
}

void* pthread_getspecific(pthread_key_t name) {
    const std::vector<void*>& mine = net::values();
    return name < mine.size() ? mine[name] : nullptr;
}

int pthread_setspecific(pthread_key_t name, const void* value) {
    if (name >= net::keys.size() || !net::keys[name].used) return EINVAL;
    std::vector<void*>& mine = net::values();
    if (mine.size() <= name) mine.resize(name + 1);
    mine[name] = const_cast<void*>(value);
    return 0;
}

} // extern "C"
