#include "03-epoll-reactor/load/load_client.h"

#include <utility>

#include "03-epoll-reactor/load/load_run.h"

namespace net {

load_client::load_client(load_run& run, unique_fd socket)
    : tcp_connection(run.loop(), std::move(socket)), run_(run) {}

void load_client::fail(const std::string& kind) {
    if (!is_open() || std::exchange(is_leaving_, true)) return;
    run_.errors().add(kind);
    close();
}

void load_client::leave() {
    is_leaving_ = true;
    close();
}

void load_client::arrive() {
    if (!std::exchange(has_arrived_, true)) run_.one_has_arrived();
}

void load_client::on_close() {
    // tcp_connection closes by itself when a read or a write has failed.
    if (!is_leaving_) run_.errors().add("reset");
    arrive();
}

} // namespace net
