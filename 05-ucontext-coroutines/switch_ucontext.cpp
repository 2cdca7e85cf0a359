// The switch by ucontext(3): portable, and there for comparison. POSIX has
// dropped it, for makecontext() passes only ints; the C libraries keep it.

#include <ucontext.h>

#include <cerrno>
#include <cstdint>
#include <new>
#include <system_error>

#include "05-ucontext-coroutines/switch_context.h"

namespace net {
namespace {

/// What makecontext() calls: a pointer and a function, in halves.
void begin(unsigned entry_high, unsigned entry_low, unsigned argument_high,
           unsigned argument_low) {
    const auto join = [](unsigned high, unsigned low) {
        return static_cast<std::uintptr_t>(
            (static_cast<std::uint64_t>(high) << 32) | low);
    };
    const auto entry =
        reinterpret_cast<void (*)(void*)>(join(entry_high, entry_low));
    entry(reinterpret_cast<void*>(join(argument_high, argument_low)));
}

} // namespace

// [lesson: ucontext]
void switch_by_ucontext(saved_context* from, saved_context to) {
    ucontext_t here; // on our own stack, as the registers of the other kind
    from->registers = &here;
    ::swapcontext(&here, static_cast<const ucontext_t*>(to.registers));
}
// [end]

saved_context make_ucontext(std::span<std::byte> stack, void (*entry)(void*),
                            void* argument) {
    // The context itself stands at the top of the stack that it begins.
    constexpr std::size_t alignment = 64;
    auto top = reinterpret_cast<std::uintptr_t>(stack.data() + stack.size());
    top = (top - sizeof(ucontext_t)) / alignment * alignment;
    auto* context = new (reinterpret_cast<void*>(top)) ucontext_t;
    if (::getcontext(context) == -1) {
        throw std::system_error(errno, std::system_category(), "getcontext");
    }
    context->uc_stack.ss_sp = stack.data();
    context->uc_stack.ss_size =
        top - reinterpret_cast<std::uintptr_t>(stack.data());
    context->uc_link = nullptr;
    const auto high = [](std::uint64_t word) {
        return static_cast<unsigned>(word >> 32);
    };
    const auto low = [](std::uint64_t word) {
        return static_cast<unsigned>(word);
    };
    const auto function = reinterpret_cast<std::uintptr_t>(entry);
    const auto pointer = reinterpret_cast<std::uintptr_t>(argument);
    ::makecontext(context, reinterpret_cast<void (*)()>(begin), 4,
                  high(function), low(function), high(pointer), low(pointer));
    return {context};
}

} // namespace net
