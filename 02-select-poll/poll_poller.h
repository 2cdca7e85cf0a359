// The poller on poll(2): an array of descriptors, as long as it needs to be.
#pragma once

#include <poll.h>

#include <vector>

#include "02-select-poll/poller.h"

namespace net {

/// Watches any descriptors; each wait costs as much as there are of them.
class poll_poller final : public poller {
public:
    poll_poller() = default;

    void add(int fd, interest what) override;
    void modify(int fd, interest what) override;
    void remove(int fd) override;
    std::span<const ready_descriptor> wait(
        std::chrono::milliseconds timeout) override;

private:
    std::vector<pollfd> watched_;        // in no order
    std::vector<std::size_t> positions_; // of each fd in watched_
    std::vector<ready_descriptor> ready_;
};

} // namespace net
