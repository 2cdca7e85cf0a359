// grade: a folder of submissions becomes a table of points.
#include <algorithm>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>

#include "exercises/runner/session.h"

namespace course {
namespace {

namespace fs = std::filesystem;

/// Whom a submission is from, and the points for each exercise, in order.
struct row {
    std::string student;
    std::vector<int> points; // -1: not handed in
    int sum() const {
        int all = 0;
        for (const int each : points) all += std::max(each, 0);
        return all;
    }
};

/// A student's answer: in the work folder as the learner has it, in a folder
/// called as the exercise is, or loose.
fs::path submitted(const fs::path& student, const exercise& one) {
    const fs::path inside = one.work.parent_path().filename() / one.answer;
    for (const fs::path& path :
         {student / "work" / inside, student / inside,
          student / one.id / one.answer, student / one.answer}) {
        if (fs::is_regular_file(path)) return path;
    }
    return {};
}

int points_for(const session& now, net::reactor& loop, const exercise& one,
               const fs::path& answer) {
    if (answer.empty()) return -1;
    // The one file that grade_01-1 is built with.
    write_file(fs::path(now.build.programs) / "graded" / one.id / one.answer,
               read_file(answer));
    const verdict result = try_out(loop, now.build, "grade_" + one.id);
    return result.is == verdict::kind::passed ? one.text.points : 0;
}

std::string as_csv(const session& now, const std::vector<row>& rows) {
    std::ostringstream text;
    text << "student";
    for (const exercise& each : now.all) text << "," << each.id;
    text << ",sum\n";
    for (const row& each : rows) {
        // RFC 4180: in quotes, and a quote is two.
        text << '"' << replaced(each.student, "\"", "\"\"") << '"';
        for (const int points : each.points) {
            text << ",";
            if (points >= 0) text << points;
        }
        text << "," << each.sum() << "\n";
    }
    return text.str();
}

void print_table(const session& now, const std::vector<row>& rows) {
    std::size_t width = 7;
    for (const row& each : rows) width = std::max(width, each.student.size());
    // A chapter a column: 24 exercises would not fit 80 columns.
    std::vector<std::string> chapters;
    for (const exercise& each : now.all) {
        if (chapters.empty() || chapters.back() != each.chapter()) {
            chapters.push_back(each.chapter());
        }
    }
    std::cout << std::left << std::setw(static_cast<int>(width)) << "student";
    for (const std::string& each : chapters) std::cout << "    " << each;
    std::cout << "   sum\n";
    for (const row& each : rows) {
        std::cout << std::left << std::setw(static_cast<int>(width))
                  << each.student << std::right;
        for (const std::string& chapter : chapters) {
            int sum = 0;
            for (std::size_t i = 0; i < now.all.size(); ++i) {
                if (now.all[i].chapter() == chapter) {
                    sum += std::max(each.points[i], 0);
                }
            }
            std::cout << std::setw(6) << sum;
        }
        std::cout << std::setw(6) << each.sum() << "\n";
    }
}

} // namespace

int grade(session& now, const std::vector<std::string>& words) {
    if (words.size() != 1 || !fs::is_directory(words[0])) {
        throw wrong_use(
            "grade wants a folder with a folder for each student: " +
            now.type("grade submissions"));
    }
    std::vector<fs::path> students;
    for (const auto& each : fs::directory_iterator(words[0])) {
        if (each.is_directory()) students.push_back(each.path());
    }
    std::ranges::sort(students);
    if (students.empty()) {
        throw wrong_use("there is no folder in '" + words[0] + "'");
    }
    net::reactor loop;
    std::vector<row> rows;
    for (const fs::path& student : students) {
        row one{student.filename().string(), {}};
        for (const exercise& each : now.all) {
            const fs::path answer = submitted(student, each);
            if (!answer.empty()) {
                std::cerr << one.student << ": " << each.id << "\n";
            }
            one.points.push_back(points_for(now, loop, each, answer));
        }
        rows.push_back(std::move(one));
    }
    print_table(now, rows);
    const fs::path csv = fs::path(words[0]) / "points.csv";
    write_file(csv, as_csv(now, rows));
    std::cout << "\nEach exercise by itself: " << now.shown(csv) << "\n";
    return 0;
}

} // namespace course
