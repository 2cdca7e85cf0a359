// What all commands of the runner share.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "exercises/runner/catalog.h"
#include "exercises/runner/progress.h"
#include "exercises/runner/text.h"
#include "exercises/runner/trial.h"
#include "exercises/runner/verdict.h"

namespace course {

/// The person at the keyboard wants something that makes no sense; what() says
/// what does.
class wrong_use : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct session {
    std::string self; // how the runner was called, for what to type next
    std::filesystem::path root; // exercises/
    build_tree build;
    std::string compiler;
    std::string contract; // the program that puts servers to the test
    std::vector<exercise> all;
    progress done;
    style look;

    /// The exercise that the words name, or the current one.
    /// Errors:   wrong_use if there is none
    const exercise& chosen(const std::vector<std::string>& words) const;

    /// The first that is not passed, from the current one on; null if all are.
    const exercise* next_open() const;

    /// A command to type: "build/exercises/course test".
    std::string type(const std::string& rest) const;

    /// A path as one types it: without the working folder in front.
    std::string shown(const std::filesystem::path& path) const;

    bool is_begun(const exercise& one) const;
    bool is_untouched(const exercise& one) const; // the copy is still the stub
};

/// A test run in words, ready to be printed.
std::string describe(const session& now, const exercise& one,
                     const verdict& result);

/// The commands; each returns the program's exit code.
int next(session& now);
int list(session& now);
int start(session& now, const std::vector<std::string>& words);
int test(session& now, const std::vector<std::string>& words);
int watch(session& now, const std::vector<std::string>& words);
int hint(session& now, const std::vector<std::string>& words);
int solution(session& now, const std::vector<std::string>& words);
int diff(session& now, const std::vector<std::string>& words);
int reset(session& now, const std::vector<std::string>& words);
int doctor(session& now);
int grade(session& now, const std::vector<std::string>& words);
int contract(session& now, const std::vector<std::string>& words);

/// Copies the stub to the learner's folder, and makes it the current one.
void begin(session& now, const exercise& one);

/// The next hint that has not been seen, or hint `number`, noted as seen.
/// Shape:    the text, with its heading
std::string give_hint(session& now, const exercise& one, int number = 0);

} // namespace course
