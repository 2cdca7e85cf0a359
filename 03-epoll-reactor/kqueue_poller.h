// The poller on kqueue(2): the same idea as epoll, where it came from. For
// macOS and the BSDs, and for Linux with libkqueue.
#pragma once

#include <sys/event.h>

#include <array>
#include <vector>

#include "01-blocking/unique_fd.h"
#include "02-select-poll/poller.h"
#include "03-epoll-reactor/pollers.h"

namespace net {

/// Watches any descriptors; a wait costs as much as there are ready ones.
class kqueue_poller final : public poller {
public:
    /// With trigger::edge, as in epoll_poller, by EV_CLEAR.
    explicit kqueue_poller(trigger how = trigger::level);

    void add(int fd, interest what) override;
    void modify(int fd, interest what) override;
    void remove(int fd) override;
    std::span<const ready_descriptor> wait(
        std::chrono::milliseconds timeout) override;

private:
    void set_filter(int fd, short filter, unsigned short action);

    const trigger trigger_;
    unique_fd kqueue_;
    std::vector<interest> watched_; // by descriptor
    std::array<struct kevent, 256> events_;
    std::vector<ready_descriptor> ready_;
};

} // namespace net
