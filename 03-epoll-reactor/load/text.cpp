#include "03-epoll-reactor/load/text.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace net {
namespace {

/// Three significant digits, and no decimals where there are enough without.
std::string three_digits(double number) {
    const int decimals = number < 9.995 ? 2 : number < 99.95 ? 1 : 0;
    return with_decimals(number, decimals);
}

} // namespace

std::string with_commas(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t left = digits.size(); left > 3;) {
        left -= 3;
        digits.insert(left, 1, ',');
    }
    return digits;
}

std::string with_decimals(double number, int decimals) {
    std::array<char, 64> digits;
    const int length =
        std::snprintf(digits.data(), digits.size(), "%.*f", decimals, number);
    return {digits.data(), static_cast<std::size_t>(length)};
}

std::string duration_text(std::uint64_t nanoseconds) {
    const auto time = static_cast<double>(nanoseconds);
    if (time < 1e3) return std::to_string(nanoseconds) + " ns";
    if (time < 999.5e3) return three_digits(time / 1e3) + " us";
    if (time < 999.5e6) return three_digits(time / 1e6) + " ms";
    return three_digits(time / 1e9) + " s";
}

std::string memory_text(std::uint64_t bytes) {
    constexpr double kib = 1024;
    const auto size = static_cast<double>(bytes);
    if (size < kib) return std::to_string(bytes) + " B";
    if (size < 999.5 * kib) return three_digits(size / kib) + " KiB";
    if (size < 999.5 * kib * kib)
        return three_digits(size / kib / kib) + " MiB";
    return three_digits(size / kib / kib / kib) + " GiB";
}

std::string json_object::text() const {
    std::string result = "{";
    result += members_;
    result += "}";
    return result;
}

json_object& json_object::add(std::string_view name, std::string_view text) {
    return add_json(name, json_string(text));
}

json_object& json_object::add(std::string_view name, std::uint64_t number) {
    return add_json(name, std::to_string(number));
}

json_object& json_object::add(std::string_view name, double number) {
    // JSON knows no infinity and no NaN.
    return add_json(name,
                    std::isfinite(number) ? with_decimals(number, 3) : "null");
}

json_object& json_object::add_json(std::string_view name,
                                   std::string_view json) {
    if (!members_.empty()) members_ += ", ";
    members_ += json_string(name);
    members_ += ": ";
    members_ += json;
    return *this;
}

std::string json_string(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            std::array<char, 8> escaped;
            std::snprintf(escaped.data(), escaped.size(), "\\u%04x",
                          static_cast<unsigned>(c));
            result += escaped.data();
        } else {
            result += c;
        }
    }
    result += '"';
    return result;
}

} // namespace net
