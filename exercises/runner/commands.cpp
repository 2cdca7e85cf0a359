// next, list, start, test: the way through the exercises.
#include <cstdio>
#include <iostream>

#include "exercises/runner/session.h"

namespace course {
namespace {

std::string cost(const exercise& one) {
    return std::to_string(one.text.minutes) + " minutes, " +
           std::to_string(one.text.points) + " points";
}

std::string mark(const session& now, const exercise& one) {
    const progress::entry entry = now.done.of(one.id);
    if (entry.passed) return now.look.good("[x]");
    return now.is_begun(one) ? now.look.strong("[>]") : "[ ]";
}

} // namespace

void begin(session& now, const exercise& one) {
    if (!now.is_begun(one)) write_file(one.work, read_file(one.stub()));
    now.done.set_current(one.id);
}

int next(session& now) {
    const exercise* const one = now.next_open();
    if (one == nullptr) {
        std::cout << now.look.good("All exercises are done.")
                  << " What now? Write a server of your own, and put it\n"
                     "through the contract: "
                  << now.type("contract --help") << "\n";
        return 0;
    }
    std::cout << now.look.strong(one->id + " " + one->text.title) << "  ("
              << cost(*one) << ")\n\n"
              << filled(one->text.task) << "\n";
    if (!now.is_begun(*one)) {
        std::cout << "Type this to begin:  " << now.type("start " + one->id)
                  << "\n";
        return 0;
    }
    std::cout << "Edit:  " << now.shown(one->work)
              << "\nType:  " << now.type("test " + one->id) << ", or "
              << now.type("watch " + one->id) << "\n";
    return 0;
}

int list(session& now) {
    std::size_t passed = 0;
    int points = 0, all_points = 0, minutes = 0;
    std::string chapter;
    for (const exercise& each : now.all) {
        if (each.chapter() != chapter) {
            chapter = each.chapter();
            std::cout << now.look.strong(
                             each.folder.parent_path().filename().string())
                      << "\n";
        }
        char line[160];
        std::snprintf(line, sizeof line, " %s  %-42s %3d min %3d points\n",
                      each.id.c_str(), each.text.title.substr(0, 42).c_str(),
                      each.text.minutes, each.text.points);
        std::cout << "  " << mark(now, each) << line;
        all_points += each.text.points;
        if (now.done.of(each.id).passed) {
            ++passed;
            points += each.text.points;
        } else {
            minutes += each.text.minutes;
        }
    }
    std::cout << "\n"
              << bar(passed, now.all.size(), 24) << ", " << passed << " of "
              << now.all.size() << " exercises, " << points << " of "
              << all_points << " points\n";
    if (minutes > 0) {
        std::cout << "About " << minutes / 60 << " h " << minutes % 60
                  << " min to go. What is next: " << now.type("next") << "\n";
    }
    return 0;
}

int start(session& now, const std::vector<std::string>& words) {
    const exercise* one = words.empty() ? now.next_open() : &now.chosen(words);
    if (one == nullptr) {
        throw wrong_use(
            "all exercises are done; name the one to look at "
            "again: " +
            now.type("start 01-1"));
    }
    const bool was_begun = now.is_begun(*one);
    begin(now, *one);
    std::cout << now.look.strong(one->id + " " + one->text.title) << "  ("
              << cost(*one) << ")\n\n"
              << (was_begun ? "You have begun it before; your file is as you "
                              "left it.\n"
                            : "Your copy is ready.\n")
              << "The task:  " << now.shown(one->folder / "README.md")
              << "\nEdit:      " << now.shown(one->work)
              << "\nThen type: " << now.type("watch")
              << "   (runs the tests whenever you save)\n";
    return 0;
}

int test(session& now, const std::vector<std::string>& words) {
    const exercise& one = now.chosen(words);
    if (!now.is_begun(one)) {
        throw wrong_use(one.id + " is not begun; type " +
                        now.type("start " + one.id));
    }
    now.done.set_current(one.id);
    net::reactor loop;
    const verdict result = try_out(loop, now.build, "exercise_" + one.id);
    const bool passed = result.is == verdict::kind::passed;
    if (passed) now.done.set_passed(one.id);
    std::cout << describe(now, one, result);
    return passed ? 0 : 1;
}

} // namespace course
