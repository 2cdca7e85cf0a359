#include "02-select-poll/poller.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "02-select-poll/poll_poller.h"
#include "02-select-poll/select_poller.h"

namespace net {

int to_poll_timeout(std::chrono::milliseconds timeout) {
    constexpr std::chrono::milliseconds longest(
        std::numeric_limits<int>::max());
    if (timeout.count() < 0) return -1;
    return static_cast<int>(std::min(timeout, longest).count());
}

std::unique_ptr<poller> make_poller(const std::string& name) {
    if (name == "select") return std::make_unique<select_poller>();
    if (name == "poll") return std::make_unique<poll_poller>();
    throw std::invalid_argument("no poller is called " + name);
}

} // namespace net
