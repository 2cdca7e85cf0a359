#include "03-epoll-reactor/survival/crowd.h"

#include "01-blocking/contract/process_stats.h"

namespace net {

using namespace std::chrono_literals;

void crowd::come() {
    if (is_here()) return;
    place_.want_of_descriptors.begin();
    opener_ = std::make_unique<opener>(
        place_.loop(), place_.server(), limit_ + 50,
        [this](std::error_code error, unique_fd socket) {
            if (!error) sockets_.push_back(std::move(socket));
            if (opener_->is_done()) stay();
        });
}

void crowd::stay() {
    came_ = place_.loop().now();
    timer_ = place_.loop().call_after(700ms, [this] { look_around(); });
}

/// Goes once there is no descriptor left, or after a time in which there
/// should be none.
void crowd::look_around() {
    // A few are let go and come back all the time.
    const bool is_full = open_descriptors(server_) + 5 >= limit_;
    if (is_full) place_.count("descriptors exhausted and freed");
    if (is_full || place_.loop().now() - came_ > 10s) return leave();
    timer_ = place_.loop().call_after(100ms, [this] { look_around(); });
}

void crowd::leave() {
    if (!is_here()) return;
    place_.loop().cancel(timer_);
    opener_.reset();
    for (std::size_t i = 0; i < sockets_.size(); i += 3) {
        reset_when_closed(sockets_[i].get());
    }
    sockets_.clear();
    place_.want_of_descriptors.end(place_.loop().now());
}

} // namespace net
