// Small helpers for text: files, lines, words, and what fits a terminal.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace course {

/// Errors:   std::system_error that names the file
std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, std::string_view text);

std::vector<std::string> lines_of(std::string_view text);
std::vector<std::string> split(std::string_view line, char at);

/// Without blanks and empty lines at both ends.
std::string trimmed(std::string_view text);

/// Every `from` in `text` becomes `to`.
std::string replaced(std::string text, std::string_view from,
                     std::string_view to);

inline constexpr std::size_t columns = 80; // of a plain terminal

/// Markdown for a terminal: paragraphs filled anew, code as it stands, links
/// without their targets.
std::string filled(std::string_view markdown);

/// Lines that are too long are broken; what comes down is indented further.
std::string broken(std::string_view text);

/// How a terminal shows things; plain where it cannot, or where it is none.
class style {
public:
    explicit style(bool colours) : colours_(colours) {}

    /// By what standard output is, and by NO_COLOR and TERM.
    static style of_terminal();

    std::string good(std::string_view text) const { return in("32", text); }
    std::string bad(std::string_view text) const { return in("31", text); }
    std::string strong(std::string_view text) const { return in("1", text); }
    std::string faint(std::string_view text) const { return in("2", text); }

private:
    std::string in(std::string_view code, std::string_view text) const;

    bool colours_;
};

/// "[#####...............]  25 %", `width` characters between the brackets.
std::string bar(std::size_t done, std::size_t all, std::size_t width);

} // namespace course
