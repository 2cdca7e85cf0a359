// Numbers and times, as the command lines of all programs here have them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace net {

/// Decimal digits and nothing else.
/// Errors:   std::invalid_argument, which says from where to where
std::uint64_t parse_number(const std::string& text, std::uint64_t least,
                           std::uint64_t most);

/// Decimal digits, with a point among them or without: "3", "0.25".
/// Shape:    nothing if it is anything else
std::optional<double> parse_decimal(const std::string& text);

/// The same, in seconds.
/// Shape:    what is less than a millisecond is cut off
/// Errors:   std::invalid_argument, also for more than a million
std::chrono::milliseconds parse_seconds(const std::string& text);

} // namespace net
