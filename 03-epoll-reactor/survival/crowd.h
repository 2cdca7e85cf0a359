// So many clients at once that the server runs out of descriptors.
#pragma once

#include <sys/types.h>

#include <memory>
#include <vector>

#include "03-epoll-reactor/load/opener.h"
#include "03-epoll-reactor/survival/arena.h"

namespace net {

/// Comes, stays for a while, and goes, some by a reset.
/// Lifetime: the arena must outlive it
class crowd {
public:
    /// Shape:    `server`: its process group; `limit`: its RLIMIT_NOFILE
    crowd(arena& place, pid_t server, std::size_t limit)
        : place_(place), server_(server), limit_(limit) {}
    crowd(const crowd&) = delete;
    crowd& operator=(const crowd&) = delete;
    ~crowd() { leave(); }

    void come();
    bool is_here() const { return opener_ != nullptr; }

    /// Leaves at once, if it is there.
    void leave();

private:
    void stay();
    void look_around();

    arena& place_;
    const pid_t server_;
    const std::size_t limit_;
    std::unique_ptr<opener> opener_; // while we are there
    std::vector<unique_fd> sockets_;
    reactor::time_point came_; // the last one
    reactor::timer_id timer_;
};

} // namespace net
