// What the options of all programs have behind them: numbers, times, commands.
#include <algorithm>
#include <cstdint>
#include <stdexcept>

#include ".ci/fuzz/fuzz.h"
#include "01-blocking/contract/shell_words.h"
#include "01-blocking/option_values.h"

namespace fuzz {

namespace {

bool has_only(std::string_view text, std::string_view these) {
    return text.find_first_not_of(these) == text.npos;
}

void check_number(const std::string& text) {
    const auto value = net::parse_number(text, 0, UINT64_MAX);
    expect(has_only(text, "0123456789"), "a number has digits only");
    const std::size_t zeros =
        std::min(text.find_first_not_of('0'), text.size() - 1);
    expect(text.substr(zeros) == std::to_string(value), "it is the same");
    if (value > 1'000'000) return;
    expect(net::parse_seconds(text) == std::chrono::seconds(value),
           "so many seconds");
}

void check_seconds(const std::string& text) {
    const auto time = net::parse_seconds(text);
    expect(has_only(text, "0123456789."), "no sign, no exponent");
    expect(time.count() >= 0 && time <= std::chrono::seconds(1'000'000),
           "not before now, and not for ever");
}

void check_words(const std::string& text) {
    std::size_t bytes = 0;
    for (const std::string& word : net::shell_words(text)) bytes += word.size();
    expect(bytes <= text.size(), "no word that nobody said");
}

} // namespace

void check_values(std::string_view input) {
    const std::string text(input);
    for (const auto check : {check_number, check_seconds, check_words}) {
        try {
            check(text);
        } catch (const std::invalid_argument&) {
        }
    }
}

} // namespace fuzz
