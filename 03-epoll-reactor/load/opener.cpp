#include "03-epoll-reactor/load/opener.h"

#include <algorithm>
#include <utility>

namespace net {

opener::opener(reactor& loop, const socket_address& address, std::size_t count,
               handler on_connection)
    : loop_(loop),
      address_(address),
      on_connection_(std::move(on_connection)),
      connectors_(count) {
    for (std::size_t i = 0; i < std::min(count, burst); ++i) start_next();
}

void opener::give_up() {
    while (!is_done()) {
        // One that is under way is destroyed, one that is not never starts.
        const auto under_way =
            std::find_if(connectors_.begin(), connectors_.end(),
                         [](const auto& each) { return each != nullptr; });
        if (under_way != connectors_.end()) under_way->reset();
        started_ = connectors_.size();
        ++finished_;
        on_connection_(std::make_error_code(std::errc::timed_out), {});
    }
}

void opener::start_next() {
    if (started_ == connectors_.size()) return;
    const std::size_t at = started_++;
    connectors_[at] = std::make_unique<connector>(
        loop_, address_, [this, at](std::error_code error, unique_fd socket) {
            finish(at, error, std::move(socket));
        });
}

void opener::finish(std::size_t at, std::error_code error, unique_fd socket) {
    connectors_[at].reset();
    ++finished_;
    start_next();
    on_connection_(error, std::move(socket));
}

} // namespace net
