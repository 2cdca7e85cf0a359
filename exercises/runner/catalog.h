// The exercises there are, as their folders and pages describe them.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace course {

/// What an exercise's README.md says.
struct page {
    std::string title;
    int minutes = 0;
    int points = 0;
    std::string task;                 // all that is not folded
    std::array<std::string, 3> hints; // of growing strength
    std::string noticed;              // to be read afterwards
};

/// Errors:   std::invalid_argument if it is not made as such a page is
page parse_page(const std::string& markdown);

struct exercise {
    std::string id;               // "01-1"
    std::filesystem::path folder; // absolute
    std::string answer;           // the file's name: "read_exactly.h"
    std::filesystem::path work;   // the learner's copy, absolute
    page text;
    std::vector<std::string> expected; // the tests that the stub fails

    std::filesystem::path stub() const { return folder / answer; }
    std::filesystem::path solution() const {
        return folder / "solution" / answer;
    }
    std::string chapter() const { return id.substr(0, 2); }
};

/// Reads the list that CMake has written, and the page of each.
/// Shape:    a line: id, folder, answer and work folder, with tabs between
std::vector<exercise> read_catalog(const std::filesystem::path& list,
                                   const std::filesystem::path& root,
                                   const std::filesystem::path& work);

/// The exercise a person means: "03-2", "3-2" or "3.2".
/// Shape:    null if there is none
const exercise* find(const std::vector<exercise>& all, std::string name);

} // namespace course
