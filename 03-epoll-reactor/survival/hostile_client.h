// A client that means no good.
#pragma once

#include <string>
#include <utility>

#include "03-epoll-reactor/survival/arena.h"
#include "03-epoll-reactor/tcp_connection.h"

namespace net {

/// Each kind of hostility derives from it.
/// Lifetime: the arena must outlive it
class hostile_client : public tcp_connection {
public:
    hostile_client(arena& place, unique_fd socket)
        : tcp_connection(place.loop(), std::move(socket)), place_(place) {}

    /// Connected: time to do harm.
    virtual void begin() = 0;

protected:
    void on_bytes(std::string_view) override {} // heard, and forgotten

    /// Calls a function of ours after a time, if we are still connected.
    template <class Function>
    void later(std::chrono::milliseconds time, Function call) {
        loop().call_after(time, [self = shared_from_this(), call] {
            if (self->is_open()) call();
        });
    }

    void leave_by_reset() {
        if (!is_open()) return;
        reset_when_closed(fd());
        close();
    }

    arena& place() const { return place_; }

private:
    arena& place_;
};

/// One kind of hostility: what it is called in the report, how often it comes,
/// and what it does then.
struct hostility {
    std::string name;
    std::chrono::milliseconds every;
    void (*come)(arena& place);
};

/// All kinds that are clients of the server, one at a time.
const std::vector<hostility>& hostilities();

} // namespace net
