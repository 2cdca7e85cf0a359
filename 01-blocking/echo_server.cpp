// Sends every byte back, one client at a time, or with a process, a thread or
// a thread of a pool for each.

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <set>

#include "01-blocking/client_threads.h"
#include "01-blocking/error.h"
#include "01-blocking/listener.h"
#include "01-blocking/server_options.h"
#include "01-blocking/stream.h"

namespace {

using net::unique_fd;

// [lesson: echo]
void echo(int client, std::chrono::milliseconds idle_timeout) {
    net::set_receive_timeout(client, idle_timeout);
    net::set_send_timeout(client, idle_timeout);
    char bytes[16 * 1024];
    std::error_code error;
    while (!error) {
        const std::size_t n = net::read_some(client, bytes, error);
        if (!error) net::write_all(client, {bytes, n}, error);
    }
}
// [end]

void serve(int client, const net::server_options& options) {
    net::serve_or_turn_away(
        [&](int socket) { echo(socket, options.idle_timeout); }, client);
}

// [lesson: iterative]
void serve_one_after_the_other(const net::server_options& options) {
    net::listener door(options);
    // The thread that would have to be told to stop waits in read(). Nothing
    // needs tidying up, so the signal's handler may just leave.
    std::signal(SIGINT, [](int) { ::_exit(0); });
    std::signal(SIGTERM, [](int) { ::_exit(0); });
    while (unique_fd client = door.next_client()) {
        serve(client.get(), options);
    }
}
// [end]

/// The processes that serve a client each.
class child_processes {
public:
    ~child_processes() {
        // A child that has ended keeps its number until we have waited for it,
        // so this can hit nobody else. SIGKILL, for a child just born may not
        // have put its signal handlers in order yet.
        for (const pid_t child : running_) ::kill(child, SIGKILL);
        for (const pid_t child : running_) ::waitpid(child, nullptr, 0);
    }

    void add(pid_t child) { running_.insert(child); }

    /// Takes leave of those that have ended; until then they are zombies.
    void reap() {
        pid_t ended = 0;
        while ((ended = ::waitpid(-1, nullptr, WNOHANG)) > 0) {
            running_.erase(ended);
        }
    }

private:
    std::set<pid_t> running_;
};

// [lesson: fork]
void serve_by_processes(const net::server_options& options) {
    net::listener door(options);
    child_processes children;
    // An empty handler: a child's end interrupts next_client's waiting.
    std::signal(SIGCHLD, [](int) {});
    while (unique_fd client = door.next_client([&] { children.reap(); })) {
        // [lesson: fork-a-child]
        const pid_t child = ::fork();
        if (child == 0) {
            std::signal(SIGTERM, SIG_DFL);
            std::signal(SIGINT, SIG_DFL);
            door.close();
            serve(client.get(), options);
            ::_exit(0);
        }
        if (child > 0) children.add(child);
        children.reap();
        // Both processes had the connection open; ours is closed here.
        // [end]
    }
}
// [end]

// [lesson: thread]
void serve_by_threads(const net::server_options& options) {
    net::listener door(options);
    net::client_threads threads(
        [&](int client) { echo(client, options.idle_timeout); });
    while (unique_fd client = door.next_client()) {
        threads.start(std::move(client));
    }
}
// [end]

void serve_by_pool(const net::server_options& options) {
    net::listener door(options);
    net::client_pool pool(options.threads, [&](int client) {
        echo(client, options.idle_timeout);
    });
    while (unique_fd client = door.next_client()) {
        pool.start(std::move(client));
    }
}

} // namespace

int main(int argc, char** argv) {
    net::choice own[] = {{"model", {"thread", "iterative", "fork", "pool"}}};
    const std::string& model = own[0].chosen;
    const net::server_options options = net::parse_server_options(
        argc, argv, {.port = 7001, .threads = 8}, own);
    return net::run_server(argv[0], [&] {
        if (model == "iterative") serve_one_after_the_other(options);
        if (model == "fork") serve_by_processes(options);
        if (model == "thread") serve_by_threads(options);
        if (model == "pool") serve_by_pool(options);
    });
}
