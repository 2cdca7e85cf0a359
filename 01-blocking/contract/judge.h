// Puts promises to the test, one after another, and tells what came of it.
#pragma once

#include <string>
#include <vector>

#include "01-blocking/contract/cases.h"

namespace net {

/// Judges one server, a case at a time, on standard output.
class judge {
public:
    judge(std::vector<std::string> command, server_kind kind,
          const limits& allowed);

    void expect_kept(const promise& made);

    /// A limit that is declared: the promise must be broken, and for no worse
    /// cause than that. If it is kept, the declaration is out of date.
    void expect_broken(const promise& made, const std::string& reason);

    /// True if all went as expected.
    bool is_content() const { return broken_ == 0; }
    std::string summary() const;

private:
    /// What became of a promise.
    struct outcome {
        enum class verdict { kept, broken, dead } is = verdict::kept;
        std::string remark;  // to a kept one; mostly nothing
        std::string account; // of a broken one: the story, and how it ends
    };
    outcome put_to_the_test(const promise& made);

    std::vector<std::string> command_;
    server_kind kind_;
    limits allowed_;
    int kept_ = 0;
    int broken_ = 0; // and those that were kept against a declaration
    int limits_ = 0; // broken, as declared
};

} // namespace net
