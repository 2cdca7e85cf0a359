#include "03-epoll-reactor/acceptor.h"

#include <chrono>
#include <utility>

#include "01-blocking/error.h"
#include "01-blocking/server_options.h"

namespace net {

acceptor::acceptor(reactor& loop, const host_port& address, handler on_client)
    : loop_(loop),
      socket_(listen_on(address)),
      on_client_(std::make_shared<const handler>(std::move(on_client))) {
    set_nonblocking(socket_.get());
    loop_.watch(socket_.get(), interest::readable,
                [this] { accept_clients(); });
}

acceptor::~acceptor() {
    loop_.cancel(again_);
    loop_.forget(socket_.get());
}

void acceptor::accept_clients() {
    loop_.cancel(again_); // one at a time, or we would lose sight of the other
    if (loop_.triggered_by() == trigger::edge) {
        // No edge will tell of those we leave, be it that a handler throws.
        again_ = loop_.call_after({}, [this] { accept_clients(); });
    }
    // The handler may destroy us, but not itself while it runs.
    const std::shared_ptr<const handler> on_client = on_client_;
    std::error_code error;
    for (int i = 0; i < most_accepts_a_turn && !error; ++i) {
        unique_fd client =
            accept_client(socket_.get(), error, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (client) (*on_client)(std::move(client));
        if (on_client.use_count() == 1) return; // we are no more
    }
    if (error) loop_.cancel(again_);      // nobody is left,
    if (out_of_resources(error)) pause(); // or nobody can come in
}

// [lesson: pause]
void acceptor::pause() {
    // The client stays in the kernel's queue, so the socket stays readable:
    // a loop that went on watching it would spin until somebody leaves.
    loop_.update(socket_.get(), interest::none);
    again_ = loop_.call_after(accept_pause, [this] {
        loop_.update(socket_.get(), interest::readable);
    });
}
// [end]

connector::connector(reactor& loop, const socket_address& address,
                     handler on_connected)
    : loop_(loop), address_(address), on_connected_(std::move(on_connected)) {
    start();
}

connector::~connector() {
    loop_.cancel(again_);
    if (socket_) loop_.forget(socket_.get());
}

void connector::start() {
    std::error_code error;
    unique_fd socket = start_connect(address_, error);
    try {
        if (!error) {
            loop_.watch(socket.get(), interest::writable,
                        [this] { finish(connect_result(socket_.get())); });
            socket_ = std::move(socket);
            return;
        }
    } catch (const std::system_error& refused) { // by the poller
        error = refused.code();
    }
    if (out_of_resources(error) && ++tries_ < most_connect_tries) {
        again_ = loop_.call_after(accept_pause, [this] { start(); });
    } else {
        // Not called from here: whoever made us may not be ready for it.
        again_ = loop_.call_after({}, [this, error] { finish(error); });
    }
}

void connector::finish(std::error_code error) {
    if (socket_) loop_.forget(socket_.get());
    unique_fd socket = std::move(socket_);
    if (error) socket.reset();
    // The handler may destroy us, and what it captured with us.
    const handler call = std::exchange(on_connected_, nullptr);
    call(error, std::move(socket));
}

} // namespace net
