// What a learner has done so far, kept in a file that he can read.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace course {

/// Loaded at the start, saved after each change.
class progress {
public:
    explicit progress(std::filesystem::path file);

    struct entry {
        bool passed = false;
        bool gave_up = false;
        int hints = 0; // seen
    };

    entry of(const std::string& id) const;
    std::string current() const { return current_; } // empty: none yet

    void set_current(const std::string& id);
    void set_passed(const std::string& id);
    void set_gave_up(const std::string& id);

    /// `number` is the strongest hint that has been seen.
    void set_hint(const std::string& id, int number);

private:
    void load();
    void save() const;

    const std::filesystem::path file_;
    std::string current_;
    std::map<std::string, entry> entries_; // by exercise
};

} // namespace course
