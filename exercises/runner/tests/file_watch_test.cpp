#include "exercises/runner/file_watch.h"

#include <gtest/gtest.h>

#include <fstream>

#include "exercises/runner/tests/temporary_folder.h"
#include "exercises/runner/text.h"

namespace {

using namespace std::chrono_literals;

/// Both ways to notice a save do the same.
class file_watch : public testing::TestWithParam<course::watch_by> {
protected:
    file_watch() { course::write_file(file_, "one\n"); }

    /// Runs the loop until `calls` changes were told, or five seconds.
    void await(int calls) {
        const auto limit = loop_.call_after(5s, [this] { loop_.stop(); });
        while (calls_ < calls && loop_.run_one(-1ms) && !late()) {
        }
        loop_.cancel(limit);
    }

    bool late() const {
        return std::chrono::steady_clock::now() > started_ + 5s;
    }

    const course::temporary_folder folder_;
    const std::filesystem::path file_ = folder_.path() / "answer.h";
    net::reactor loop_;
    int calls_ = 0;
    const std::chrono::steady_clock::time_point started_ =
        std::chrono::steady_clock::now();
};

TEST_P(file_watch, tells_of_a_file_that_is_written_in_place) {
    const course::file_watch watch(
        loop_, file_, [this] { ++calls_; }, GetParam());
    std::ofstream(file_, std::ios::app) << "two\n";
    await(1);

    EXPECT_GE(calls_, 1);
}

TEST_P(file_watch, tells_of_a_new_file_that_takes_the_name) {
    const course::file_watch watch(
        loop_, file_, [this] { ++calls_; }, GetParam());
    course::write_file(file_, "one\ntwo\n"); // beside it, then renamed
    await(1);
    const int first = calls_;
    course::write_file(file_, "one\ntwo\nthree\n");
    await(first + 1);

    EXPECT_GE(first, 1);
    EXPECT_GE(calls_, first + 1);
}

TEST_P(file_watch, is_silent_about_the_file_beside_it) {
    const course::file_watch watch(
        loop_, file_, [this] { ++calls_; }, GetParam());
    std::ofstream(folder_.path() / "other.h") << "two\n";
    loop_.run_one(0ms);
    loop_.run_one(0ms);

    EXPECT_EQ(calls_, 0);
}

TEST_P(file_watch, ends_with_its_object) {
    {
        course::file_watch watch(
            loop_, file_, [] {}, GetParam());
    }

    EXPECT_EQ(loop_.size(), 0u);
}

INSTANTIATE_TEST_SUITE_P(both, file_watch,
                         testing::Values(course::watch_by::best,
                                         course::watch_by::looking),
                         [](const auto& each) {
                             return each.param == course::watch_by::best
                                        ? "the_best"
                                        : "looking";
                         });

} // namespace
