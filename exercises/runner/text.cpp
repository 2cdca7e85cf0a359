#include "exercises/runner/text.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <system_error>

namespace course {
namespace {

/// Where the text of a list's item begins: behind "- " or "  1. ". Otherwise
/// the line's own indent.
std::size_t hanging_indent(std::string_view line) {
    const std::size_t begin =
        std::min(line.find_first_not_of(' '), line.size());
    const std::string_view rest = line.substr(begin);
    if (rest.starts_with("- ")) return begin + 2;
    const std::size_t digits =
        std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (digits > 0 && rest.substr(digits).starts_with(". ")) {
        return begin + digits + 2;
    }
    return begin;
}

/// "[text](target)" becomes "text".
std::string without_links(std::string text) {
    std::size_t begin = 0;
    while ((begin = text.find('[', begin)) != text.npos) {
        const std::size_t middle = text.find(']', begin);
        const std::size_t end = text.find(')', middle);
        if (end == text.npos) break;
        if (text[middle + 1] == '(') {
            text.erase(middle, end + 1 - middle);
            text.erase(begin, 1);
        } else {
            ++begin;
        }
    }
    return text;
}

/// A line in as many lines as it needs, broken at blanks only.
std::string broken_line(std::string_view line) {
    const std::string indent(hanging_indent(line), ' ');
    std::string result;
    // Blanks at the end need no line of their own.
    std::string_view rest = line.substr(0, line.find_last_not_of(' ') + 1);
    std::string before; // what stands in front of `rest`
    while (before.size() + rest.size() > columns) {
        std::size_t at = rest.rfind(' ', columns - before.size());
        const std::size_t first = result.empty() ? indent.size() : 0;
        if (at == rest.npos || at <= first) at = rest.find(' ', columns);
        if (at == rest.npos) break;
        result += before + std::string(rest.substr(0, at)) + "\n";
        rest = rest.substr(rest.find_first_not_of(' ', at));
        before = indent;
    }
    return result + before + std::string(rest) + "\n";
}

} // namespace

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || (file.peek() != EOF && !(text << file.rdbuf()))) {
        throw std::system_error(errno, std::generic_category(), path.string());
    }
    return text.str();
}

void write_file(const std::filesystem::path& path, std::string_view text) {
    if (path.has_parent_path()) {
        std::filesystem::create_directories(path.parent_path());
    }
    // Into a file beside it first: who reads it, never sees half of it.
    std::filesystem::path fresh = path;
    fresh += ".new";
    std::ofstream file(fresh, std::ios::binary);
    file << text;
    file.close();
    if (!file) {
        throw std::system_error(errno, std::generic_category(), path.string());
    }
    std::filesystem::rename(fresh, path);
}

std::vector<std::string> split(std::string_view line, char at) {
    std::vector<std::string> parts;
    std::size_t begin = 0;
    while (begin <= line.size()) {
        const std::size_t end = std::min(line.find(at, begin), line.size());
        parts.emplace_back(line.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

std::vector<std::string> lines_of(std::string_view text) {
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (text.empty()) return {};
    return split(text, '\n');
}

std::string trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \n\r\t");
    if (first == text.npos) return "";
    return std::string(
        text.substr(first, text.find_last_not_of(" \n\r\t") - first + 1));
}

std::string replaced(std::string text, std::string_view from,
                     std::string_view to) {
    std::size_t at = 0;
    while ((at = text.find(from, at)) != text.npos) {
        text.replace(at, from.size(), to);
        at += to.size();
    }
    return text;
}

std::string filled(std::string_view markdown) {
    std::string result, paragraph;
    const auto finish = [&] {
        if (!paragraph.empty()) result += broken_line(without_links(paragraph));
        paragraph.clear();
    };
    bool is_code = false;
    for (const std::string& line : lines_of(markdown)) {
        if (line.starts_with("```")) {
            finish();
            is_code = !is_code;
        } else if (is_code) {
            result += "    " + line + "\n";
        } else if (line.empty()) {
            finish();
            result += "\n";
        } else if (hanging_indent(line) > 0 && line[0] != ' ') {
            finish(); // a new item of a list
            paragraph = trimmed(line);
        } else {
            paragraph += (paragraph.empty() ? "" : " ") + trimmed(line);
        }
    }
    finish();
    return result;
}

std::string broken(std::string_view text) {
    std::string result;
    for (const std::string& line : lines_of(text)) result += broken_line(line);
    return result;
}

style style::of_terminal() {
    const char* const kind = std::getenv("TERM");
    const char* const plain = std::getenv("NO_COLOR");
    return style(::isatty(STDOUT_FILENO) == 1 && kind != nullptr &&
                 std::string_view(kind) != "dumb" &&
                 (plain == nullptr || *plain == '\0'));
}

std::string style::in(std::string_view code, std::string_view text) const {
    if (!colours_) return std::string(text);
    return "\033[" + std::string(code) + "m" + std::string(text) + "\033[0m";
}

std::string bar(std::size_t done, std::size_t all, std::size_t width) {
    const std::size_t full = all == 0 ? 0 : done * width / all;
    const std::size_t percent = all == 0 ? 0 : done * 100 / all;
    return "[" + std::string(full, '#') + std::string(width - full, '.') +
           "] " + std::to_string(percent) + " %";
}

} // namespace course
