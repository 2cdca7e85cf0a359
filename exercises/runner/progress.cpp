#include "exercises/runner/progress.h"

#include <algorithm>
#include <sstream>

#include "exercises/runner/text.h"

namespace course {

progress::progress(std::filesystem::path file) : file_(std::move(file)) {
    if (std::filesystem::exists(file_)) load();
}

progress::entry progress::of(const std::string& id) const {
    const auto found = entries_.find(id);
    return found == entries_.end() ? entry() : found->second;
}

void progress::set_current(const std::string& id) {
    current_ = id;
    save();
}

void progress::set_passed(const std::string& id) {
    entries_[id].passed = true;
    save();
}

void progress::set_gave_up(const std::string& id) {
    entries_[id].gave_up = true;
    save();
}

void progress::set_hint(const std::string& id, int number) {
    entries_[id].hints = std::max(entries_[id].hints, number);
    save();
}

void progress::load() {
    for (const std::string& line : lines_of(read_file(file_))) {
        std::istringstream words(line);
        std::string first, second;
        words >> first >> second;
        if (first == "current") {
            current_ = second;
        } else if (second == "passed") {
            entries_[first].passed = true;
        } else if (second == "gave-up") {
            entries_[first].gave_up = true;
        } else if (second == "hints") {
            words >> entries_[first].hints;
        } // what else there is, a person has written
    }
}

void progress::save() const {
    std::string text = "# What you have done so far, as the runner knows it.\n";
    if (!current_.empty()) text += "current " + current_ + "\n";
    for (const auto& [id, each] : entries_) {
        if (each.passed) text += id + " passed\n";
        if (each.gave_up) text += id + " gave-up\n";
        if (each.hints > 0) {
            text += id + " hints " + std::to_string(each.hints) + "\n";
        }
    }
    write_file(file_, text);
}

} // namespace course
