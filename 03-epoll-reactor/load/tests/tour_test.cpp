#include <gtest/gtest.h>

#include <sstream>

#include "03-epoll-reactor/load/tour/tour_row.h"
#include "03-epoll-reactor/load/tour/tour_table.h"

namespace tour_test {

net::tour_book read(const std::string& text) {
    std::istringstream stream(text);
    return net::read_tour_book(stream);
}

TEST(tour_book, has_rows_of_three_servers_and_their_limits) {
    const net::tour_book book = read(
        "output /build\n"
        "compiler GNU 12\n"
        "backend '/a b/backend' --port 0\n"
        "row 01-blocking fork\n"
        "echo /echo --model fork\n"
        "says A process each.\n"
        "\n"
        "row 02-select-poll select, old\n"
        "gateway /gateway\n"
        "most-connections 1000\n"
        "most-gateway-clients 500\n"
        "because it is so\n");

    EXPECT_EQ(book.output, "/build");
    EXPECT_EQ(book.compiler, "GNU 12");
    EXPECT_EQ(book.backend, (net::command_line{"/a b/backend", "--port", "0"}));
    ASSERT_EQ(book.rows.size(), 2u);
    EXPECT_EQ(book.rows[0].name(), "01 fork");
    EXPECT_EQ(book.rows[0].echo,
              (net::command_line{"/echo", "--model", "fork"}));
    EXPECT_TRUE(book.rows[0].chat.empty());
    EXPECT_EQ(book.rows[0].most_connections, 0u);
    EXPECT_EQ(book.rows[0].says, "A process each.");
    EXPECT_EQ(book.rows[1].name(), "02 select, old");
    EXPECT_EQ(book.rows[1].most_connections, 1000u);
    EXPECT_EQ(book.rows[1].most_gateway_clients, 500u);
    EXPECT_EQ(book.rows[1].because, "it is so");
}

TEST(tour_book, quotes_a_line_that_makes_no_sense) {
    try {
        read("row 01-blocking fork\nspeed 3\n");
        FAIL() << "it was read";
    } catch (const std::runtime_error& bad) {
        EXPECT_STREQ(bad.what(), "the tour cannot read 'speed 3'");
    }
}

TEST(tour_book, wants_a_row_before_what_belongs_to_one) {
    EXPECT_THROW(read("echo /echo\n"), std::runtime_error);
}

/// One row without limits, one with, one that has failed.
class tour_table : public testing::Test {
protected:
    tour_table() {
        story_.machine = {2, "6.1", "GNU 12"};
        story_.rows.resize(3);
        net::tour_result& all = story_.rows[0];
        all.row.chapter = "03-epoll-reactor";
        all.row.label = "epoll";
        all.row.says = "It has it all.";
        all.threads = {1, "", 1000};
        all.memory = {2.0 * 1024 * 1024, "", 1000};
        all.memory_each = {512, "", 1000};
        all.echo_rate = {123'456, "", 100};
        all.echo_p99 = {1.5e6, "", 100};
        all.chat_rate = {2'000'000, "", 50};
        all.gateway_time = {42e6, "", 1000};

        net::tour_result& limited = story_.rows[1];
        limited.row.chapter = "01-blocking";
        limited.row.label = "pool";
        limited.row.says = "Eight at a time.";
        limited.row.because = "it has 8 threads";
        limited.threads = {9, "", 8};
        limited.echo_rate = {1000, "", 8};

        net::tour_result& failed = story_.rows[2];
        failed.row.chapter = "01-blocking";
        failed.row.label = "fork";
        failed.echo_rate = {{}, "3 refused", 100};
        failed.echo_p99 = {{}, "3 refused", 100};
    }

    net::tour_story story_;
};

TEST_F(tour_table, is_aligned_and_has_a_sentence_for_each_row) {
    const std::string text = net::to_text(story_);

    const std::string table =
        "server     open  threads    memory   each            echoes/s"
        "                 p99     chat/s  gateway\n"
        "03 epoll  1,000        1  2.00 MiB  512 B             123,456"
        "             1.50 ms  2,000,000  42.0 ms\n"
        "01 pool       8        9         -      -           1,000 (8)"
        "                   -          -        -\n"
        "01 fork       -        -         -      -  failed (3 refused)"
        "  failed (3 refused)          -        -\n";
    EXPECT_EQ(text.substr(0, table.size()), table);
    EXPECT_NE(text.find("\n03 epoll  It has it all.\n"), text.npos) << text;
    EXPECT_NE(text.find("\n01 pool   Eight at a time. Limit: it has 8 "
                        "threads.\n"),
              text.npos)
        << text;
    EXPECT_NE(text.find("FAILED: 3 refused.\n"), text.npos) << text;
}

TEST_F(tour_table, wraps_long_sentences_to_the_page) {
    story_.rows[2] = {};
    for (int i = 0; i < 50; ++i) story_.rows[0].row.says += " A word.";

    std::istringstream text(net::to_text(story_));

    std::string line;
    while (std::getline(text, line)) EXPECT_LE(line.size(), 100u) << line;
}

TEST_F(tour_table, is_a_markdown_table_too) {
    const std::string text = net::to_markdown(story_);

    const std::string start =
        "| server | open | threads | memory | each | echoes/s | p99 | chat/s "
        "| gateway |\n"
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|\n"
        "| 03 epoll | 1,000 | 1 | 2.00 MiB | 512 B | 123,456 | 1.50 ms | "
        "2,000,000 | 42.0 ms |\n";
    EXPECT_EQ(text.substr(0, start.size()), start);
    EXPECT_NE(text.find("- **01 pool**: Eight at a time."), text.npos);
}

TEST_F(tour_table, is_json_too_with_null_for_what_is_not_there) {
    const std::string text = net::to_json(story_);

    EXPECT_NE(text.find("\"cores\": 2"), text.npos) << text;
    EXPECT_NE(text.find("\"gateway_seconds\": 0.042"), text.npos) << text;
    EXPECT_NE(text.find("\"chat_messages_per_second\": null"), text.npos);
    EXPECT_NE(text.find("\"failures\": [\"3 refused\"]"), text.npos) << text;
}

TEST_F(tour_table, tells_each_reason_of_a_failure_once) {
    EXPECT_EQ(story_.rows[2].failures(),
              (std::vector<std::string>{"3 refused"}));
    EXPECT_TRUE(story_.rows[0].failures().empty());
}

TEST_F(tour_table, says_how_many_rounds_its_numbers_are_the_medians_of) {
    EXPECT_NE(net::to_markdown(story_).find("the median of 3 rounds"),
              std::string::npos);

    story_.plan.rounds = 1;

    EXPECT_EQ(net::to_markdown(story_).find("the median of"),
              std::string::npos);
}

/// A round in which a row had so many echoes a second.
net::tour_result round_of(double echoes) {
    net::tour_result result;
    result.row.label = "row";
    result.echo_rate = {echoes, "", 100};
    return result;
}

TEST(median_of, takes_the_middle_of_each_value) {
    std::vector<net::tour_result> rounds{round_of(9), round_of(1), round_of(4)};
    rounds[0].chat_rate.number = 2;
    rounds[1].chat_rate.number = 3;
    rounds[2].chat_rate.number = 1;

    const net::tour_result middle = net::median_of(rounds);

    EXPECT_EQ(middle.row.label, "row");
    EXPECT_EQ(middle.echo_rate.number, 4);
    EXPECT_EQ(middle.echo_rate.clients, 100u);
    EXPECT_EQ(middle.chat_rate.number, 2);
    EXPECT_FALSE(middle.gateway_time.number); // there is no such server
}

TEST(median_of, has_failed_if_one_round_has) {
    std::vector<net::tour_result> rounds{round_of(9), round_of(1), round_of(4)};
    rounds[1].echo_rate = {{}, "3 refused", 100};

    const net::tour_result middle = net::median_of(rounds);

    EXPECT_FALSE(middle.echo_rate.number);
    EXPECT_EQ(middle.failures(), std::vector<std::string>{"3 refused"});
}

} // namespace tour_test
