// Proves the switch: there and back, and every register that has to be kept.
#include <fenv.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>

#include "exercises/05-ucontext-coroutines/2-assembly-switch/new_stack.h"
#include "exercises/in_child.h"
#include "exercises/story.h"

namespace {

// Where each side goes on. Globals, for entry() has no argument.
void* ours = nullptr;
void* theirs = nullptr;
std::string log_of_both;

/// Lets `entry` begin on a stack of its own, and comes back when it switches.
void begin(const net::stack& memory, void (*entry)()) {
    theirs = answer::prepare(memory, entry);
    switch_stacks(&ours, theirs);
}

void to_the_other() {
    switch_stacks(&ours, theirs);
}
void back() {
    switch_stacks(&theirs, ours);
}

// A switch to the wrong place crashes, so each test runs in a child process.

TEST(switch_stacks, begins_on_a_new_stack_and_comes_back) {
    net::story story;
    story.step(
        "a stack is prepared for a function, which notes that it is "
        "there and switches back");
    story.step("switch_stacks() is called once");
    const std::string got = net::in_child([] {
        const net::stack memory(net::default_stack_size);
        begin(memory, [] {
            log_of_both += "there ";
            back();
        });
        return log_of_both + "back";
    });

    EXPECT_EQ(got, "there back") << story.hint(1);
}

TEST(switch_stacks, goes_on_where_it_has_left) {
    net::story story;
    story.step("the function counts, and switches back after each number");
    const std::string got = net::in_child([] {
        const net::stack memory(net::default_stack_size);
        begin(memory, [] {
            for (int n = 1;; ++n) {
                log_of_both += std::to_string(n) + " ";
                back();
            }
        });
        for (int i = 0; i < 3; ++i) {
            log_of_both += "- ";
            to_the_other();
        }
        return log_of_both;
    });

    EXPECT_EQ(got, "1 - 2 - 3 - 4 ") << story.hint(1);
}

TEST(switch_stacks, gives_the_function_an_aligned_stack) {
    net::story story;
    story.step("the function looks at the address of a local variable");
    const std::string got = net::in_child([] {
        const net::stack memory(net::default_stack_size);
        begin(memory, [] {
            alignas(16) volatile std::array<float, 4> local{};
            const auto at = reinterpret_cast<std::uintptr_t>(&local);
            log_of_both = at % 16 == 0 ? "aligned" : "not a multiple of 16";
            back();
        });
        return log_of_both;
    });

    EXPECT_EQ(got, "aligned") << story.hint(2);
}

/// Which of the registers that a function has to keep, `call` has not kept.
#if defined(__x86_64__)
[[gnu::noinline]] std::string changed_by(void (*call)(), std::uint64_t seed) {
    std::array<std::uint64_t, 6> in{}, out{};
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = seed + i;
    // The six are pushed and popped by hand: rbp may not be named.
    asm volatile(
        "pushq %%rbp\n pushq %%rbx\n pushq %%r12\n pushq %%r13\n"
        "pushq %%r14\n pushq %%r15\n pushq %[out]\n subq $8, %%rsp\n"
        "movq (%[in]), %%rbp\n movq 8(%[in]), %%rbx\n"
        "movq 16(%[in]), %%r12\n movq 24(%[in]), %%r13\n"
        "movq 32(%[in]), %%r14\n movq 40(%[in]), %%r15\n"
        "callq *%[call]\n"
        "addq $8, %%rsp\n popq %%rdi\n"
        "movq %%rbp, (%%rdi)\n movq %%rbx, 8(%%rdi)\n"
        "movq %%r12, 16(%%rdi)\n movq %%r13, 24(%%rdi)\n"
        "movq %%r14, 32(%%rdi)\n movq %%r15, 40(%%rdi)\n"
        "popq %%r15\n popq %%r14\n popq %%r13\n popq %%r12\n"
        "popq %%rbx\n popq %%rbp\n"
        :
        : [in] "S"(in.data()), [out] "D"(out.data()), [call] "a"(call)
        : "memory", "cc", "rcx", "rdx", "r8", "r9", "r10", "r11");
    const std::array names{"rbp", "rbx", "r12", "r13", "r14", "r15"};
    std::string changed;
    for (std::size_t i = 0; i < in.size(); ++i) {
        if (in[i] != out[i]) changed += names[i] + std::string(" ");
    }
    return changed;
}
#endif

#if defined(__x86_64__)
TEST(switch_stacks, keeps_every_register_that_has_to_be_kept) {
    net::story story;
    story.step(
        "both sides fill rbp, rbx and r12 to r15, each with numbers of "
        "its own, and switch");
    const std::string got = net::in_child([] {
        const net::stack memory(net::default_stack_size);
        begin(memory, [] {
            for (std::uint64_t seed = 1000;; seed += 10) {
                log_of_both += changed_by(back, seed);
            }
        });
        for (std::uint64_t seed = 2000; seed < 2030; seed += 10) {
            log_of_both += changed_by(to_the_other, seed);
        }
        return "changed: " + log_of_both;
    });

    EXPECT_EQ(got, "changed: ") << story.hint(2);
}
#endif

/// Rounded as the one who calls it has asked for.
double third() {
    const volatile double one = 1, three = 3;
    return one / three;
}

TEST(switch_stacks, gives_each_side_its_own_rounding) {
    net::story story;
    story.step(
        "the function begins, rounds up from then on, and switches "
        "back; then both sides calculate 1 / 3");
    const std::string got = net::in_child([] {
        const net::stack memory(net::default_stack_size);
        static double nearest = third(), theirs_now = 0;
        begin(memory, [] {
            ::fesetround(FE_UPWARD);
            for (;;) {
                back();
                theirs_now = third();
            }
        });
        log_of_both += third() == nearest ? "ours " : "not ours ";
        to_the_other();
        log_of_both += theirs_now > nearest ? "theirs" : "not theirs";
        return log_of_both;
    });

    EXPECT_EQ(got, "ours theirs") << story.hint(3);
}

#if defined(__x86_64__)
TEST(switch_stacks, gives_each_side_its_own_x87_precision) {
    net::story story;
    story.step(
        "the function sets the x87 unit to single precision, and "
        "switches back");
    const std::string got = net::in_child([] {
        const net::stack memory(net::default_stack_size);
        std::uint16_t before = 0, after = 0;
        asm volatile("fnstcw %0" : "=m"(before));
        begin(memory, [] {
            const std::uint16_t single = 0x07f;
            asm volatile("fldcw %0" ::"m"(single));
            back();
        });
        asm volatile("fnstcw %0" : "=m"(after));
        return std::string(before == after ? "ours" : "not ours");
    });

    EXPECT_EQ(got, "ours") << story.hint(3);
}
#endif

TEST(switch_stacks, keeps_local_variables_on_both_sides) {
    net::story story;
    story.step("both sides add up numbers in loops, and switch in between");
    const std::string got = net::in_child([] {
        const net::stack memory(net::default_stack_size);
        begin(memory, [] {
            std::uint64_t a = 1, b = 2, c = 3;
            double d = 0.5;
            for (;; ++a, b += a, c += b, d *= 2) {
                log_of_both =
                    std::to_string(a + b + c) + " " + std::to_string(d);
                back();
            }
        });
        std::uint64_t sum = 0;
        double product = 1;
        for (std::uint64_t i = 1; i <= 10; ++i, sum += i, product *= 1.5) {
            to_the_other();
        }
        return std::to_string(sum) + " " + std::to_string(product) + ", " +
               log_of_both;
    });

    EXPECT_EQ(got, "65 57.665039, 376 512.000000") << story.hint(2);
}

} // namespace
