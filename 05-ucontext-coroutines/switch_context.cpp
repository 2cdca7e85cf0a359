#include "05-ucontext-coroutines/switch_context.h"

#include <algorithm>
#include <stdexcept>

namespace net {

const std::vector<std::string>& switch_names() {
    static const std::vector<std::string> names =
        has_assembly_switch ? std::vector<std::string>{"assembly", "ucontext"}
                            : std::vector<std::string>{"ucontext"};
    return names;
}

switch_kind parse_switch(const std::string& name) {
    if (std::ranges::count(switch_names(), name) == 0) {
        throw std::invalid_argument(name + ": no such switch");
    }
    return name == "assembly" ? switch_kind::assembly : switch_kind::ucontext;
}

switch_kind default_switch() {
    return has_assembly_switch ? switch_kind::assembly : switch_kind::ucontext;
}

saved_context make_context(switch_kind how, std::span<std::byte> stack,
                           void (*entry)(void*), void* argument,
                           const saved_context& resumer) {
    if (how == switch_kind::assembly) {
        return make_assembly_context(stack, entry, argument, resumer);
    }
    return make_ucontext(stack, entry, argument);
}

} // namespace net
