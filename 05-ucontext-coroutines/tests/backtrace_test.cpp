// From a coroutine's stack the unwinder goes on to the one who has resumed it,
// whichever instruction it begins at.
#include <gtest/gtest.h>
#include <sys/time.h>
#include <unwind.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "05-ucontext-coroutines/coroutine.h"
#include "05-ucontext-coroutines/tests/tools.h"

namespace backtrace_test {

using net::coroutine;

/// Where the functions begin that are being called, the innermost first.
/// Nothing is allocated: a signal handler makes one too.
class call_chain {
public:
    call_chain() { ::_Unwind_Backtrace(add, this); }

    /// Where `function` stands in it; size() if nowhere.
    template <class Function>
    std::size_t position(Function* function) const {
        const auto* const end = all_.data() + size_;
        auto* const start = reinterpret_cast<void*>(function);
        return static_cast<std::size_t>(std::find(all_.data(), end, start) -
                                        all_.data());
    }
    void* at(std::size_t i) const { return all_[i]; }
    std::size_t size() const { return size_; }
    bool ends() const { return size_ < all_.size(); }

private:
    static _Unwind_Reason_Code add(_Unwind_Context* at, void* self) {
        auto& to = *static_cast<call_chain*>(self);
        if (!to.ends()) return _URC_END_OF_STACK;
        int is_next = 0; // an address to be executed, not one to return to
        const auto address = ::_Unwind_GetIPInfo(at, &is_next);
        void* const inside =
            reinterpret_cast<void*>(is_next != 0 ? address + 1 : address);
        to.all_[to.size_++] = ::_Unwind_FindEnclosingFunction(inside);
        return _URC_NO_REASON;
    }

    std::array<void*, 100> all_{};
    std::size_t size_ = 0;
};

// All that follows is found by the addresses of these.

void resume(coroutine& flow) {
    flow.resume();
    asm volatile(""); // or the call could be a jump
}

void look(call_chain& from_here) {
    from_here = call_chain();
    asm volatile("");
}

class backtrace : public testing::Test {
protected:
    void SetUp() override {
        if (!net::has_assembly_switch) GTEST_SKIP() << "ucontext ends them";
    }
};

TEST_F(backtrace, goes_from_a_coroutine_to_its_resumer) {
    call_chain chain;
    coroutine flow([&] { look(chain); });

    resume(flow);

    EXPECT_LT(chain.position(look), chain.position(resume));
    EXPECT_LT(chain.position(resume), chain.size());
    EXPECT_TRUE(chain.ends());
}

TEST_F(backtrace, goes_to_the_latest_resumer) {
    call_chain chain;
    coroutine flow([&] {
        coroutine::yield();
        look(chain);
    });
    flow.resume();

    resume(flow);

    EXPECT_LT(chain.position(resume), chain.size());
}

void resume_inner(coroutine& flow) {
    flow.resume();
    asm volatile("");
}

TEST_F(backtrace, goes_through_nested_coroutines) {
    call_chain chain;
    coroutine inner([&] { look(chain); });
    coroutine outer([&] { resume_inner(inner); });

    resume(outer);

    EXPECT_LT(chain.position(look), chain.position(resume_inner));
    EXPECT_LT(chain.position(resume_inner), chain.position(resume));
    EXPECT_LT(chain.position(resume), chain.size());
    EXPECT_TRUE(chain.ends());
}

TEST_F(backtrace, goes_as_far_as_one_from_the_resumer_itself) {
    call_chain from_inside, from_outside;
    coroutine flow([&] { look(from_inside); });

    resume(flow);
    look(from_outside);

    const std::size_t below_inside =
        from_inside.size() - from_inside.position(resume);
    const std::size_t below_outside =
        from_outside.size() - from_outside.position(look);
    EXPECT_EQ(below_inside, below_outside);
}

// What a signal handler finds, wherever the signal comes.
volatile std::size_t looks = 0;
volatile std::size_t endless = 0;
volatile std::size_t lost = 0;
void* volatile lost_at = nullptr; // the function, of the last one that was

void drive(void (*loop)()) {
    loop();
    asm volatile("");
}

void on_signal(int) {
    const call_chain chain;
    looks = looks + 1;
    if (!chain.ends()) endless = endless + 1;
    if (chain.position(drive) == chain.size()) {
        lost = lost + 1;
        lost_at = chain.at(2); // above us and the signal's own frame
    }
}

/// Looks at each signal, as long as it lives.
class lookout {
public:
    explicit lookout(int signal) : signal_(signal) {
        looks = 0;
        endless = 0;
        lost = 0;
        struct sigaction action {};
        action.sa_handler = on_signal;
        action.sa_flags = SA_RESTART;
        ::sigaction(signal_, &action, &before_);
    }
    lookout(const lookout&) = delete;
    lookout& operator=(const lookout&) = delete;
    ~lookout() { ::sigaction(signal_, &before_, nullptr); }

private:
    const int signal_;
    struct sigaction before_ {};
};

void be_profiled() {
    coroutine flow([] {
        for (;;) coroutine::yield();
    });
    itimerval often{{0, 1000}, {0, 1000}}, before{};
    ::setitimer(ITIMER_PROF, &often, &before);
    while (looks < 100) flow.resume();
    ::setitimer(ITIMER_PROF, &before, nullptr);
}

TEST_F(backtrace, may_be_taken_by_a_profiler_at_any_time) {
    if (net::has_tsan) GTEST_SKIP() << "ThreadSanitizer holds signals back";
    const lookout profiler(SIGPROF);

    drive(be_profiled);

    EXPECT_GE(looks, 100u);
    EXPECT_EQ(endless, 0u);
    EXPECT_EQ(lost, 0u) << "at " << lost_at;
}

#if defined(__x86_64__)

/// From here on, each instruction is followed by a SIGTRAP; or no longer.
void set_steps(bool on) {
    constexpr unsigned long long trap_flag = 0x100;
    const auto flags = __builtin_ia32_readeflags_u64();
    __builtin_ia32_writeeflags_u64(on ? flags | trap_flag : flags & ~trap_flag);
}

/// The whole life of a coroutine: its first resume, some more, its end.
void live() {
    coroutine flow([] {
        for (int i = 0; i < 3; ++i) coroutine::yield();
    });
    while (!flow.done()) flow.resume();
}

void live_by_steps() {
    set_steps(true);
    live();
    set_steps(false);
}

TEST_F(backtrace, may_be_taken_at_every_single_instruction) {
    if (net::has_asan || net::has_tsan || net::is_on_valgrind()) {
        GTEST_SKIP() << "a tool's own code is not for single steps";
    }
    live(); // now the dynamic linker has found all that it has to
    const lookout debugger(SIGTRAP);

    drive(live_by_steps);

    EXPECT_GT(looks, 500u);
    EXPECT_EQ(endless, 0u);
    EXPECT_EQ(lost, 0u) << "at " << lost_at;
}

#endif

} // namespace backtrace_test
