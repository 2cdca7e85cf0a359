#include "exercises/runner/verdict.h"

#include <sys/wait.h>

#include <algorithm>
#include <sstream>

#include "exercises/runner/text.h"

namespace course {
namespace {

constexpr std::size_t most_lines = 24; // of a compiler's complaint

/// The test's name in "[ RUN      ] suite.name" and its kin.
std::string name_in(const std::string& line) {
    const std::string rest = trimmed(line.substr(line.find(']') + 1));
    return rest.substr(0, rest.find(' '));
}

/// Where the program stood when it ended before its time.
void blame_last(verdict& result, const std::string& running,
                const std::string& said, const char* what) {
    if (running.empty()) return;
    result.failed.push_back(running);
    if (result.failed.size() == 1) result.story = said + what;
}

} // namespace

verdict read_test_run(const ending& how) {
    verdict result;
    std::string running; // the test under way
    std::string said;    // by it
    bool hangs = how.timed_out;
    for (const std::string& line : lines_of(how.output)) {
        if (line.starts_with("[==========] Running ")) {
            std::istringstream(line.substr(21)) >> result.tests;
        } else if (line.starts_with("[ RUN      ]")) {
            running = name_in(line);
            said.clear();
        } else if (line.starts_with("[       OK ]")) {
            ++result.passed;
            running.clear();
        } else if (line.starts_with("[  FAILED  ]") && !running.empty()) {
            hangs = hangs || line.ends_with("(it hangs)");
            result.failed.push_back(running);
            if (result.failed.size() == 1) result.story = trimmed(said);
            running.clear();
        } else if (!running.empty()) {
            said += line + "\n";
        }
    }
    if (how.well() && result.failed.empty() && result.passed > 0) {
        result.is = verdict::kind::passed;
    } else if (hangs) {
        blame_last(result, running, said, "It did not end, and was killed.");
        result.is = verdict::kind::stuck;
    } else if (WIFSIGNALED(how.status) || !running.empty()) {
        blame_last(result, running, said, "The program died in this test.");
        result.is = verdict::kind::died;
    }
    return result;
}

verdict read_failed_build(const ending& how) {
    verdict result;
    result.is = verdict::kind::not_compiled;
    const std::vector<std::string> lines = lines_of(how.output);
    const auto is_error = [](const std::string& line) {
        return line.find("error: ") != std::string::npos ||
               line.find("undefined reference") != std::string::npos;
    };
    auto first = std::find_if(lines.begin(), lines.end(), is_error);
    if (first == lines.end()) first = lines.begin();
    for (; first != lines.end(); ++first) {
        const bool is_of_the_build =
            first->starts_with("ninja: ") || first->starts_with("gmake");
        if (is_of_the_build && !result.story.empty()) break;
        result.story += *first + "\n";
        if (std::ranges::count(result.story, '\n') >=
            static_cast<std::ptrdiff_t>(most_lines)) {
            result.story += "...\n";
            break;
        }
    }
    if (how.timed_out) result.story += "The compiler did not end in time.\n";
    return result;
}

std::string sentence(const std::string& test) {
    return replaced(test.substr(test.find('.') + 1), "_", " ");
}

} // namespace course
