#include "04-proactor/io_context.h"

#include "04-proactor/scheduler.h"

namespace net {

io_context::io_context() : io_context(0) {}

io_context::io_context(int concurrency_hint)
    : scheduler_(
          &make_service<detail::scheduler>(*this, concurrency_hint == 1)) {}

io_context::~io_context() {
    // While this is still an io_context: what is destroyed now may ask for it.
    shutdown();
    destroy();
}

io_context::count_type io_context::run() {
    return scheduler_->run();
}

io_context::count_type io_context::run_until(
    std::chrono::steady_clock::time_point end) {
    return scheduler_->run_until(end);
}

io_context::count_type io_context::run_one() {
    return scheduler_->run_one();
}

io_context::count_type io_context::run_one_until(
    std::chrono::steady_clock::time_point end) {
    return scheduler_->run_one_until(end);
}

io_context::count_type io_context::poll() {
    return scheduler_->poll();
}

io_context::count_type io_context::poll_one() {
    return scheduler_->poll_one();
}

void io_context::stop() {
    scheduler_->stop();
}

bool io_context::stopped() const {
    return scheduler_->stopped();
}

void io_context::restart() {
    scheduler_->restart();
}

} // namespace net
