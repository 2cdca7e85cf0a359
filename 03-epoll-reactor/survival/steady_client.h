// A client as it should be: asks, checks every byte of the answer, and asks
// again.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "03-epoll-reactor/survival/arena.h"
#include "03-epoll-reactor/tcp_connection.h"

namespace net {

/// What a well-behaved client is to the server: one it knows, or one that
/// comes, asks once and goes.
enum class standing { connected, newcomer };

/// One question at a time, with a short pause between the answer and the next
/// one. The kinds of server derive from it.
/// Lifetime: the arena must outlive it
class steady_client : public tcp_connection {
public:
    /// Shape:    `since`: when a newcomer began to connect
    steady_client(arena& place, unique_fd socket, standing who,
                  reactor::time_point since);

    /// Begins to ask.
    virtual void begin() { ask(); }

    /// Fails the run if the answer has been due for too long.
    void check_time();

    /// Ends as planned.
    void leave();

    std::uint64_t answers() const { return answers_; }

protected:
    virtual std::string next_question() = 0;

    /// The whole answer has come, and it was right.
    void note_answer();

    /// Something is wrong with the server.
    void complain(const std::string& what);

    bool is_waiting() const { return is_waiting_; }
    reactor::time_point asked() const { return asked_; }
    arena& place() { return place_; }

    void on_end() override { complain("was told the end of the stream"); }
    void on_close() override;

private:
    void ask();
    reactor::clock::duration waited();

    arena& place_;
    const standing who_;
    reactor::time_point asked_;
    bool is_waiting_ = false; // for an answer
    bool is_leaving_ = false; // so its end is no surprise
    std::uint64_t answers_ = 0;
};

} // namespace net
