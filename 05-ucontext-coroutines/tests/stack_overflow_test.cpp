// Who overflows its stack is named before the program dies.
#include "05-ucontext-coroutines/stack_overflow.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <future>
#include <limits>
#include <memory>
#include <thread>

#include "05-ucontext-coroutines/coroutine.h"
#include "05-ucontext-coroutines/tests/tools.h"

namespace stack_overflow_test {

using net::coroutine;
using net::stack_overflow_report;

/// Uses a little of the stack with each call, and never has enough.
int use_up(int depth) {
    int volatile local[64] = {depth};
    if (depth == std::numeric_limits<int>::max()) return 0;
    const int below = use_up(depth + 1);
    return below + local[0];
}

/// What an emulator marks is no guard.
const net::stack_guard best_guard =
    net::takes_advice() ? net::stack_guard::marked : net::stack_guard::mprotect;

coroutine greedy(const char* name, std::size_t size,
                 net::stack_guard guard = best_guard) {
    return coroutine([] { use_up(0); }, net::stack(size, guard),
                     net::default_switch(), name);
}

TEST(stack_overflow, is_told_with_the_name_and_the_size) {
    const stack_overflow_report report;
    coroutine flow = greedy("Gulliver", 65536);

    EXPECT_DEATH(flow.resume(),
                 "stack overflow in Gulliver: all of its 65536 bytes are used");
}

TEST(stack_overflow, is_told_for_a_guard_that_is_protected) {
    const stack_overflow_report report;
    coroutine flow = greedy("Hal", 65536, net::stack_guard::mprotect);

    EXPECT_DEATH(flow.resume(), "stack overflow in Hal: all of its 65536");
}

TEST(stack_overflow, is_told_of_the_inner_of_two) {
    const stack_overflow_report report;
    coroutine outer([] { greedy("the inner one", 131072).resume(); });

    EXPECT_DEATH(outer.resume(), "in the inner one: all of its 131072 bytes");
}

TEST(stack_overflow, is_told_in_a_second_thread) {
    const auto in_a_thread = [] {
        std::thread([] {
            const stack_overflow_report report;
            greedy("the second", 65536).resume();
        }).join();
    };

    EXPECT_DEATH(in_a_thread(), "stack overflow in the second: all of");
}

TEST(stack_overflow, is_told_when_another_threads_report_has_gone) {
    const auto in_a_thread = [] {
        auto first = std::make_unique<stack_overflow_report>();
        std::promise<void> second_is_there, first_is_gone;
        std::thread thread([&] {
            const stack_overflow_report second;
            second_is_there.set_value();
            first_is_gone.get_future().wait();
            greedy("the survivor", 65536).resume();
        });
        second_is_there.get_future().wait();
        first.reset();
        first_is_gone.set_value();
        thread.join();
    };

    EXPECT_DEATH(in_a_thread(), "stack overflow in the survivor: all of");
}

TEST(stack_overflow, is_not_what_another_fault_is_taken_for) {
    if (net::has_asan || net::has_tsan || !net::takes_advice()) {
        GTEST_SKIP() << "a sanitizer or emulator has its own words for it";
    }
    const stack_overflow_report report;
    void* const forbidden =
        ::mmap(nullptr, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    coroutine flow([=] { *static_cast<volatile char*>(forbidden) = 1; });

    EXPECT_DEATH(flow.resume(), "^$"); // not a word

    ::munmap(forbidden, 1);
}

TEST(stack_overflow, leaves_the_signal_and_its_stack_as_they_were) {
    struct sigaction before {
    }, after{};
    stack_t stack_before{}, stack_after{};
    ::sigaction(SIGSEGV, nullptr, &before);
    ::sigaltstack(nullptr, &stack_before);

    { const stack_overflow_report report; }

    ::sigaction(SIGSEGV, nullptr, &after);
    ::sigaltstack(nullptr, &stack_after);
    EXPECT_EQ(after.sa_sigaction, before.sa_sigaction);
    EXPECT_EQ(stack_after.ss_sp, stack_before.ss_sp);
    EXPECT_EQ(stack_after.ss_flags, stack_before.ss_flags);
}

} // namespace stack_overflow_test
