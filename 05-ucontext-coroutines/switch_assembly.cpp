// The first frame of a new stack, as the switch in switch_*.S expects it.

#include <cstdint>
#include <new>

#include "05-ucontext-coroutines/switch_context.h"

namespace net {
namespace {

extern "C" void net_begin_context();

#if defined(__x86_64__)

/// What the switch finds where `registers` points. The drawing in
/// switch_x86_64.S is the same in words.
struct register_frame {
    std::uint32_t mxcsr;
    std::uint16_t x87_control;
    std::uint64_t r15, r14, r13, r12, rbx, rbp;
    void (*return_address)();
};
static_assert(offsetof(register_frame, x87_control) == 4);
static_assert(offsetof(register_frame, r15) == 8);
static_assert(offsetof(register_frame, r12) == 32);
static_assert(offsetof(register_frame, rbp) == 48);
static_assert(offsetof(register_frame, return_address) == 56);
static_assert(sizeof(register_frame) == 64);

register_frame first_frame(void (*entry)(void*), void* argument) {
    register_frame frame{};
    asm("stmxcsr %0" : "=m"(frame.mxcsr)); // those of its maker
    asm("fnstcw %0" : "=m"(frame.x87_control));
    frame.r12 = reinterpret_cast<std::uint64_t>(entry);
    frame.r13 = reinterpret_cast<std::uint64_t>(argument);
    frame.rbp = 0; // ends a walk along the frame pointers
    frame.return_address = net_begin_context;
    return frame;
}

#elif defined(__aarch64__)

/// What the switch finds where `registers` points. The drawing in
/// switch_aarch64.S is the same in words.
struct register_frame {
    std::uint64_t x19, x20, others[8], x29;
    void (*x30)();
    double d8_to_d15[8];
    std::uint64_t fpcr;
    std::uint64_t unused; // the stack pointer is a multiple of 16
};
static_assert(offsetof(register_frame, x29) == 80);
static_assert(offsetof(register_frame, d8_to_d15) == 96);
static_assert(offsetof(register_frame, fpcr) == 160);
static_assert(sizeof(register_frame) == 176);

register_frame first_frame(void (*entry)(void*), void* argument) {
    register_frame frame{};
    asm("mrs %0, fpcr" : "=r"(frame.fpcr)); // that of its maker
    frame.x19 = reinterpret_cast<std::uint64_t>(entry);
    frame.x20 = reinterpret_cast<std::uint64_t>(argument);
    frame.x29 = 0; // ends a walk along the frame pointers
    frame.x30 = net_begin_context;
    return frame;
}

#endif

} // namespace

const bool has_assembly_switch = true;

// [lesson: make-context]
saved_context make_assembly_context(std::span<std::byte> stack,
                                    void (*entry)(void*), void* argument,
                                    const saved_context& resumer) {
    constexpr std::uintptr_t alignment = 16; // of the stack, at every call
    auto top = reinterpret_cast<std::uintptr_t>(stack.data() + stack.size());
    top = (top - sizeof(void*)) / alignment * alignment;
    // What net_begin_context finds on top of its stack,
    new (reinterpret_cast<void*>(top)) const saved_context*(&resumer);
    // and below it what the switch takes into the registers.
    auto* registers = reinterpret_cast<void*>(top - sizeof(register_frame));
    new (registers) register_frame(first_frame(entry, argument));
    return {registers};
}
// [end]

} // namespace net
