// The poller on epoll(7): the kernel keeps the set, and tells only who is
// ready. Linux only.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <vector>

#include "01-blocking/unique_fd.h"
#include "02-select-poll/poller.h"
#include "03-epoll-reactor/pollers.h"

namespace net {

/// Watches any descriptors; a wait costs as much as there are ready ones.
class epoll_poller final : public poller {
public:
    /// With trigger::edge, a descriptor is reported when it becomes ready, and
    /// not again while it stays so: read until the read would block.
    explicit epoll_poller(trigger how = trigger::level);

    void add(int fd, interest what) override;
    void modify(int fd, interest what) override;
    void remove(int fd) override;
    std::span<const ready_descriptor> wait(
        std::chrono::milliseconds timeout) override;

private:
    int ask(std::chrono::milliseconds timeout);
    void control(int operation, int fd, interest what);

    const trigger trigger_;
    unique_fd epoll_;
    std::array<epoll_event, 256> events_; // at most so many a wait
    std::vector<ready_descriptor> ready_;
};

} // namespace net
