// Stands in for switch_assembly.cpp where we have written no switch for the
// processor: an exercise. Its functions are never called.

#include <cstdlib>

#include "05-ucontext-coroutines/switch_context.h"

namespace net {

const bool has_assembly_switch = false;

extern "C" void net_switch_by_assembly(saved_context*, saved_context) {
    std::abort();
}

saved_context make_assembly_context(std::span<std::byte>, void (*)(void*),
                                    void*, const saved_context&) {
    std::abort();
}

} // namespace net
