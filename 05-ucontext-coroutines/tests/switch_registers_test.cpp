// What a function of C has to keep, a switch has to keep.
#include <cstdint>

#include "05-ucontext-coroutines/switch_context.h"
#include "05-ucontext-coroutines/tests/any_switch.h"

#if defined(__x86_64__) || defined(__aarch64__)

namespace switch_registers_test {

using net::coroutine;
using net::saved_context;
using switch_registers = net::any_switch;

INSTANTIATE_TEST_SUITE_P(by, switch_registers, net::all_switches(),
                         net::name_of_switch);

/// Where a switch leaves from, and where it goes to.
struct direction {
    saved_context* from;
    saved_context* to;
};

// Beside this file, in assembly.
extern "C" std::uint64_t changed_registers(void (*call)(void*), void* argument,
                                           std::uint64_t seed);
extern "C" void switch_over(void* one_direction);

void yield(void*) {
    coroutine::yield();
}

void resume(void* flow) {
    static_cast<coroutine*>(flow)->resume();
}

TEST_P(switch_registers, are_kept_by_a_coroutine) {
    std::uint64_t changed_inside = 0;
    coroutine flow = make([&] {
        for (std::uint64_t seed = 1000; seed < 1003; ++seed) {
            changed_inside |= changed_registers(yield, nullptr, seed);
        }
    });

    std::uint64_t changed_outside = 0;
    for (std::uint64_t seed = 2000; !flow.done(); ++seed) {
        changed_outside |= changed_registers(resume, &flow, seed);
    }

    EXPECT_EQ(changed_inside, 0u);
    EXPECT_EQ(changed_outside, 0u);
}

/// Two flows with no C++ between them, whose functions might keep a register
/// that the switch has forgotten.
struct bare_flows {
    saved_context ours{};
    saved_context theirs{};
    direction there{&ours, &theirs};
    direction back{&theirs, &ours};
    std::uint64_t changed_inside = 0;
    net::stack memory{net::default_stack_size};

    ~bare_flows() { net::tell_tools_stack_is_clean(memory.memory()); }
};

void switch_back_for_ever(void* argument) {
    auto& all = *static_cast<bare_flows*>(argument);
    for (std::uint64_t seed = 1000;; ++seed) {
        all.changed_inside |= changed_registers(switch_over, &all.back, seed);
    }
}

TEST(switch_registers_by_assembly, are_kept_by_the_switch_alone) {
    bare_flows all;
    all.theirs =
        net::make_context(net::switch_kind::assembly, all.memory.memory(),
                          switch_back_for_ever, &all, all.ours);

    std::uint64_t changed_outside = 0;
    for (std::uint64_t seed = 2000; seed < 2003; ++seed) {
        changed_outside |= changed_registers(switch_over, &all.there, seed);
    }

    EXPECT_EQ(all.changed_inside, 0u);
    EXPECT_EQ(changed_outside, 0u);
}

} // namespace switch_registers_test

#endif
