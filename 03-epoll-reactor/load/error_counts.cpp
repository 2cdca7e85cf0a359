#include "03-epoll-reactor/load/error_counts.h"

#include "03-epoll-reactor/load/text.h"

namespace net {

void error_counts::add(const std::string& kind, std::uint64_t times) {
    if (times > 0) kinds_[kind] += times;
}

std::uint64_t error_counts::total() const {
    std::uint64_t sum = 0;
    for (const auto& [kind, times] : kinds_) sum += times;
    return sum;
}

std::string error_counts::text() const {
    std::string result;
    for (const auto& [kind, times] : kinds_) {
        if (!result.empty()) result += ", ";
        result += with_commas(times) + " " + kind;
    }
    return result;
}

std::string connect_error_kind(const std::error_code& error) {
    if (error == std::errc::connection_refused) return "refused";
    if (error == std::errc::timed_out) return "timed out";
    if (error == std::errc::connection_reset) return "reset";
    if (error == std::errc::address_not_available) {
        return "without a free local port";
    }
    return "not connected (" + error.message() + ")";
}

} // namespace net
