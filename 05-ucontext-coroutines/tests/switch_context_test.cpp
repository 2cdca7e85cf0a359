// What is kept over a switch, and what each flow has for itself.
#include "05-ucontext-coroutines/switch_context.h"

#include <fenv.h>

#include <array>
#include <fstream>

#include "05-ucontext-coroutines/coroutine_of.h"
#include "05-ucontext-coroutines/tests/any_switch.h"

namespace switch_context_test {

using net::coroutine;
using net::saved_context;
using switch_context = net::any_switch;

INSTANTIATE_TEST_SUITE_P(by, switch_context, net::all_switches(),
                         net::name_of_switch);

TEST(switch_names, begin_with_the_one_that_is_used_by_default) {
    const std::string best = net::switch_names().front();

    const net::switch_kind how = net::parse_switch(best);

    EXPECT_EQ(how, net::default_switch());
    EXPECT_EQ(net::switch_names().back(), "ucontext");
}

TEST(switch_names, are_the_only_ones_that_are_understood) {
    const auto parse = [] { return net::parse_switch("magic"); };

    const std::string refused = net::logic_error_of(parse);

    EXPECT_EQ(refused, "magic: no such switch");
}

/// Two flows that know nothing of coroutines.
struct flows {
    net::switch_kind how;
    saved_context ours{};
    saved_context theirs{};
    int arrivals = 0;
    std::uintptr_t address_of_local = 1;
    net::stack memory{net::default_stack_size};

