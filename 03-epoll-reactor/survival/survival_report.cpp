#include "03-epoll-reactor/survival/survival_report.h"

#include "03-epoll-reactor/load/text.h"

namespace net {
namespace {

std::string deeds_text(const survival_report& report) {
    std::string text;
    for (const auto& [deed, times] : report.deeds) {
        std::string number = with_commas(times);
        number.insert(0, 11 - std::min<std::size_t>(number.size(), 10), ' ');
        text += number + "  " + deed + "\n";
    }
    return text;
}

std::string served_text(const histogram& delays) {
    return with_commas(delays.count()) + ", the longest took " +
           duration_text(delays.max());
}

} // namespace

std::string to_text(const survival_report& report) {
    const footprint& before = report.before;
    const footprint& early = report.early;
    const footprint& after = report.after;
    return report.kind + ", " + with_decimals(report.seconds, 0) + " s: " +
           (report.fault.empty() ? "survived" : "FAULT: " + report.fault) +
           "\n  hostile deeds\n" + deeds_text(report) + "  answers     " +
           served_text(report.delays) + "\n  newcomers   " +
           served_text(report.delays_of_newcomers) + " (bound " +
           with_decimals(report.bound, 1) + " s; we were late by " +
           duration_text(report.lateness) + ")\n  memory      " +
           memory_text(before.memory) + ", then " + memory_text(early.memory) +
           ", at the end " + memory_text(after.memory) + "; under attack " +
           memory_text(report.most_memory) + "\n  descriptors " +
           with_commas(before.descriptors) + ", at the end " +
           with_commas(after.descriptors) + "\n";
}

std::string to_json(const survival_report& report) {
    json_object deeds;
    for (const auto& [deed, times] : report.deeds) deeds.add(deed, times);
    return json_object()
        .add("kind", report.kind)
        .add("fault", report.fault)
        .add("seconds", report.seconds)
        .add_json("deeds", deeds.text())
        .add("answers", report.delays.count())
        .add("longest_ns", report.delays.max())
        .add("newcomers", report.delays_of_newcomers.count())
        .add("longest_newcomer_ns", report.delays_of_newcomers.max())
        .add("lateness_ns", report.lateness)
        .add("memory_before", std::uint64_t{report.before.memory})
        .add("memory_early", std::uint64_t{report.early.memory})
        .add("memory_after", std::uint64_t{report.after.memory})
        .add("memory_most", std::uint64_t{report.most_memory})
        .add("descriptors_before", std::uint64_t{report.before.descriptors})
        .add("descriptors_after", std::uint64_t{report.after.descriptors})
        .text();
}

} // namespace net
