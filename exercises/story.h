// What a test has done so far, told in numbered steps when the test fails, and
// also when it hangs.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace net {

/// The story of one test. An answer that never returns does not keep its
/// learner waiting: after five seconds the steps are printed, and the test
/// program ends.
///
///     net::story story;
///     story.step("the peer sends 3 bytes");
///     EXPECT_EQ(got, "abc") << story.hint(1);
///
/// While it lives, SIGPIPE is ignored, as in every server of the course.
/// Threads:  one story at a time; step() belongs to the thread that made it
class story {
public:
    story();
    story(const story&) = delete;
    story& operator=(const story&) = delete;
    ~story();

    /// Tells what is done next. If the test then hangs, hint `if_stuck` is
    /// the one that fits.
    void step(std::string what, int if_stuck = 1);

    /// For the end of an EXPECT: the steps so far, and the hint that fits.
    std::string hint(int number) const;

private:
    void prepare_last_words(int if_stuck);

    std::vector<std::string> steps_;
};

/// Bytes as a reader can see them: `5 bytes 'hello'`, long ones cut short.
std::string shown(std::string_view bytes);

} // namespace net
