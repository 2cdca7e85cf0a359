// Each parser of the course, and what must hold of it whatever it reads.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace fuzz {

/// One parser's check.
struct target {
    std::string_view name; // and its corpus's folder
    void (*check)(std::string_view input);
};

std::span<const target> targets();

/// Something does not hold.
class broken : public std::logic_error {
public:
    using logic_error::logic_error;
};

inline void expect(bool holds, const std::string& what) {
    if (!holds) throw broken(what);
}

void check_lines(std::string_view input);
void check_chat(std::string_view input);
void check_addresses(std::string_view input);
void check_options(std::string_view input);
void check_pages(std::string_view input);
void check_values(std::string_view input);

} // namespace fuzz
