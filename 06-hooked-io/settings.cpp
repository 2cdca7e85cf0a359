#include "06-hooked-io/settings.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace net {
namespace {

std::string_view variable(const char* name) {
    const char* const value = std::getenv(name);
    return value ? value : "";
}

bool is_on(const char* name) {
    const std::string_view value = variable(name);
    return !value.empty() && value != "0";
}

hook_settings read_environment() {
    constexpr int most_threads = 1024;
    hook_settings given;
    const std::string threads(variable("HOOKED_IO_THREADS"));
    if (!threads.empty()) {
        given.threads = static_cast<std::size_t>(
            std::clamp(std::atoi(threads.c_str()), 0, most_threads));
    }
    given.warns = is_on("HOOKED_IO_WARN");
    given.lists = is_on("HOOKED_IO_LIST");
    given.trace = variable("HOOKED_IO_TRACE");
    return given;
}

} // namespace

const hook_settings& settings() {
    static const auto* const given = new hook_settings(read_environment());
    return *given; // outlives every static object
}

} // namespace net
