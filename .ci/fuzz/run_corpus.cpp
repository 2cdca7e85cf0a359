// Reads every file of the corpus once, with any compiler: what fuzzing has
// found stays found.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include ".ci/fuzz/fuzz.h"

namespace {

std::string read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// False if the file shows something that does not hold.
bool holds(const fuzz::target& parser, const std::filesystem::path& path) {
    try {
        parser.check(read(path));
        return true;
    } catch (const std::exception& error) {
        std::cerr << path.string() << ": " << error.what() << '\n';
        return false;
    }
}

} // namespace

int main(int count, char** words) try {
    if (count != 2) {
        std::cerr << "usage: run_corpus FOLDER\n";
        return 2;
    }
    int files = 0;
    int wrong = 0;
    for (const fuzz::target& parser : fuzz::targets()) {
        int own = 0;
        for (const auto& entry : std::filesystem::directory_iterator(
                 std::filesystem::path(words[1]) / parser.name)) {
            ++own;
            wrong += !holds(parser, entry.path());
        }
        if (own == 0) ++wrong; // a parser without a corpus is not tested
        files += own;
    }
    std::cout << files << " files, " << wrong << " wrong\n";
    return wrong == 0 ? 0 : 1;
} catch (const std::exception& error) {
    std::cerr << "run_corpus: " << error.what() << '\n';
    return 1;
}
