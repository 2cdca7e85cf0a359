// One case's view of the server under test: it starts it, meets its clients
// and sees to its end.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "01-blocking/contract/client.h"
#include "01-blocking/contract/conversation.h"
#include "01-blocking/contract/fake_backend.h"
#include "01-blocking/contract/limits.h"
#include "01-blocking/contract/server_process.h"
#include "01-blocking/contract/story.h"

namespace net {

/// How a case wants its server started.
struct start_terms {
    std::vector<std::string> options{}; // after the server's own
    std::size_t descriptors = 0;        // its RLIMIT_NOFILE; 0: as it is
    bool backend_is_up = true;          // a gateway's, from the beginning
};

/// A server that has yet to be started, and what is measured of it. A case is
/// a function that is given one of these and keeps or breaks a promise.
class contract {
public:
    contract(std::vector<std::string> command, server_kind kind,
             const limits& allowed);

    /// Starts the server and waits for its line. A gateway is also told where
    /// the backend is.
    /// Errors:   server_failed
    void start(const start_terms& terms = {});

    /// A client, connected.
    client connect(const std::string& name, const client_options& options = {});

    /// A conversation in which the server shows that it is well: with a new
    /// client, or with one that it knows.
    void serves_a_new_client(std::chrono::milliseconds within);
    void serves(client& visitor, std::chrono::milliseconds within);

    /// Sends `signal`; the server ends in time, with exit code 0, and with all
    /// its processes.
    void ends_after(int signal);

    /// The promise that memory has not grown by `limit` since it was `before`.
    void has_not_grown(std::size_t before, std::size_t limit);

    /// The promise that it leaves the processor to others for a second in
    /// which nothing happens, but clients waiting for it or it for them.
    void rests(const std::string& promised);

    /// How the server ended, if it did so uncalled or not as it was told to;
    /// ends it.
    std::optional<std::string> cause_of_death();

    /// The command line that start() would run.
    std::vector<std::string> command_with(
        const std::vector<std::string>& options);

    bool is_running() const { return process_ != nullptr; }
    server_process& process() { return *process_; }
    fake_backend& backend();
    const host_port& address() const { return address_; }
    server_kind kind() const { return kind_; }
    const limits& allowed() const { return allowed_; }
    story& steps() { return story_; }
    std::string complaints() const;

    /// What the reader must know about a kept promise; mostly nothing.
    const std::string& remark() const { return remark_; }

private:
    std::vector<std::string> command_;
    server_kind kind_;
    limits allowed_;
    story story_;
    std::string remark_;
    std::unique_ptr<fake_backend> backend_;   // of a gateway, once needed
    std::unique_ptr<server_process> process_; // from start() to its end
    host_port address_;                       // where it listens
    int questions_ = 0;      // asked so far: each gets a number of its own
    std::string last_words_; // the standard error of one that has ended
};

} // namespace net
