#include "exercises/runner/session.h"

#include <algorithm>

namespace course {

const exercise& session::chosen(const std::vector<std::string>& words) const {
    if (words.size() > 1) {
        throw wrong_use("'" + words[1] + "' is one word too many; " +
                        type("--help") + " shows what there is");
    }
    if (!words.empty()) {
        const exercise* const named = find(all, words[0]);
        if (named == nullptr) {
            throw wrong_use("there is no exercise '" + words[0] + "'; " +
                            type("list") + " shows all");
        }
        return *named;
    }
    const exercise* const current = find(all, done.current());
    if (current == nullptr) {
        throw wrong_use("no exercise is begun yet; " + type("start 01-1") +
                        " begins the first");
    }
    return *current;
}

const exercise* session::next_open() const {
    const auto current = std::ranges::find(all, done.current(), &exercise::id);
    const auto is_open = [this](const exercise& each) {
        return !done.of(each.id).passed;
    };
    auto found = std::find_if(current, all.end(), is_open);
    if (found == all.end()) {
        found = std::find_if(all.begin(), all.end(), is_open);
    }
    return found == all.end() ? nullptr : &*found;
}

std::string session::type(const std::string& rest) const {
    return self + " " + rest;
}

std::string session::shown(const std::filesystem::path& path) const {
    const std::string near =
        path.lexically_relative(std::filesystem::current_path()).string();
    return near.empty() || near.starts_with("../..") ? path.string() : near;
}

bool session::is_begun(const exercise& one) const {
    return std::filesystem::exists(one.work);
}

bool session::is_untouched(const exercise& one) const {
    return is_begun(one) && read_file(one.work) == read_file(one.stub());
}

} // namespace course
