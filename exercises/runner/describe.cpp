// A test run in words: one result, and what to do next.
#include <algorithm>

#include "exercises/runner/session.h"

namespace course {
namespace {

std::string heading(const exercise& one) {
    return one.id + " " + one.text.title;
}

/// Paths as short as can be: the answer's, then the exercise's.
std::string shortened(const session& now, const exercise& one,
                      std::string text) {
    text = replaced(std::move(text), one.work.string(), now.shown(one.work));
    text = replaced(std::move(text), one.folder.string() + "/", "");
    return broken(
        replaced(std::move(text), "build/exercises/course", now.self));
}

std::string count(std::size_t n, const std::string& what) {
    return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

std::string describe_passed(const session& now, const exercise& one,
                            const verdict& result) {
    return now.look.good(heading(one) + ": all " + count(result.tests, "test") +
                         " pass.") +
           "\n\nWhat you should have noticed:\n\n" + filled(one.text.noticed) +
           "\nOurs beside yours: " + now.type("diff") +
           "\nThe next one:      " + now.type("next") + "\n";
}

std::string describe_expected_start(const session& now, const exercise& one,
                                    const verdict& result) {
    return now.look.strong(heading(one) + ": this is the expected start.") +
           "\n\n" + count(result.failed.size(), "test") + " of " +
           std::to_string(result.tests) + " still fail" +
           (result.failed.size() == 1 ? "s" : "") +
           ", as they should: your code is not there yet.\n"
           "The task:  " +
           now.shown(one.folder / "README.md") +
           "\nEdit:      " + now.shown(one.work) +
           "\nThen type: " + now.type("test") + ", or once and for all " +
           now.type("watch") + "\n";
}

const char* how(verdict::kind is) {
    switch (is) {
        case verdict::kind::stuck: return "does not end";
        case verdict::kind::died: return "killed the program";
        default: return "fails";
    }
}

std::string describe_failed(const session& now, const exercise& one,
                            const verdict& result) {
    std::string text =
        now.look.bad(heading(one) + ": " + std::to_string(result.passed) +
                     " of " + count(result.tests, "test") + " pass.");
    if (result.failed.empty()) {
        return text + "\n\nThe test program ended without a word.\n";
    }
    text += "\n\n" + now.look.strong(sentence(result.failed.front())) + " (" +
            how(result.is) + ")\n\n" +
            shortened(now, one, trimmed(result.story));
    if (result.failed.size() > 1) text += "\nAlso failing:\n";
    for (std::size_t i = 1; i < result.failed.size(); ++i) {
        text += "  " + sentence(result.failed[i]) + "\n";
    }
    return text;
}

} // namespace

std::string describe(const session& now, const exercise& one,
                     const verdict& result) {
    if (result.is == verdict::kind::passed) {
        return describe_passed(now, one, result);
    }
    if (result.is == verdict::kind::not_compiled) {
        return now.look.bad(heading(one) + ": it does not compile.") + "\n\n" +
               shortened(now, one, result.story);
    }
    // Of a stub that hangs, a run sees the first tests only.
    const bool as_expected =
        std::ranges::all_of(result.failed, [&](const std::string& name) {
            return std::ranges::count(one.expected, name) > 0;
        });
    if (now.is_untouched(one) && as_expected) {
        return describe_expected_start(now, one, result);
    }
    return describe_failed(now, one, result);
}

} // namespace course
