// Numbers as people read them, and as programs do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace net {

std::string with_commas(std::uint64_t number);          // "1,234,567"
std::string with_decimals(double number, int decimals); // "0.52"

/// Three digits and a unit: "850 ns", "12.3 us", "4.56 ms", "1.20 s".
std::string duration_text(std::uint64_t nanoseconds);

/// The same for memory: "512 B", "9.88 KiB", "1.50 MiB".
std::string memory_text(std::uint64_t bytes);

/// A JSON object that is written member by member.
class json_object {
public:
    json_object& add(std::string_view name, std::string_view text);
    json_object& add(std::string_view name, const char* text) {
        return add(name, std::string_view(text));
    }
    json_object& add(std::string_view name, std::uint64_t number);
    json_object& add(std::string_view name, double number);

    /// Adds what is JSON already: another object, a list, null.
    json_object& add_json(std::string_view name, std::string_view json);

    std::string text() const;

private:
    std::string members_;
};

/// `text` in quotes, with what JSON does not allow in between escaped.
std::string json_string(std::string_view text);

} // namespace net
