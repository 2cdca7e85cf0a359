#include "exercises/runner/progress.h"

#include <gtest/gtest.h>

#include "exercises/runner/tests/temporary_folder.h"
#include "exercises/runner/text.h"

namespace {

TEST(progress, knows_nothing_at_first) {
    const course::temporary_folder folder;
    const course::progress done(folder.path() / "progress.txt");

    EXPECT_EQ(done.current(), "");
    EXPECT_FALSE(done.of("01-1").passed);
    EXPECT_FALSE(exists(folder.path() / "progress.txt"));
}

TEST(progress, is_there_again_the_next_time) {
    const course::temporary_folder folder;
    const std::filesystem::path file = folder.path() / "work" / "progress.txt";
    {
        course::progress done(file);
        done.set_current("01-2");
        done.set_passed("01-1");
        done.set_hint("01-2", 2);
        done.set_hint("01-2", 1); // the stronger one counts
        done.set_gave_up("02-4");
    }
    const course::progress done(file);

    EXPECT_EQ(done.current(), "01-2");
    EXPECT_TRUE(done.of("01-1").passed);
    EXPECT_FALSE(done.of("01-2").passed);
    EXPECT_EQ(done.of("01-2").hints, 2);
    EXPECT_TRUE(done.of("02-4").gave_up);
}

TEST(progress, takes_no_offence_at_a_persons_own_words) {
    const course::temporary_folder folder;
    const std::filesystem::path file = folder.path() / "progress.txt";
    course::write_file(file, "# mine\n\n01-1 was fun\n01-1 passed\n");

    EXPECT_TRUE(course::progress(file).of("01-1").passed);
}

} // namespace
