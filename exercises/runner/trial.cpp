#include "exercises/runner/trial.h"

#include <optional>
#include <utility>

namespace course {

using namespace std::chrono_literals;

namespace {

constexpr auto most_build_time = 5min; // the first one builds libraries, too
constexpr auto most_test_time = 10s;

} // namespace

trial::trial(net::reactor& loop, const build_tree& build, std::string program,
             handler done)
    : loop_(loop),
      build_(build),
      program_(std::move(program)),
      done_(std::move(done)) {
    step_ = std::make_unique<child_process>(
        loop_, build_.command(program_), most_build_time,
        [this](const ending& how) {
            if (how.well()) {
                run();
            } else {
                tell(read_failed_build(how));
            }
        });
}

void trial::run() {
    step_.reset(); // one child at a time
    step_ = std::make_unique<child_process>(
        loop_, std::vector{build_.programs + "/" + program_}, most_test_time,
        [this](const ending& how) { tell(read_test_run(how)); });
}

void trial::tell(const verdict& result) {
    const handler done = std::move(done_);
    done(result); // may destroy this
}

verdict try_out(net::reactor& loop, const build_tree& build,
                const std::string& program) {
    const ending built =
        run_program(loop, build.command(program), most_build_time);
    if (!built.well()) return read_failed_build(built);
    return read_test_run(
        run_program(loop, {build.programs + "/" + program}, most_test_time));
}

} // namespace course
