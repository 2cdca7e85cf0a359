// What the exercises' runner reads: pages, texts, and what tests have printed.
#include ".ci/fuzz/fuzz.h"
#include "exercises/runner/catalog.h"
#include "exercises/runner/text.h"
#include "exercises/runner/verdict.h"

namespace fuzz {
namespace {

void check_text(const std::string& text) {
    std::string joined;
    for (const std::string& part : course::split(text, ';')) {
        joined += part + ";";
    }
    expect(joined == text + ";" || (text.empty() && joined.empty()),
           "what is split can be joined");
    const std::string trimmed = course::trimmed(text);
    expect(course::trimmed(trimmed) == trimmed, "trimmed once is trimmed");
    expect(course::replaced(text, "ab", "ab") == text, "the same is the same");
    course::filled(text);
    course::broken(text);
}

void check_verdict(const std::string& printed) {
    course::ending how;
    how.output = printed;
    const course::verdict read = course::read_test_run(how);
    expect(read.is != course::verdict::kind::passed || read.failed.empty(),
           "what has passed has not failed");
    course::read_failed_build(how);
}

} // namespace

void check_pages(std::string_view input) {
    const std::string text(input);
    check_text(text);
    check_verdict(text);
    try {
        course::parse_page(text);
    } catch (const std::invalid_argument&) {
    }
}

} // namespace fuzz
