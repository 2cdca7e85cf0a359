// Threads that serve clients: one each, or a fixed number for all.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <vector>

#include "01-blocking/unique_fd.h"

namespace net {

/// What a thread does for a client.
/// Shape:    serve(socket), the socket borrowed: it is closed afterwards
using serve_function = std::function<void(int socket)>;

/// Serves a client; one for whom a system call fails is turned away, for that
/// is no reason to let the others down.
void serve_or_turn_away(const serve_function& serve, int client);

/// The connections under way, so that they can all be ended from outside.
/// Threads:  any
class live_clients {
public:
    void add(int socket);

    /// Closes a socket that was added.
    void close(unique_fd socket);

    /// Ends all connections: whoever waits in read() or write() is woken.
    void shut_down_all();

    void wait_until_none();

private:
    std::mutex mutex_;
    std::condition_variable none_left_;
    std::unordered_set<int> sockets_; // open as long as they are in here
};

/// A thread for each client.
/// Threads:  start() and the destructor belong to one thread
class client_threads {
public:
    explicit client_threads(serve_function serve) : serve_(std::move(serve)) {}
    client_threads(const client_threads&) = delete;
    client_threads& operator=(const client_threads&) = delete;

    /// Ends every client's connection and waits until the last thread is done.
    ~client_threads();

    /// Starts a thread that serves `client`. If there can be no more threads,
    /// the client is turned away.
    void start(unique_fd client);

private:
    void run(unique_fd client);

    const serve_function serve_;
    std::mutex starting_; // held until a new thread is detached
    live_clients clients_;
};

/// A fixed number of threads; clients beyond that number wait for their turn.
/// Threads:  start() and the destructor belong to one thread
class client_pool {
public:
    /// Errors:   std::system_error if there is no memory for a thread
    client_pool(unsigned threads, serve_function serve);
    client_pool(const client_pool&) = delete;
    client_pool& operator=(const client_pool&) = delete;
    ~client_pool();

    void start(unique_fd client);

private:
    explicit client_pool(serve_function serve) : serve_(std::move(serve)) {}
    void run();
    unique_fd next_client(); // empty: there will be none

    const serve_function serve_;
    live_clients clients_; // served and waiting ones
    std::mutex mutex_;     // guards the two below
    std::condition_variable changed_;
    std::deque<unique_fd> waiting_;
    bool closed_ = false;
    std::vector<std::thread> threads_;
};

} // namespace net
