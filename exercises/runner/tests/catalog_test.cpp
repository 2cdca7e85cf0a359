#include "exercises/runner/catalog.h"

#include <gtest/gtest.h>

#include <set>

#include "exercises/runner/text.h"

namespace {

const std::string markdown =
    "# 01-1 Read `exactly`\n\n"
    "*15 minutes, 10 points. You write about 20 lines.*\n\n"
    "Do this.\n\nAnd that.\n\n"
    "<details><summary>Hint 1</summary>\n\nweak\n\n</details>\n\n"
    "<details><summary>Hint 2</summary>\n\nstronger\n\n</details>\n\n"
    "<details><summary>Hint 3</summary>\n\nstrong\n\n</details>\n\n"
    "<details><summary>What you should have noticed</summary>\n\nthis\n\n"
    "</details>\n";

TEST(parse_page, takes_a_page_apart) {
    const course::page page = course::parse_page(markdown);

    EXPECT_EQ(page.title, "Read exactly");
    EXPECT_EQ(page.minutes, 15);
    EXPECT_EQ(page.points, 10);
    EXPECT_EQ(page.task, "Do this.\n\nAnd that.");
    EXPECT_EQ(page.hints[0], "weak");
    EXPECT_EQ(page.hints[2], "strong");
    EXPECT_EQ(page.noticed, "this");
}

TEST(parse_page, says_what_is_missing) {
    EXPECT_THROW(course::parse_page("# 01-1 Read exactly\n"),
                 std::invalid_argument);
    EXPECT_THROW(course::parse_page(course::replaced(markdown, "Hint 2", "?")),
                 std::invalid_argument);
}

TEST(find, takes_a_number_in_any_spelling) {
    std::vector<course::exercise> all(2);
    all[0].id = "01-1";
    all[1].id = "03-2";

    EXPECT_EQ(course::find(all, "03-2"), &all[1]);
    EXPECT_EQ(course::find(all, "3-2"), &all[1]);
    EXPECT_EQ(course::find(all, "3.2"), &all[1]);
    EXPECT_EQ(course::find(all, "4-1"), nullptr);
    EXPECT_EQ(course::find(all, ""), nullptr);
}

// The ones that are handed out: a page that cannot be read is found here.
TEST(read_catalog, reads_every_exercise_of_the_course) {
    const auto all =
        course::read_catalog(COURSE_LIST, COURSE_EXERCISES, "work");

    std::set<std::string> ids;
    for (const course::exercise& each : all) {
        EXPECT_TRUE(ids.insert(each.id).second) << each.id << " twice";
        EXPECT_TRUE(exists(each.stub())) << each.stub();
        EXPECT_TRUE(exists(each.solution())) << each.solution();
        EXPECT_FALSE(each.expected.empty()) << each.id;
        EXPECT_GE(each.text.minutes, 10) << each.id;
        EXPECT_LE(each.text.minutes, 60) << each.id;
        EXPECT_GT(each.text.points, 0) << each.id;
    }
    EXPECT_EQ(all.size(), 24u); // four a chapter
}

TEST(filled, fills_paragraphs_and_lists_up_to_80_columns) {
    const std::string word = "word ";
    std::string text = "- ";
    for (int i = 0; i < 30; ++i) text += word + "\n";

    const std::vector<std::string> lines =
        course::lines_of(course::filled(text + "\n```text\n  code\n```\n"));

    ASSERT_EQ(lines.size(), 4u);
    EXPECT_TRUE(lines[0].starts_with("- word word")) << lines[0];
    EXPECT_LE(lines[0].size(), 80u);
    EXPECT_GE(lines[0].size(), 75u);
    EXPECT_TRUE(lines[1].starts_with("  word")) << lines[1];
    EXPECT_EQ(lines[2], "");
    EXPECT_EQ(lines[3], "      code");
}

TEST(filled, shows_a_link_as_its_text) {
    EXPECT_EQ(course::filled("see [here](../x.md#y), now"), "see here, now\n");
}

TEST(broken, indents_what_comes_down_below_an_item) {
    const std::string text = "  1. " + std::string(70, 'x') + " and more";

    EXPECT_EQ(course::broken(text),
              "  1. " + std::string(70, 'x') + " and\n     more\n");
    EXPECT_EQ(course::broken(std::string(100, 'x')),
              std::string(100, 'x') + "\n");
}

TEST(bar, is_empty_half_and_full) {
    EXPECT_EQ(course::bar(0, 4, 8), "[........] 0 %");
    EXPECT_EQ(course::bar(2, 4, 8), "[####....] 50 %");
    EXPECT_EQ(course::bar(4, 4, 8), "[########] 100 %");
    EXPECT_EQ(course::bar(0, 0, 8), "[........] 0 %");
}

TEST(style, is_plain_where_there_are_no_colours) {
    EXPECT_EQ(course::style(false).good("yes"), "yes");
    EXPECT_EQ(course::style(true).good("yes"), "\033[32myes\033[0m");
}

} // namespace
