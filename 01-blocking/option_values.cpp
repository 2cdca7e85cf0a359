#include "01-blocking/option_values.h"

#include <charconv>
#include <cstdlib>
#include <stdexcept>

namespace net {

std::uint64_t parse_number(const std::string& text, std::uint64_t least,
                           std::uint64_t most) {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, value);
    if (failure != std::errc{} || stopped != end || value < least ||
        value > most) {
        throw std::invalid_argument("not a number from " +
                                    std::to_string(least) + " to " +
                                    std::to_string(most));
    }
    return value;
}

// Not every standard library has a from_chars() for fractions. strtod(3) reads
// more than we want, "inf" and "0x1p3" too, but these have letters.
std::optional<double> parse_decimal(const std::string& text) {
    char* stopped = nullptr;
    const double value = std::strtod(text.c_str(), &stopped);
    if (text.empty() || text.find_first_not_of("0123456789.") != text.npos ||
        stopped != text.c_str() + text.size()) {
        return std::nullopt;
    }
    return value;
}

std::chrono::milliseconds parse_seconds(const std::string& text) {
    const auto value = parse_decimal(text);
    if (!value || *value > 1e6) {
        throw std::invalid_argument("not a number of seconds");
    }
    return std::chrono::milliseconds(static_cast<long>(*value * 1000));
}

} // namespace net
