// pthread_once(), and so std::call_once(): whoever comes second, parks.

#include <pthread.h>

#include <climits>

#include "06-hooked-io/parking_lot.h"

namespace {

constexpr std::uint32_t fresh = 0;
constexpr std::uint32_t busy = 1;
constexpr std::uint32_t done = 2;

/// Back to fresh, unless it gets done: when the function throws, or its
/// thread is left, the next one calls it again.
class attempt {
public:
    explicit attempt(net::futex_word& state) : state_(state) {}
    attempt(const attempt&) = delete;
    ~attempt() {
        state_ = result;
        net::futex_wake(state_, INT_MAX);
    }

    std::uint32_t result = fresh;

private:
    net::futex_word& state_;
};

} // namespace

extern "C" int pthread_once(pthread_once_t* control, void (*call)()) {
    auto& state = *reinterpret_cast<net::futex_word*>(control);
    for (;;) {
        std::uint32_t found = state.load(std::memory_order_acquire);
        if (found == done) return 0;
        if (found == busy) {
            net::futex_wait(state, busy);
        } else if (state.compare_exchange_strong(found, busy)) {
            attempt one(state);
            call();
            one.result = done;
            return 0;
        }
    }
}