    ~flows() { net::tell_tools_stack_is_clean(memory.memory()); }
};

void arrive_for_ever(void* argument) {
    alignas(16) volatile std::array<float, 4> local{};
    auto& all = *static_cast<flows*>(argument);
    all.address_of_local = reinterpret_cast<std::uintptr_t>(&local);
    for (;;) {
        ++all.arrivals;
        net::switch_context(all.how, all.theirs, all.ours);
    }
}

TEST_P(switch_context, begins_with_the_entry_and_then_goes_on_behind_itself) {
    flows all{how};
    all.theirs = net::make_context(how, all.memory.memory(), arrive_for_ever,
                                   &all, all.ours);

    net::switch_context(how, all.ours, all.theirs);
    net::switch_context(how, all.ours, all.theirs);

    EXPECT_EQ(all.arrivals, 2);
}

TEST_P(switch_context, gives_the_entry_a_stack_that_is_aligned_for_vectors) {
    // Wherever the room ends.
    for (std::size_t less = 0; less < 64; ++less) {
        flows all{how};
        const auto room = all.memory.memory().first(all.memory.size() - less);
        all.theirs =
            net::make_context(how, room, arrive_for_ever, &all, all.ours);
        net::switch_context(how, all.ours, all.theirs);

        EXPECT_EQ(all.address_of_local % 16, 0u) << less;
        EXPECT_LT(all.address_of_local,
                  reinterpret_cast<std::uintptr_t>(room.data() + room.size()));
    }
}

using floating_point = net::any_switch;
INSTANTIATE_TEST_SUITE_P(by, floating_point, net::all_switches(),
                         net::name_of_switch);

/// Answers what `read` reads in a flow that was told to `write` a value once.
template <class Write, class Read>
auto floating_point_flow(net::switch_kind how, Write write, Read read) {
    return net::coroutine_of<int(int)>(
        [=](auto& say, int first) {
            write(first);
            for (;;) say(read());
            return 0;
        },
        net::stack(net::default_stack_size), how);
}

TEST_P(floating_point, gives_each_flow_its_own_rounding_mode) {
    auto up = floating_point_flow(how, fesetround, fegetround);
    auto down = floating_point_flow(how, fesetround, fegetround);

    up.resume(FE_UPWARD);
    down.resume(FE_DOWNWARD);
    ::fesetround(FE_TOWARDZERO);

    EXPECT_EQ(up.resume(0), FE_UPWARD);
    EXPECT_EQ(down.resume(0), FE_DOWNWARD);
    EXPECT_EQ(::fegetround(), FE_TOWARDZERO);
    ::fesetround(FE_TONEAREST);
}

double third(double of) {
    double volatile one = of;
    return one / 3;
}

TEST_P(floating_point, makes_each_flow_calculate_in_its_own_mode) {
    double above = 0;
    coroutine flow = make([&] {
        ::fesetround(FE_UPWARD);
        coroutine::yield();
        above = third(1);
    });

    flow.resume();
    const double nearest = third(1);
    flow.resume();

    EXPECT_GT(above, nearest);
    EXPECT_EQ(third(1), nearest);
}

TEST_P(floating_point, begins_a_flow_in_the_mode_of_its_maker) {
    int seen = -1;
    ::fesetround(FE_UPWARD);
    coroutine flow = make([&] { seen = ::fegetround(); });
    ::fesetround(FE_TONEAREST);

    flow.resume();

    EXPECT_EQ(seen, FE_UPWARD);
    EXPECT_EQ(::fegetround(), FE_TONEAREST);
}

TEST_P(floating_point, gives_each_flow_its_own_floating_point_traps) {
    if (::feenableexcept(FE_DIVBYZERO) == -1) {
        GTEST_SKIP() << "this processor has no floating-point traps";
    }
    ::fedisableexcept(FE_ALL_EXCEPT);
    auto trapped = floating_point_flow(how, feenableexcept, fegetexcept);

    trapped.resume(FE_DIVBYZERO);

    EXPECT_EQ(::fegetexcept(), 0);
    EXPECT_EQ(trapped.resume(0), FE_DIVBYZERO);
}

TEST_P(floating_point, keeps_the_mode_when_exception_flags_differ) {
    auto up = floating_point_flow(how, fesetround, fegetround);
    up.resume(FE_UPWARD);

    ::feraiseexcept(FE_INEXACT | FE_DIVBYZERO);
    const int inside = up.resume(0);
    ::feclearexcept(FE_ALL_EXCEPT);

    EXPECT_EQ(inside, FE_UPWARD);
    EXPECT_EQ(up.resume(0), FE_UPWARD);
    EXPECT_EQ(::fegetround(), FE_TONEAREST);
}

#if defined(__x86_64__)

int x87_control() {
    std::uint16_t word = 0;
    asm volatile("fnstcw %0" : "=m"(word));
    return word;
}
void set_x87_control(int value) {
    const auto word = static_cast<std::uint16_t>(value);
    asm volatile("fldcw %0" ::"m"(word));
}

TEST_P(floating_point, gives_each_flow_its_own_x87_precision) {
    constexpr int extended = 0x37f, single = 0x07f;
    auto narrow = floating_point_flow(how, set_x87_control, x87_control);

    narrow.resume(single);

    EXPECT_EQ(x87_control(), extended);
    EXPECT_EQ(narrow.resume(0), single);
}

int vector_control() {
    return static_cast<int>(__builtin_ia32_stmxcsr() & 0xffc0);
}
void set_vector_control(int value) {
    __builtin_ia32_ldmxcsr(static_cast<unsigned>(value));
}

TEST_P(floating_point, gives_each_flow_its_own_mxcsr) {
    constexpr int as_usual = 0x1f80, flush_to_zero = 0x9fc0;
    auto flushed = floating_point_flow(how, set_vector_control, vector_control);

    flushed.resume(flush_to_zero);

    EXPECT_EQ(vector_control(), as_usual);
    EXPECT_EQ(flushed.resume(0), flush_to_zero);
}

#endif

TEST(switch_assembly, leaves_the_program_without_executable_data) {
    std::ifstream maps("/proc/self/maps");
    std::vector<std::string> found;

    for (std::string range, rights, rest; maps >> range >> rights;) {
        std::getline(maps, rest);
        if (rights.find('w') != rights.npos && rights.find('x') != rights.npos)
            found.push_back(range + " " + rights + rest);
    }

    EXPECT_EQ(found, std::vector<std::string>());
}

} // namespace switch_context_test
