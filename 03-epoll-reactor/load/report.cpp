#include "03-epoll-reactor/load/report.h"

#include <cmath>

#include "03-epoll-reactor/load/text.h"

namespace net {
namespace {

constexpr double micro = 1e-3; // nanoseconds in microseconds

std::string latency_text(const histogram& latency) {
    return "p50 " + duration_text(latency.percentile(50)) + "   p99 " +
           duration_text(latency.percentile(99)) + "   p99.9 " +
           duration_text(latency.percentile(99.9)) + "   max " +
           duration_text(latency.max());
}

} // namespace

std::string to_text(const load_report& report) {
    const std::string errors = report.errors.text();
    std::string result;
    if (!errors.empty()) result += "FAILED: " + errors + "\n";
    result += report.title + "\n";
    if (!report.unit.empty()) {
        result += "  rate     " +
                  with_commas(
                      static_cast<std::uint64_t>(std::llround(report.rate()))) +
                  " " + report.unit + " a second" +
                  (errors.empty() ? "" : " (with errors)") + "\n";
        result += "  count    " + with_commas(report.count) + " in " +
                  with_decimals(report.seconds, 3) + " s\n";
    }
    if (report.latency.count() > 0) {
        result += "  latency  " + latency_text(report.latency) + "\n";
    }
    result += "  errors   " + (errors.empty() ? "none" : errors) + "\n";
    result += "  itself   " + with_decimals(report.user_seconds, 2) +
              " s user, " + with_decimals(report.system_seconds, 2) +
              " s system\n";
    return result;
}

std::string to_json(const load_report& report) {
    json_object kinds;
    for (const auto& [kind, times] : report.errors.by_kind()) {
        kinds.add(kind, times);
    }
    json_object result;
    result.add("kind", report.kind)
        .add("connections", report.connections)
        .add("error_count", report.errors.total())
        .add_json("errors", kinds.text());
    if (!report.unit.empty()) {
        result.add("unit", report.unit)
            .add("count", report.count)
            .add("seconds", report.seconds)
            .add("rate", report.rate());
    }
    const auto us = [&](double percent) {
        return static_cast<double>(report.latency.percentile(percent)) * micro;
    };
    return result.add("p50_us", us(50))
        .add("p99_us", us(99))
        .add("p99_9_us", us(99.9))
        .add("max_us", us(100))
        .add("load_user_seconds", report.user_seconds)
        .add("load_system_seconds", report.system_seconds)
        .text();
}

} // namespace net
