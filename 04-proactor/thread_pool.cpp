#include "04-proactor/thread_pool.h"

#include <algorithm>

#include "04-proactor/system_executor.h"

namespace net {

thread_pool::thread_pool()
    : thread_pool(std::max(1u, 2 * std::thread::hardware_concurrency())) {}

thread_pool::thread_pool(std::size_t threads) : guard_(loop_.get_executor()) {
    for (std::size_t i = 0; i < threads; ++i) {
        threads_.emplace_back([this] { loop_.run(); });
    }
}

thread_pool::~thread_pool() {
    stop();
    join();
    // While there is still a loop_: the services may hold work of its.
    shutdown();
    destroy();
}

void thread_pool::join() {
    guard_.reset();
    for (std::thread& each : threads_) {
        if (each.joinable()) each.join();
    }
}

thread_pool& system_executor::context() const noexcept {
    static thread_pool pool;
    return pool;
}

system_executor::operator io_executor() const noexcept {
    return context().get_executor();
}

} // namespace net
