#include "03-epoll-reactor/load/report.h"

#include <gtest/gtest.h>

#include "03-epoll-reactor/load/text.h"

namespace report_test {

net::load_report thousand_echoes() {
    net::load_report report;
    report.kind = "echo";
    report.title = "echo: 10 connections";
    report.unit = "echoes";
    report.connections = 10;
    report.count = 1000;
    report.seconds = 0.5;
    report.latency.record(200'000);
    return report;
}

TEST(report, tells_the_rate_and_the_percentiles) {
    const std::string text = net::to_text(thousand_echoes());

    EXPECT_EQ(text.rfind("echo: 10 connections\n", 0), 0u);
    EXPECT_NE(text.find("2,000 echoes a second\n"), text.npos) << text;
    EXPECT_NE(text.find("p99 200 us"), text.npos) << text;
    EXPECT_NE(text.find("errors   none"), text.npos) << text;
}

TEST(report, says_of_a_run_with_errors_first_that_it_failed) {
    net::load_report report = thousand_echoes();
    report.errors.add("refused", 3);
    report.errors.add("reset");

    const std::string text = net::to_text(report);

    EXPECT_EQ(text.rfind("FAILED: 3 refused, 1 reset\n", 0), 0u) << text;
    EXPECT_NE(text.find("a second (with errors)\n"), text.npos) << text;
}

TEST(report, has_no_rate_where_nothing_was_counted) {
    net::load_report report;
    report.title = "idle";

    EXPECT_EQ(net::to_text(report).find("a second"), std::string::npos);
    EXPECT_EQ(net::to_json(report).find("rate"), std::string::npos);
}

TEST(report, says_the_same_in_json) {
    net::load_report report = thousand_echoes();
    report.errors.add("wrong \"bytes\"", 2);

    EXPECT_EQ(net::to_json(report),
              "{\"kind\": \"echo\", \"connections\": 10, \"error_count\": 2, "
              "\"errors\": {\"wrong \\\"bytes\\\"\": 2}, \"unit\": "
              "\"echoes\", \"count\": 1000, \"seconds\": 0.500, \"rate\": "
              "2000.000, \"p50_us\": 200.000, \"p99_us\": 200.000, "
              "\"p99_9_us\": 200.000, \"max_us\": 200.000, "
              "\"load_user_seconds\": 0.000, \"load_system_seconds\": 0.000}");
}

TEST(text, groups_digits_by_three) {
    EXPECT_EQ(net::with_commas(0), "0");
    EXPECT_EQ(net::with_commas(999), "999");
    EXPECT_EQ(net::with_commas(1000), "1,000");
    EXPECT_EQ(net::with_commas(1'234'567), "1,234,567");
}

TEST(text, gives_durations_three_digits_and_a_unit) {
    EXPECT_EQ(net::duration_text(0), "0 ns");
    EXPECT_EQ(net::duration_text(999), "999 ns");
    EXPECT_EQ(net::duration_text(1'234), "1.23 us");
    EXPECT_EQ(net::duration_text(12'345'678), "12.3 ms");
    EXPECT_EQ(net::duration_text(999'600), "1.00 ms");
    EXPECT_EQ(net::duration_text(61'000'000'000), "61.0 s");
}

TEST(text, gives_memory_three_digits_and_a_unit) {
    EXPECT_EQ(net::memory_text(0), "0 B");
    EXPECT_EQ(net::memory_text(1023), "1023 B");
    EXPECT_EQ(net::memory_text(1024), "1.00 KiB");
    EXPECT_EQ(net::memory_text(1024 * 1024 - 1), "1.00 MiB");
    EXPECT_EQ(net::memory_text(5ull << 30), "5.00 GiB");
}

TEST(text, escapes_what_json_cannot_hold) {
    EXPECT_EQ(net::json_string("a\"b\\c\n"), "\"a\\\"b\\\\c\\u000a\"");
}

} // namespace report_test
