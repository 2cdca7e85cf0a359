#include "03-epoll-reactor/survival/arena.h"

#include <sys/socket.h>

#include <utility>

namespace net {

arena::arena(load_kind kind, const host_port& server, milliseconds bound,
             double pace)
    : kind_(kind), server_(resolve(server)), bound_(bound), pace_(pace) {}

void arena::connect(connector::handler on_connected) {
    const auto at = connectors_.emplace(connectors_.end());
    *at = std::make_unique<connector>(
        loop_, server_,
        [this, at, call = std::move(on_connected)](std::error_code error,
                                                   unique_fd socket) {
            const auto finished = std::move(*at); // until we return
            connectors_.erase(at);
            call(error, std::move(socket));
        });
}

void arena::watch_over(const std::shared_ptr<tcp_connection>& hostile) {
    std::erase_if(hostile_, [](const auto& each) { return each.expired(); });
    hostile_.push_back(hostile);
}

void arena::send_home() {
    connectors_.clear();
    is_sending_home_ = true;
    for (const auto& each : std::exchange(hostile_, {})) {
        if (const auto one = each.lock()) one->close();
    }
    is_sending_home_ = false;
}

void arena::fail(const std::string& sentence) {
    if (fault_.empty()) fault_ = sentence;
}

void reset_when_closed(int socket) {
    const linger at_once{1, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

} // namespace net
