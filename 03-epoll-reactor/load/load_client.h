// One connection under load. Whatever ends it before its time is an error.
#pragma once

#include <string>

#include "03-epoll-reactor/tcp_connection.h"

namespace net {

class load_run;

/// Takes part in the phases of a run: in each, it is told to start, and says
/// when it has arrived at the end.
/// Lifetime: the run must outlive it
class load_client : public tcp_connection {
public:
    load_client(load_run& run, unique_fd socket);

    // The phases; see load_run::run(). Who has nothing to do has arrived.
    virtual void prepare() { arrive(); }
    virtual void measure() { arrive(); }
    virtual void check() { arrive(); }

    /// The time of measuring is over: what is under way may still end.
    virtual void time_is_over() {}

    /// True if it is the server's turn, so that silence is an error some time.
    virtual bool expects_bytes() const { return true; }

    bool has_arrived() const { return has_arrived_; }
    reactor::time_point last_heard() const { return last_heard_; }

    /// Ends the connection as an error of this kind, or as planned.
    void fail(const std::string& kind);
    void leave();

protected:
    /// Done with this phase.
    void arrive();

    /// Something has come.
    void note_heard(reactor::time_point now) { last_heard_ = now; }

    void on_end() override { fail("closed by the server"); }
    void on_close() override;

private:
    friend class load_run; // begins the phases

    load_run& run_;
    bool has_arrived_ = true; // nothing has been started yet
    bool is_leaving_ = false; // so the end of the connection is no surprise
    reactor::time_point last_heard_;
};

} // namespace net
