#include "04-proactor/execution_context.h"

namespace net {

execution_context::~execution_context() {
    shutdown();
    destroy();
}

void execution_context::notify_fork(fork_event event) {
    const std::lock_guard lock(mutex_);
    // Before a fork the newest prepares first, after it the oldest recovers
    // first: a service may need those that were there before it.
    if (event == fork_prepare) {
        for (auto each = services_.rbegin(); each != services_.rend(); ++each) {
            each->one->notify_fork(event);
        }
    } else {
        for (const entry& each : services_) each.one->notify_fork(event);
    }
}

void execution_context::shutdown() {
    // By index: what a service lets go of may still ask for another one.
    for (std::size_t i = services_.size(); i-- > 0;) {
        services_[i].one->shutdown();
    }
}

void execution_context::destroy() {
    while (!services_.empty()) {
        // Out of the list first: its destructor may look for others.
        const std::unique_ptr<service> gone = std::move(services_.back().one);
        services_.pop_back();
    }
}

execution_context::service* execution_context::find(std::type_index type) {
    for (const entry& each : services_) {
        if (each.type == type) return each.one.get();
    }
    return nullptr;
}

execution_context::service& execution_context::add(
    std::type_index type, std::unique_ptr<service> one) {
    const std::lock_guard lock(mutex_);
    if (find(type)) throw service_already_exists();
    services_.push_back({type, std::move(one)});
    return *services_.back().one;
}

} // namespace net
