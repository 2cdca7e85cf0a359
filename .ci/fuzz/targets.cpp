#include ".ci/fuzz/fuzz.h"

namespace fuzz {

std::span<const target> targets() {
    static constexpr target all[] = {
        {"lines", check_lines},         {"chat", check_chat},
        {"addresses", check_addresses}, {"options", check_options},
        {"pages", check_pages},         {"values", check_values}};
    return all;
}

} // namespace fuzz
