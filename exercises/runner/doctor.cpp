// doctor: is this machine ready?
#include <sys/resource.h>

#include <iostream>

#include "exercises/runner/file_watch.h"
#include "exercises/runner/session.h"

namespace course {
namespace {

using namespace std::chrono_literals;

class examination {
public:
    explicit examination(const session& now) : now_(now) {}

    void report(bool good, const std::string& what, const std::string& help) {
        std::cout << (good ? now_.look.good("ok      ")
                           : now_.look.bad("MISSING "))
                  << what << "\n";
        if (!good) std::cout << "        " << help << "\n";
        all_good_ = all_good_ && good;
    }

    /// The first line that a program prints, or nothing if it cannot be run.
    std::string first_line(const std::vector<std::string>& command) {
        try {
            const ending how = run_program(loop_, command, 10s);
            const std::vector<std::string> lines = lines_of(how.output);
            return how.well() && !lines.empty() ? lines[0] : "";
        } catch (const std::system_error&) {
            return "";
        }
    }

    ending build(const std::string& target) {
        return run_program(loop_, now_.build.command(target), 5min);
    }

    bool all_good() const { return all_good_; }

private:
    const session& now_;
    net::reactor loop_;
    bool all_good_ = true;
};

} // namespace

int doctor(session& now) {
    examination patient(now);
    const std::string compiler =
        patient.first_line({now.compiler, "--version"});
    patient.report(!compiler.empty(), "compiler: " + compiler,
                   "the build was made with " + now.compiler +
                       ", which does not run any more");
    const std::string cmake =
        patient.first_line({now.build.cmake, "--version"});
    patient.report(!cmake.empty(), "CMake: " + cmake,
                   "install cmake 3.25 or newer");
    const ending tests = patient.build("exercise_test");
    patient.report(tests.well(), "GoogleTest, and a test that compiles",
                   "apt install libgtest-dev, then configure anew:\n" +
                       trimmed(read_failed_build(tests).story));
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    patient.report(files.rlim_cur >= 256,
                   "descriptors: " + std::to_string(files.rlim_cur),
                   "ulimit -n 1024");
    std::error_code error;
    const auto room = std::filesystem::space(now.root, error);
    patient.report(!error && room.available > 500u * 1024 * 1024,
                   "free disk space: " +
                       std::to_string(room.available / 1024 / 1024) + " MiB",
                   "the tests of all exercises need about 500 MiB");
    patient.report(!patient.first_line({"diff", "--version"}).empty(),
                   "diff, for `course diff`", "apt install diffutils");
    std::cout << (patient.all_good() ? "\nThe machine is ready. "
                                     : "\nMend what is missing. ")
              << "Next: " << now.type("next") << "\n";
    return patient.all_good() ? 0 : 1;
}

} // namespace course
