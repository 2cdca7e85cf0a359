// hint, solution, diff, reset: for those who are stuck, or done.
#include <charconv>
#include <iostream>

#include "exercises/runner/session.h"

namespace course {
namespace {

using namespace std::chrono_literals;

/// Ours is not for those who have yet to find theirs.
void must_be_open(const session& now, const exercise& one) {
    const progress::entry entry = now.done.of(one.id);
    if (entry.passed || entry.gave_up) return;
    throw wrong_use(one.id + " is not passed yet. " + now.type("hint") +
                    " helps; " + now.type("solution --give-up") +
                    " shows ours all the same");
}

/// Words that are no number of a hint; `number` is 0 if there was none.
std::vector<std::string> without_number(const std::vector<std::string>& words,
                                        int& number) {
    std::vector<std::string> rest;
    for (const std::string& word : words) {
        if (word.size() == 1 && word[0] >= '1' && word[0] <= '3') {
            number = word[0] - '0';
        } else {
            rest.push_back(word);
        }
    }
    return rest;
}

} // namespace

std::string give_hint(session& now, const exercise& one, int number) {
    if (number == 0) number = std::min(now.done.of(one.id).hints + 1, 3);
    now.done.set_hint(one.id, number);
    std::string text =
        now.look.strong("Hint " + std::to_string(number) + " of 3 for " +
                        one.id + " " + one.text.title) +
        "\n\n" + filled(one.text.hints[static_cast<std::size_t>(number) - 1]);
    if (number == 3) {
        text += "\nThat was the strongest one. If it does not help: " +
                now.type("solution --give-up") + "\n";
    }
    return text;
}

int hint(session& now, const std::vector<std::string>& words) {
    int number = 0;
    const exercise& one = now.chosen(without_number(words, number));
    std::cout << give_hint(now, one, number);
    return 0;
}

int solution(session& now, const std::vector<std::string>& words) {
    std::vector<std::string> rest;
    bool gives_up = false;
    for (const std::string& word : words) {
        if (word == "--give-up") {
            gives_up = true;
        } else {
            rest.push_back(word);
        }
    }
    const exercise& one = now.chosen(rest);
    if (gives_up && !now.done.of(one.id).passed) now.done.set_gave_up(one.id);
    must_be_open(now, one);
    std::cout << read_file(one.solution()) << "\n"
              << now.look.faint("This is " + now.shown(one.solution())) << "\n";
    return 0;
}

int diff(session& now, const std::vector<std::string>& words) {
    const exercise& one = now.chosen(words);
    must_be_open(now, one);
    if (!now.is_begun(one)) {
        throw wrong_use("there is nothing of yours to compare: " +
                        now.type("start " + one.id));
    }
    net::reactor loop;
    const ending how =
        run_program(loop,
                    {"diff", "-u", "--label", "yours", "--label", "ours",
                     one.work.string(), one.solution().string()},
                    10s);
    for (const std::string& line : lines_of(how.output)) {
        if (line.starts_with('+')) {
            std::cout << now.look.good(line) << "\n";
        } else if (line.starts_with('-')) {
            std::cout << now.look.bad(line) << "\n";
        } else {
            std::cout << line << "\n";
        }
    }
    if (how.well()) std::cout << "Yours and ours are the same.\n";
    return 0;
}

int reset(session& now, const std::vector<std::string>& words) {
    const exercise& one = now.chosen(words);
    if (!now.is_begun(one)) {
        throw wrong_use(one.id + " is not begun; type " +
                        now.type("start " + one.id));
    }
    std::filesystem::path kept;
    int number = 0;
    do {
        kept = one.work;
        kept += ".old" + std::to_string(++number);
    } while (std::filesystem::exists(kept));
    std::filesystem::rename(one.work, kept);
    begin(now, one);
    std::cout << one.id << " begins anew; what you had is kept as\n  "
              << now.shown(kept) << "\n";
    return 0;
}

} // namespace course
