#include "exercises/runner/catalog.h"

#include <algorithm>
#include <stdexcept>

#include "exercises/runner/text.h"

namespace course {
namespace {

/// What is folded behind `summary`.
std::string folded(const std::string& markdown, const std::string& summary) {
    const std::string head = "<summary>" + summary + "</summary>";
    const std::size_t begin = markdown.find(head);
    const std::size_t end = markdown.find("</details>", begin);
    if (begin == std::string::npos || end == std::string::npos) {
        throw std::invalid_argument("no '" + summary + "' in it");
    }
    const std::size_t text = begin + head.size();
    return trimmed(markdown.substr(text, end - text));
}

/// Cuts off what stands in front of `mark`, and the mark.
std::string cut(std::string_view& text, std::string_view mark) {
    const std::size_t end = text.find(mark);
    if (end == text.npos) throw std::invalid_argument(std::string(mark));
    const std::string_view front = text.substr(0, end);
    text.remove_prefix(end + mark.size());
    return std::string(front);
}

} // namespace

page parse_page(const std::string& markdown) {
    page result;
    std::string_view rest = markdown;
    try {
        cut(rest, "# ");
        cut(rest, " "); // 01-1
        result.title = replaced(cut(rest, "\n\n*"), "`", "");
        result.minutes = std::stoi(cut(rest, " minutes, "));
        result.points = std::stoi(cut(rest, " points."));
        cut(rest, "\n");
    } catch (const std::invalid_argument&) {
        throw std::invalid_argument(
            "its first lines are not '# 01-1 Name' "
            "and '*15 minutes, 10 points. ...*'");
    }
    result.task = trimmed(std::string(rest.substr(0, rest.find("<details>"))));
    for (std::size_t i = 0; i < result.hints.size(); ++i) {
        result.hints[i] = folded(markdown, "Hint " + std::to_string(i + 1));
    }
    result.noticed = folded(markdown, "What you should have noticed");
    return result;
}

std::vector<exercise> read_catalog(const std::filesystem::path& list,
                                   const std::filesystem::path& root,
                                   const std::filesystem::path& work) {
    std::vector<exercise> all;
    for (const std::string& line : lines_of(read_file(list))) {
        const std::vector<std::string> words = split(line, '\t');
        if (words.size() != 4) throw std::invalid_argument(list.string());
        exercise one;
        one.id = words[0];
        one.folder = root / words[1];
        one.answer = words[2];
        one.work = work / words[3] / words[2];
        const std::filesystem::path readme = one.folder / "README.md";
        try {
            one.text = parse_page(read_file(readme));
        } catch (const std::invalid_argument& fault) {
            throw std::invalid_argument(readme.string() + ": " + fault.what());
        }
        one.expected = lines_of(read_file(one.folder / "expected.txt"));
        all.push_back(std::move(one));
    }
    return all;
}

const exercise* find(const std::vector<exercise>& all, std::string name) {
    std::replace(name.begin(), name.end(), '.', '-');
    if (name.size() == 3 && name[1] == '-') name.insert(0, "0");
    const auto found = std::ranges::find(all, name, &exercise::id);
    return found == all.end() ? nullptr : &*found;
}

} // namespace course
