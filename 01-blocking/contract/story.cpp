#include "01-blocking/contract/story.h"

#include <array>
#include <cstdio>
#include <utility>

namespace net {
namespace {

constexpr std::size_t steps_of_a_beginning = 8;
constexpr std::size_t steps_of_an_ending = 16;
constexpr std::size_t bytes_of_a_quote = 48;

std::string numbered(std::size_t number, const std::string& step) {
    return "    " + std::to_string(number) + ". " + step + "\n";
}

} // namespace

void story::tell(std::string step) {
    if (beginning_.size() < steps_of_a_beginning) {
        beginning_.push_back(std::move(step));
        return;
    }
    latest_.push_back(std::move(step));
    if (latest_.size() > steps_of_an_ending) {
        latest_.pop_front();
        ++forgotten_;
    }
}

std::string story::text() const {
    std::string result;
    std::size_t number = 0;
    for (const std::string& step : beginning_) {
        result += numbered(++number, step);
    }
    if (forgotten_ > 0) {
        result += "    ... " + std::to_string(forgotten_) + " steps more\n";
    }
    number += forgotten_;
    for (const std::string& step : latest_) {
        result += numbered(++number, step);
    }
    return result;
}

std::string in_quotes(std::string_view bytes) {
    std::string result = std::to_string(bytes.size()) +
                         (bytes.size() == 1 ? " byte \"" : " bytes \"");
    for (const char byte : bytes.substr(0, bytes_of_a_quote)) {
        if (byte == '\n') {
            result += "\\n";
        } else if (byte >= ' ' && byte <= '~') {
            result += byte;
        } else {
            std::array<char, 5> code{};
            std::snprintf(code.data(), code.size(), "\\x%02x",
                          static_cast<unsigned char>(byte));
            result += code.data();
        }
    }
    return result + (bytes.size() > bytes_of_a_quote ? "\"..." : "\"");
}

std::string indented(std::string_view text, std::string_view margin) {
    std::string result;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        result += margin;
        result += text.substr(0, end);
        result += '\n';
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
}

} // namespace net
