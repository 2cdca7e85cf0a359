// The runner: shows the way through the exercises, and runs their tests.
#include <iostream>
#include <map>

#include "exercises/runner/session.h"

namespace {

constexpr const char* usage =
    R"(usage: course COMMAND [EXERCISE] [OPTION]

  next               what to do now
  list               all exercises, and how far you are
  start [03-2]       copies an exercise to exercises/work/, for you to edit
  watch [03-2]       runs its tests whenever you save; keys h, n, q
  test [03-2]        runs its tests once
  hint [03-2] [1-3]  the next hint, or the one you name
  solution [03-2]    ours; before you have passed: --give-up
  diff [03-2]        yours against ours
  reset [03-2]       begins anew, and keeps what you had
  doctor             is this machine ready?
  contract --kind chat -- ./my_server --port 0
                     puts your own server through what ours must pass
  grade DIR          for teachers: submissions to points (it runs their code)

Without EXERCISE, the one you are at.
)";

using words = std::vector<std::string>;

course::session make_session(const char* self) {
    const std::filesystem::path root = COURSE_EXERCISES;
    const std::filesystem::path work = COURSE_WORK;
    return {self,
            root,
            {COURSE_CMAKE, COURSE_BUILD, COURSE_PROGRAMS},
            COURSE_COMPILER,
            COURSE_CONTRACT,
            course::read_catalog(COURSE_LIST, root, work),
            course::progress(work / "progress.txt"),
            course::style::of_terminal()};
}

int run(course::session& now, const std::string& command, const words& rest) {
    using function = int (*)(course::session&, const words&);
    const std::map<std::string, function> commands = {
        {"start", course::start},       {"test", course::test},
        {"watch", course::watch},       {"hint", course::hint},
        {"solution", course::solution}, {"diff", course::diff},
        {"reset", course::reset},       {"grade", course::grade},
        {"contract", course::contract}};
    const std::map<std::string, int (*)(course::session&)> plain = {
        {"next", course::next},
        {"list", course::list},
        {"doctor", course::doctor}};
    if (const auto one = plain.find(command); one != plain.end()) {
        if (!rest.empty()) {
            throw course::wrong_use(command + " takes nothing behind it");
        }
        return one->second(now);
    }
    const auto found = commands.find(command);
    if (found == commands.end()) {
        throw course::wrong_use("there is no command '" + command + "'; " +
                                now.type("--help") + " shows all");
    }
    return found->second(now, rest);
}

} // namespace

int main(int argc, char** argv) {
    const words all(argv + 1, argv + argc);
    if (!all.empty() && (all[0] == "--help" || all[0] == "help")) {
        std::cout << usage;
        return 0;
    }
    try {
        course::session now = make_session(argv[0]);
        if (all.empty()) return course::next(now);
        return run(now, all[0], words(all.begin() + 1, all.end()));
    } catch (const course::wrong_use& fault) {
        std::cerr << course::broken(std::string("course: ") + fault.what());
        return 2;
    } catch (const std::exception& fault) {
        std::cerr << course::broken(std::string("course: ") + fault.what());
        return 1;
    }
}
