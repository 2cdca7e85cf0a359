#include "01-blocking/client_threads.h"

#include <sys/socket.h>

#include <system_error>

namespace net {

void serve_or_turn_away(const serve_function& serve, int client) {
    try {
        serve(client);
    } catch (const std::system_error&) { // no memory for a timeout, say
    }
}

void live_clients::add(int socket) {
    const std::lock_guard lock(mutex_);
    sockets_.insert(socket);
}

void live_clients::close(unique_fd socket) {
    // Closed under the lock: the number must not become another connection's
    // while it is still in the set. Notified under the lock: as soon as it is
    // released, the one who waits may destroy this object.
    const std::lock_guard lock(mutex_);
    sockets_.erase(socket.get());
    socket.reset();
    if (sockets_.empty()) none_left_.notify_all();
}

void live_clients::shut_down_all() {
    const std::lock_guard lock(mutex_);
    // Not close(): it would wake nobody, and free a number still in use.
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
}

void live_clients::wait_until_none() {
    std::unique_lock lock(mutex_);
    none_left_.wait(lock, [this] { return sockets_.empty(); });
}

client_threads::~client_threads() {
    clients_.shut_down_all();
    clients_.wait_until_none();
}

void client_threads::start(unique_fd client) {
    clients_.add(client.get());
    // A thread that ends while we are in detach() pulls its stack, and with it
    // what detach() still looks at, from under us (glibc 2.36).
    const std::lock_guard starting(starting_);
    try {
        std::thread([this, socket = client.get()] {
            run(unique_fd(socket));
        }).detach();
        client.release();                // it is the thread's now
    } catch (const std::system_error&) { // EAGAIN; see pthread_create(3)
        clients_.close(std::move(client));
    }
}

void client_threads::run(unique_fd client) {
    serve_or_turn_away(serve_, client.get());
    starting_.lock(); // who has started us has let go of us now
    starting_.unlock();
    clients_.close(std::move(client)); // and with the last one, *this may go
}

client_pool::client_pool(unsigned threads, serve_function serve)
    : client_pool(std::move(serve)) { // if one cannot start, ~client_pool runs
    for (unsigned i = 0; i < threads; ++i) {
        threads_.emplace_back([this] { run(); });
    }
}

client_pool::~client_pool() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true; // first: nobody is to serve a client shut down below
        changed_.notify_all();
    }
    clients_.shut_down_all();
    for (std::thread& thread : threads_) thread.join();
}

void client_pool::start(unique_fd client) {
    clients_.add(client.get());
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(client));
    changed_.notify_one();
}

// [lesson: pool]
void client_pool::run() {
    while (unique_fd client = next_client()) {
        serve_or_turn_away(serve_, client.get());
        clients_.close(std::move(client));
    }
}

// [lesson: pool-next]
unique_fd client_pool::next_client() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
    if (closed_) return unique_fd();
    unique_fd client = std::move(waiting_.front());
    waiting_.pop_front();
    return client;
}
// [end]
// [end]

} // namespace net
