#include "03-epoll-reactor/load/tour/tour_table.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "03-epoll-reactor/load/text.h"

namespace net {
namespace {

constexpr std::size_t page_width = 100; // columns
constexpr std::size_t gap = 2;          // between two columns

using line_of_cells = std::vector<std::string>;

std::uint64_t rounded(double number) {
    return static_cast<std::uint64_t>(std::llround(number));
}

std::string count_text(double number) {
    return with_commas(rounded(number));
}
std::string bytes_text(double number) {
    return memory_text(rounded(number));
}
std::string time_text(double number) {
    return duration_text(rounded(number));
}

/// One cell. With fewer clients than `wanted` it says with how many.
std::string cell(const tour_value& value, std::size_t wanted,
                 std::string (*text)(double)) {
    if (!value.failure.empty()) {
        return "failed (" + value.failure.substr(0, 40) + ")";
    }
    if (!value.number) return "-";
    std::string result = text(*value.number);
    if (value.clients < wanted) {
        result += " (" + with_commas(value.clients) + ")";
    }
    return result;
}

line_of_cells header() {
    return {"server",   "open", "threads", "memory", "each",
            "echoes/s", "p99",  "chat/s",  "gateway"};
}

line_of_cells cells(const tour_result& of, const tour_plan& plan) {
    const std::string open =
        of.threads.clients == 0 ? "-" : with_commas(of.threads.clients);
    // Those that have "open" beside them need not say it again; nor p99.
    return {of.row.name(),
            open,
            cell(of.threads, 0, count_text),
            cell(of.memory, 0, bytes_text),
            cell(of.memory_each, 0, bytes_text),
            cell(of.echo_rate, plan.echo_clients, count_text),
            cell(of.echo_p99, 0, time_text),
            cell(of.chat_rate, plan.chat_clients, count_text),
            cell(of.gateway_time, plan.gateway_clients, time_text)};
}

std::string legend(const tour_story& story) {
    const tour_plan& plan = story.plan;
    return "threads and memory: with so many connections open; each: what "
           "one of them adds. echoes/s, p99: " +
           with_commas(plan.echo_clients) +
           " clients, 64 bytes. chat/s: messages delivered, " +
           with_commas(plan.chat_clients) + " clients. gateway: until " +
           with_commas(plan.gateway_clients) +
           " clients at once have their answers, for which the backend takes "
           "3 times 10 ms. (N): measured with N clients, because of the row's "
           "limit. " +
           (plan.rounds == 1
                ? ""
                : "Every number is the median of " +
                      std::to_string(plan.rounds) + " rounds over all rows. ") +
           std::to_string(story.machine.cores) + " cores, Linux " +
           story.machine.kernel + ", " + story.machine.compiler + ".";
}

std::string sentence(const tour_result& of) {
    std::string result = of.row.says;
    if (!of.row.because.empty()) result += " Limit: " + of.row.because + ".";
    for (const std::string& failure : of.failures()) {
        result += " FAILED: " + failure + ".";
    }
    return result;
}

std::string padding(std::size_t width, const std::string& text) {
    return std::string(width > text.size() ? width - text.size() : 0, ' ');
}

/// `text` behind a margin, in lines that fit the page. The first margin is
/// there already.
std::string wrapped(const std::string& text, std::size_t margin) {
    std::string result;
    std::istringstream words(text);
    std::string word;
    std::size_t column = margin;
    while (words >> word) {
        if (column > margin && column + 1 + word.size() > page_width) {
            result += "\n" + std::string(margin, ' ');
            column = margin;
        } else if (column > margin) {
            result += ' ';
            ++column;
        }
        result += word;
        column += word.size();
    }
    return result + "\n";
}

std::vector<line_of_cells> all_lines(const tour_story& story) {
    std::vector<line_of_cells> lines{header()};
    for (const tour_result& each : story.rows) {
        lines.push_back(cells(each, story.plan));
    }
    return lines;
}

std::string joined(const line_of_cells& line) {
    std::string result = "|";
    for (const std::string& each : line) result += " " + each + " |";
    return result + "\n";
}

std::string json_value(const tour_value& value, double unit) {
    if (!value.number) return "null";
    return with_decimals(*value.number / unit, 6);
}

std::string json_row(const tour_result& of) {
    std::string failures;
    for (const std::string& each : of.failures()) {
        if (!failures.empty()) failures += ", ";
        failures += json_string(each);
    }
    return json_object()
        .add("chapter", of.row.chapter)
        .add("label", of.row.label)
        .add("open_connections", std::uint64_t{of.threads.clients})
        .add_json("threads", json_value(of.threads, 1))
        .add_json("memory_bytes", json_value(of.memory, 1))
        .add_json("memory_bytes_each", json_value(of.memory_each, 1))
        .add("echo_clients", std::uint64_t{of.echo_rate.clients})
        .add_json("echoes_per_second", json_value(of.echo_rate, 1))
        .add_json("echo_p99_seconds", json_value(of.echo_p99, 1e9))
        .add("chat_clients", std::uint64_t{of.chat_rate.clients})
        .add_json("chat_messages_per_second", json_value(of.chat_rate, 1))
        .add("gateway_clients", std::uint64_t{of.gateway_time.clients})
        .add_json("gateway_seconds", json_value(of.gateway_time, 1e9))
        .add("limit", of.row.because)
        .add("says", of.row.says)
        .add_json("failures", "[" + failures + "]")
        .text();
}

} // namespace

std::string to_text(const tour_story& story) {
    const std::vector<line_of_cells> lines = all_lines(story);
    std::vector<std::size_t> widths(header().size());
    for (const line_of_cells& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            widths[i] = std::max(widths[i], line[i].size());
        }
    }
    std::string result;
    for (const line_of_cells& line : lines) {
        result += line[0] + padding(widths[0], line[0]);
        for (std::size_t i = 1; i < line.size(); ++i) { // numbers: right
            result += padding(widths[i] + gap, line[i]) + line[i];
        }
        result += "\n";
    }
    result += "\n" + wrapped(legend(story), 0) + "\n";
    for (const tour_result& each : story.rows) {
        const std::string name = each.row.name();
        result += name + padding(widths[0] + gap, name);
        result += wrapped(sentence(each), widths[0] + gap);
    }
    return result;
}

std::string to_markdown(const tour_story& story) {
    const std::vector<line_of_cells> lines = all_lines(story);
    std::string result = joined(lines[0]) + "|---|";
    for (std::size_t i = 1; i < lines[0].size(); ++i) result += "---:|";
    result += "\n";
    for (std::size_t i = 1; i < lines.size(); ++i) result += joined(lines[i]);
    result += "\n" + legend(story) + "\n\n";
    for (const tour_result& each : story.rows) {
        result += "- **" + each.row.name() + "**: " + sentence(each) + "\n";
    }
    return result;
}

std::string to_json(const tour_story& story) {
    std::string rows;
    for (const tour_result& each : story.rows) {
        rows += (rows.empty() ? "\n  " : ",\n  ") + json_row(each);
    }
    const std::string machine =
        json_object()
            .add("cores", std::uint64_t{story.machine.cores})
            .add("kernel", story.machine.kernel)
            .add("compiler", story.machine.compiler)
            .text();
    return "{\"machine\": " + machine + ",\n \"rows\": [" + rows + "\n]}\n";
}

} // namespace net
