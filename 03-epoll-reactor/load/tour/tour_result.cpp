#include "03-epoll-reactor/load/tour/tour_result.h"

namespace net {

std::vector<std::string> tour_result::failures() const {
    std::vector<std::string> result;
    for (const tour_value* value : {&threads, &memory, &memory_each, &echo_rate,
                                    &echo_p99, &chat_rate, &gateway_time}) {
        if (value->failure.empty()) continue;
        // Values of one run fail together, for one reason.
        if (result.empty() || result.back() != value->failure) {
            result.push_back(value->failure);
        }
    }
    return result;
}

} // namespace net
