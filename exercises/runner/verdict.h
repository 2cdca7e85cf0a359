// What a test run says about an answer, read from what the programs printed.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "exercises/runner/child_process.h"

namespace course {

struct verdict {
    enum class kind {
        passed,
        failed,       // some tests say no
        stuck,        // one of them did not end
        died,         // the program did not survive one of them
        not_compiled, // there was nothing to run
    };
    kind is = kind::failed;
    std::size_t tests = 0; // there are
    std::size_t passed = 0;
    std::vector<std::string> failed; // by name, in order
    std::string story;               // the first failure's, or the compiler's
};

/// Reads what a GoogleTest program has printed.
verdict read_test_run(const ending& how);

/// Reads what a failed build has printed.
verdict read_failed_build(const ending& how);

/// "puts three short reads together", from read_exactly.puts_three_...
std::string sentence(const std::string& test);

} // namespace course
