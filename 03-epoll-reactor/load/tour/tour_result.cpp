#include "03-epoll-reactor/load/tour/tour_result.h"

#include <algorithm>

namespace net {
namespace {

constexpr tour_value tour_result::*columns[] = {
    &tour_result::threads,     &tour_result::memory,
    &tour_result::memory_each, &tour_result::echo_rate,
    &tour_result::echo_p99,    &tour_result::chat_rate,
    &tour_result::gateway_time};

tour_value median_of(std::vector<tour_value> all) {
    for (const tour_value& each : all) {
        if (!each.failure.empty()) return each;
    }
    const auto middle =
        all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::nth_element(all.begin(), middle, all.end(),
                     [](const tour_value& a, const tour_value& b) {
                         return a.number < b.number;
                     });
    return *middle;
}

} // namespace

std::vector<std::string> tour_result::failures() const {
    std::vector<std::string> result;
    for (const auto column : columns) {
        const std::string& failure = (this->*column).failure;
        if (failure.empty()) continue;
        // Values of one run fail together, for one reason.
        if (result.empty() || result.back() != failure) {
            result.push_back(failure);
        }
    }
    return result;
}

tour_result median_of(const std::vector<tour_result>& rounds) {
    tour_result result = rounds.front();
    for (const auto column : columns) {
        std::vector<tour_value> all;
        for (const tour_result& each : rounds) all.push_back(each.*column);
        result.*column = median_of(std::move(all));
    }
    return result;
}

} // namespace net
