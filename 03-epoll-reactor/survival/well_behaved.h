// The well-behaved clients of one server: those who stay, and those who come
// anew all the time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "03-epoll-reactor/survival/arena.h"
#include "03-epoll-reactor/survival/room_record.h"
#include "03-epoll-reactor/survival/steady_client.h"

namespace net {

/// Lifetime: the arena must outlive it
class well_behaved {
public:
    static constexpr std::size_t connected = 6; // who stay
    static constexpr std::size_t newcomers = 2; // at a time

    /// Shape:    `right_answers`: of a gateway
    well_behaved(arena& place, std::vector<std::string> right_answers);
    well_behaved(const well_behaved&) = delete;
    well_behaved& operator=(const well_behaved&) = delete;
    ~well_behaved();

    /// True once all who stay are connected and have had an answer.
    bool all_are_served() const;

    /// Whether new ones shall come, from now on.
    void let_newcomers_in();
    void keep_newcomers_out() { newcomers_may_come_ = false; }
    bool has_newcomers() const { return !guests_.empty(); }

    /// All end as planned.
    void leave();

private:
    using client = std::shared_ptr<steady_client>;

    void connect(std::size_t index);
    void settle_down(client one);
    void invite();
    void tick();
    client make_resident(unique_fd socket, std::size_t index);
    client make_guest(unique_fd socket, reactor::time_point since);

    arena& place_;
    const std::vector<std::string> right_answers_;
    const std::string name_; // of this run, for its messages in a chat
    room_record room_;
    std::vector<client> residents_;
    std::vector<client> guests_; // those who are connected
    bool newcomers_may_come_ = false;
    std::uint64_t invited_ = 0;
    reactor::time_point last_tick_;
    reactor::timer_id timer_;
};

} // namespace net
