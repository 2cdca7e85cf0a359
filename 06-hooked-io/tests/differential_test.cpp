// Each check, run as it is and run under the hooks: the kernel says what is
// right.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

// CMakeLists.txt knows where they are.
const std::string program = CHECKS_PROGRAM;
const std::string hooks = HOOKS_LIBRARY;
const std::string wrong_hooks = WRONG_HOOKS_LIBRARY;

/// What a command prints, and how it ends if not well.
std::string output_of(const std::string& command) {
    FILE* const pipe = ::popen(command.c_str(), "re");
    if (pipe == nullptr) return "no process";
    std::string text;
    for (int c; (c = std::fgetc(pipe)) != EOF;) text += static_cast<char>(c);
    const int status = ::pclose(pipe);
    if (WEXITSTATUS(status) == 124) return text + "hangs\n";
    return status == 0 ? text : text + "ends badly\n";
}

/// Shape:    `settings` are variables of the environment, as env(1) has them
std::string transcript_of(const std::string& check, const std::string& settings,
                          int seconds = 30) {
    return output_of("exec timeout --foreground " + std::to_string(seconds) +
                     " env " + settings + " '" + program + "' " + check);
}

class differential : public testing::Test {
public:
    explicit differential(std::string check) : check_(std::move(check)) {}

    void TestBody() override {
        const std::string native = transcript_of(check_, "");
        ASSERT_NE(native.find("the end"), native.npos) << native;

        const std::string preload = "LD_PRELOAD='" + hooks + "'";
        EXPECT_EQ(native, transcript_of(check_, preload));
        EXPECT_EQ(native,
                  transcript_of(check_, preload + " HOOKED_IO_THREADS=4"));
    }

private:
    const std::string check_;
};

// What proves that a wrong hook is found.
TEST(differential_test, finds_a_hook_that_blocks_the_whole_thread) {
    const std::string preload =
        "LD_PRELOAD='" + wrong_hooks + "':'" + hooks + "'";
    const std::string native = transcript_of("read_waits_for_a_pipe", "");

    const std::string wrong =
        transcript_of("read_waits_for_a_pipe", preload, 2);

    EXPECT_NE(wrong, native);
    EXPECT_NE(wrong.find("hangs"), wrong.npos) << wrong;
}

TEST(differential_test, finds_a_hook_that_leaves_a_flag_behind) {
    const std::string preload =
        "LD_PRELOAD='" + wrong_hooks + "':'" + hooks + "'";
    const std::string name = "accept_leaves_the_flags_alone";
    const std::string native = transcript_of(name, "");

    const std::string wrong = transcript_of(name, preload);

    EXPECT_NE(wrong, native);
    EXPECT_EQ(wrong.find("hangs"), wrong.npos) << wrong;
}

TEST(differential_test, finds_a_program_that_dies) {
    EXPECT_EQ(transcript_of("no_such_check", "2>&1"),
              "no check 'no_such_check'\nends badly\n");
}

} // namespace

/// Each check becomes a test of that name.
int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    std::string name;
    for (const char c : output_of("exec '" + program + "'")) {
        if (c != '\n') {
            name += c;
            continue;
        }
        testing::RegisterTest("differential", name.c_str(), nullptr, nullptr,
                              __FILE__, __LINE__,
                              [name] { return new differential(name); });
        name.clear();
    }
    return RUN_ALL_TESTS();
}
