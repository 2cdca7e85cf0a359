#include "02-select-poll/server_loop.h"

#include <algorithm>
#include <utility>

#include "01-blocking/error.h"
#include "02-select-poll/nonblocking.h"

namespace net {

using std::chrono::milliseconds;
using clock = std::chrono::steady_clock;

server_loop::server_loop(const server_options& options,
                         std::unique_ptr<poller> poller,
                         factory make_connection)
    : poller_(std::move(poller)),
      make_connection_(std::move(make_connection)),
      listener_(listen_on({options.host, options.port})) {
    set_nonblocking(listener_.get());
    poller_->add(stop_signals_.fd(), interest::readable);
    poller_->add(listener_.get(), interest::readable);
    announce(listener_.get());
}

// [lesson: loop]
void server_loop::run() {
    while (!stopped_) {
        const auto ready = poller_->wait(time_to_wait()); // 1
        now_ = clock::now();
        tell_ready(ready); // 2
        tell_late();       // 3
        on_turn_end();     // 4
        bury_finished();   // 5
        accept_clients();  // 6
    }
}
// [end]

void server_loop::watch(int fd, interest what, connection& owner) {
    poller_->add(fd, what);
    const auto number = static_cast<std::size_t>(fd);
    if (watched_.size() <= number) watched_.resize(number + 1);
    watched_[number] = {&owner, what};
}

void server_loop::update(int fd, interest what) {
    watched& entry = watched_[static_cast<std::size_t>(fd)];
    if (entry.what == what) return;
    poller_->modify(fd, what);
    entry.what = what;
}

void server_loop::forget(int fd) {
    poller_->remove(fd);
    watched_[static_cast<std::size_t>(fd)] = {};
}

void server_loop::finish(connection& done) {
    finished_.push_back(&done);
}

milliseconds server_loop::time_to_wait() const {
    connection::time_point nearest = accept_again_;
    for (const auto& [each, owner] : connections_) {
        nearest = std::min(nearest, each->deadline);
    }
    if (nearest == connection::never) return milliseconds(-1);
    // Rounded up: a wait that ends too early would only be begun again.
    return std::max(milliseconds(0),
                    std::chrono::ceil<milliseconds>(nearest - clock::now()));
}

void server_loop::tell_ready(std::span<const ready_descriptor> all) {
    for (const ready_descriptor& ready : all) {
        if (ready.fd == stop_signals_.fd()) {
            stopped_ = true;
        } else if (ready.fd == listener_.get()) {
            clients_wait_ = true;
        } else if (const auto& entry =
                       watched_[static_cast<std::size_t>(ready.fd)];
                   entry.owner != nullptr) { // not forgotten in this turn
            entry.owner->on_ready(ready);
        }
    }
}

void server_loop::tell_late() {
    for (const auto& [each, owner] : connections_) {
        if (each->deadline <= now_) {
            each->deadline = connection::never;
            each->on_deadline();
        }
    }
}

void server_loop::bury_finished() {
    for (connection* const each : finished_) connections_.erase(each);
    finished_.clear();
}

void server_loop::accept_clients() {
    if (accept_again_ <= now_) { // the pause is over
        accept_again_ = connection::never;
        poller_->modify(listener_.get(), interest::readable);
    }
    if (!std::exchange(clients_wait_, false)) return;
    std::error_code error;
    for (int i = 0; i < most_accepts_a_turn; ++i) {
        unique_fd client =
            accept_client(listener_.get(), error, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (!client) break;
        try {
            auto one = make_connection_(std::move(client));
            connections_.emplace(one.get(), std::move(one));
        } catch (const std::system_error&) {
            // The poller cannot watch it: this client is turned away, and
            // the others are served.
        }
    }
    if (out_of_resources(error)) {
        // The clients stay in the kernel's queue and the listener stays
        // ready: without a pause, the loop would spin. From now on, not from
        // this turn's beginning: on a busy machine, a turn may take longer.
        poller_->modify(listener_.get(), interest::none);
        accept_again_ = clock::now() + accept_pause;
    }
}

} // namespace net
