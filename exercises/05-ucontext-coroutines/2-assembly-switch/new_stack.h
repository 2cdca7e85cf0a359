// The C++ half of a switch in assembly: a stack that nobody has left yet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>

#include "05-ucontext-coroutines/stack.h"

/// Keeps on the stack what a function has to keep, stores the address of that
/// in *from, and goes on with the stack that `to` is the address of.
extern "C" void switch_stacks(void** from, void* to);

namespace answer {

// What switch_stacks() leaves on a stack, and finds on the other one. `from`
// and `to` point to it. The drawings in switch.S are the same in words.
#if defined(__x86_64__)

struct kept_registers {
    std::uint32_t mxcsr;
    std::uint16_t x87_control;
    std::uint64_t r15, r14, r13, r12, rbx, rbp;
    void (*return_address)();
};
static_assert(offsetof(kept_registers, x87_control) == 4);
static_assert(offsetof(kept_registers, r15) == 8);
static_assert(offsetof(kept_registers, rbp) == 48);
static_assert(offsetof(kept_registers, return_address) == 56);

#elif defined(__aarch64__)

struct kept_registers {
    std::uint64_t x19_to_x28[10];
    std::uint64_t x29;
    void (*return_address)(); // x30
    double d8_to_d15[8];
    std::uint64_t fpcr;
    std::uint64_t unused; // the stack pointer is a multiple of 16
};
static_assert(offsetof(kept_registers, x29) == 80);
static_assert(offsetof(kept_registers, return_address) == 88);
static_assert(offsetof(kept_registers, d8_to_d15) == 96);
static_assert(offsetof(kept_registers, fpcr) == 160);
static_assert(sizeof(kept_registers) == 176);

#endif

/// What switch_stacks() would have left on a stack whose next step is a call
/// of entry(), which must never return.
inline void* prepare(const net::stack& memory, void (*entry)()) {
    const auto bottom =
        reinterpret_cast<std::uintptr_t>(memory.memory().data());
    // The stack pointer as at the begin of any function: a multiple of 16,
    // and on x86-64 a return address lower.
    auto top = (bottom + memory.memory().size()) / 16 * 16;
#if defined(__x86_64__)
    top -= sizeof(void*);
#endif
    auto* const kept =
        reinterpret_cast<kept_registers*>(top - sizeof(kept_registers));
    new (kept) kept_registers{};
#if defined(__x86_64__)
    asm("stmxcsr %0" : "=m"(kept->mxcsr)); // those of its maker
    asm("fnstcw %0" : "=m"(kept->x87_control));
#else
    asm("mrs %0, fpcr" : "=r"(kept->fpcr));
#endif
    kept->return_address = entry;
    return kept;
}

} // namespace answer
