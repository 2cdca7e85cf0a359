// The poller on select(2): three sets of bits, handed over and back each time.
#pragma once

#include <sys/select.h>

#include <array>
#include <vector>

#include "02-select-poll/poller.h"

namespace net {

/// Watches descriptors below FD_SETSIZE, which is 1,024 nearly everywhere.
class select_poller final : public poller {
public:
    select_poller();

    void add(int fd, interest what) override;
    void modify(int fd, interest what) override;
    void remove(int fd) override;
    std::span<const ready_descriptor> wait(
        std::chrono::milliseconds timeout) override;

private:
    fd_set readable_;  // what is watched for reading,
    fd_set writable_;  // and for writing
    int highest_ = -1; // no watched descriptor is above it
    std::vector<ready_descriptor> ready_;
};

} // namespace net
