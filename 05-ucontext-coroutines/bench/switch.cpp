// What it costs to switch, to have a coroutine, and to have a million.
//
//   switch [ROUNDS]

#include <pthread.h>
#include <sched.h>

#include <condition_variable>
#include <coroutine>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <thread>

#include "05-ucontext-coroutines/bench/stopwatch.h"
#include "05-ucontext-coroutines/coroutine.h"

#if HAVE_BOOST_CONTEXT
#include <boost/context/detail/fcontext.hpp>
#include <boost/context/fiber.hpp>
#include <boost/context/pooled_fixedsize_stack.hpp>
#endif

namespace {

using bench::contender;
using net::saved_context;

constexpr std::size_t many = 200'000;

/// What the other side has done before the first switch.
enum class other_side { exact, inexact };

void do_something_inexact() {
    double volatile three = 3;
    three = 1 / three;
}

// --- The bare switch: two stacks, and nothing else.

/// Two flows; the other one goes back as soon as it is reached.
template <auto Switch>
class pair_of_flows {
public:
    explicit pair_of_flows(net::switch_kind how, other_side does)
        : does_(does) {
        theirs_ = net::make_context(how, memory_.memory(), enter, this, ours_);
    }

    void there_and_back(std::size_t switches) {
        for (std::size_t i = 0; i < switches; i += 2) Switch(&ours_, theirs_);
    }

private:
    static void enter(void* self) {
        auto& me = *static_cast<pair_of_flows*>(self);
        if (me.does_ == other_side::inexact) do_something_inexact();
        for (;;) Switch(&me.theirs_, me.ours_);
    }

    const other_side does_;
    net::stack memory_{net::default_stack_size};
    saved_context ours_{}, theirs_{};
};

template <auto Switch>
contender bare(std::string name, std::size_t times = many,
               net::switch_kind how = net::default_switch(),
               other_side does = other_side::exact) {
    auto flows = std::make_shared<pair_of_flows<Switch>>(how, does);
    return {std::move(name), times,
            [flows](std::size_t n) { flows->there_and_back(n); }};
}

#if defined(__x86_64__)

extern "C" void switch_by_jmp(saved_context* from, saved_context to);
extern "C" void switch_by_ret(saved_context* from, saved_context to);
extern "C" void switch_by_ret_with_control(saved_context* from,
                                           saved_context to);

// The switch as a part of its caller, who is told that no register survives
// it, and so keeps only what it needs. A frame of it is two words: where to
// go on, and rbp, which may not be named.
#if defined(__AVX512F__)
#error it does not name the registers of AVX-512
#endif
[[gnu::always_inline]] inline void switch_inlined(saved_context* from,
                                                  saved_context to) {
    asm volatile(
        "leaq  -128(%%rsp), %%rsp\n\t" // the caller's red zone
        "pushq %%rbp\n\t"
        "leaq  1f(%%rip), %%rax\n\t"
        "pushq %%rax\n\t"
        "movq  %%rsp, (%0)\n\t"
        "movq  %1, %%rsp\n\t"
        "popq  %%rax\n\t"
        "jmpq  *%%rax\n"
        "1:\n\t"
        "popq  %%rbp\n\t"
        "leaq  128(%%rsp), %%rsp"
        : "+D"(from), "+S"(to.registers)
        :
        : "rax", "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13",
          "r14", "r15", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6",
          "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
          "xmm15", "mm0", "mm1", "mm2", "mm3", "mm4", "mm5", "mm6", "mm7", "st",
          "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", "st(6)", "st(7)",
          "memory", "cc");
}

class inlined_flows {
public:
    inlined_flows() {
        auto* top = reinterpret_cast<void**>(&memory_.memory().back() + 1) - 4;
        top[0] = reinterpret_cast<void*>(enter);
        theirs.registers = top;
    }
    static void there_and_back(std::size_t switches) {
        for (std::size_t i = 0; i < switches; i += 2) {
            switch_inlined(&ours, theirs);
        }
    }

private:
    static void enter() {
        for (;;) switch_inlined(&theirs, ours);
    }
    static inline saved_context ours{}, theirs{};
    net::stack memory_{net::default_stack_size};
};

#endif

#if HAVE_BOOST_CONTEXT

namespace boost_context = boost::context::detail;

contender boost_bare(std::string name, other_side does) {
    struct flow {
        net::stack memory{net::default_stack_size};
        boost_context::fcontext_t theirs{};
    };
    const auto enter = [](boost_context::transfer_t from) {
        if (from.data) do_something_inexact();
        for (;;) from = boost_context::jump_fcontext(from.fctx, nullptr);
    };
    auto it = std::make_shared<flow>();
    it->theirs = boost_context::make_fcontext(&it->memory.memory().back() + 1,
                                              it->memory.size(), enter);
    void* const data = does == other_side::inexact ? it.get() : nullptr;
    it->theirs = boost_context::jump_fcontext(it->theirs, data).fctx;
    return {std::move(name), many, [it](std::size_t n) {
                for (std::size_t i = 0; i < n; i += 2) {
                    it->theirs =
                        boost_context::jump_fcontext(it->theirs, nullptr).fctx;
                }
            }};
}

#endif

// --- Whole coroutines, as one uses them.

contender ours(std::string name, net::switch_kind how, std::size_t times,
               other_side does = other_side::exact) {
    auto flow = std::make_shared<net::coroutine>(
        [does] {
            if (does == other_side::inexact) do_something_inexact();
            for (;;) net::coroutine::yield();
        },
        net::stack(net::default_stack_size), how);
    return {std::move(name), times, [flow](std::size_t n) {
                for (std::size_t i = 0; i < n; i += 2) flow->resume();
            }};
}

/// C++20's: the compiler keeps what is needed, in a frame of the right size.
struct stackless {
    struct promise_type {
        stackless get_return_object() {
            return {std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::abort(); }
    };
    std::coroutine_handle<promise_type> handle;
};

stackless suspend_for_ever() {
    for (;;) co_await std::suspend_always();
}

stackless suspend_never() {
    co_return;
}

contender of_the_language() {
    return {"C++20 coroutine", many, [it = suspend_for_ever()](std::size_t n) {
                for (std::size_t i = 0; i < n; i += 2) it.handle.resume();
            }};
}

void thread_hand_offs(std::size_t switches) {
    std::mutex mutex;
    std::condition_variable is_turned;
    bool ours = true;
    const auto take_turns = [&](bool mine) {
        for (std::size_t i = 0; i < switches; i += 2) {
            std::unique_lock lock(mutex);
            is_turned.wait(lock, [&] { return ours == mine; });
            ours = !mine;
            is_turned.notify_one();
        }
    };
    std::thread other(take_turns, false);
    take_turns(true);
    other.join();
}

std::vector<contender> switches() {
    std::vector<contender> all;
    all.push_back(of_the_language());
#if defined(__x86_64__)
    all.push_back({"switch, inlined", many,
                   [it = std::make_shared<inlined_flows>()](std::size_t n) {
                       it->there_and_back(n);
                   }});
    all.push_back(bare<switch_by_jmp>("switch, no float control, jmp"));
    all.push_back(bare<switch_by_ret>("switch, no float control, ret"));
    all.push_back(bare<switch_by_ret_with_control>("switch, ret"));
#endif
    if (net::has_assembly_switch) {
        all.push_back(bare<net::net_switch_by_assembly>("switch, ours"));
        all.push_back(bare<net::net_switch_by_assembly>(
            "switch, ours, inexact", many, net::switch_kind::assembly,
            other_side::inexact));
    }
#if HAVE_BOOST_CONTEXT
    all.push_back(boost_bare("switch, boost.context", other_side::exact));
    all.push_back(
        boost_bare("switch, boost.context, inexact", other_side::inexact));
#endif
    all.push_back(bare<net::switch_by_ucontext>("switch, ucontext", many / 10,
                                                net::switch_kind::ucontext));
    if (net::has_assembly_switch) {
        all.push_back(
            ours("coroutine, ours", net::switch_kind::assembly, many));
        all.push_back(ours("coroutine, ours, inexact",
                           net::switch_kind::assembly, many,
                           other_side::inexact));
    }
    all.push_back(ours("coroutine, ours on ucontext",
                       net::switch_kind::ucontext, many / 10));
    all.push_back({"thread hand-off", many / 200, thread_hand_offs});
    return all;
}

// --- A coroutine's life: made, run to its end, destroyed.

std::vector<contender> lives() {
    std::vector<contender> all;
    all.push_back({"C++20 coroutine", many / 2, [](std::size_t n) {
                       for (; n > 0; --n) {
                           const stackless one = suspend_never();
                           one.handle.resume();
                           one.handle.destroy();
                       }
                   }});
    auto pool = std::make_shared<net::stack_pool>(net::default_stack_size);
    all.push_back(
        {"coroutine, ours, pooled stack", many / 2, [pool](std::size_t n) {
             for (; n > 0; --n) {
                 net::coroutine([] {}, pool->take()).resume();
             }
         }});
#if HAVE_BOOST_CONTEXT
    namespace context = boost::context;
    auto stacks = std::make_shared<context::pooled_fixedsize_stack>(
        net::default_stack_size);
    all.push_back({"boost::context::fiber, pooled stack", many / 2,
                   [stacks](std::size_t n) {
                       for (; n > 0; --n) {
                           context::fiber one(std::allocator_arg, *stacks,
                                              [](context::fiber&& from) {
                                                  return std::move(from);
                                              });
                           std::move(one).resume();
                       }
                   }});
#endif
    all.push_back({"coroutine, ours, new stack", many / 20, [](std::size_t n) {
                       for (; n > 0; --n) net::coroutine([] {}).resume();
                   }});
    all.push_back({"std::thread", many / 200, [](std::size_t n) {
                       for (; n > 0; --n) std::thread([] {}).join();
                   }});
    return all;
}

void print(const char* title, const std::vector<contender>& all,
           const std::string& unit) {
    double base = 1;
    for (const contender& each : all) {
        if (each.name == unit) base = bench::median(each.nanoseconds);
    }
    const bool counted = !all.front().instructions.empty();
    std::printf("\n| %s | ratio | ns |%s\n", title,
                counted ? " instructions |" : "");
    std::printf("|---|---:|---:|%s\n", counted ? "---:|" : "");
    for (const contender& each : all) {
        const double ns = bench::median(each.nanoseconds);
        std::printf("| %s | %.2f | %.1f |", each.name.c_str(), ns / base, ns);
        if (counted) std::printf(" %.0f |", bench::median(each.instructions));
        std::printf("\n");
    }
}

// --- Very many, all alive.

/// Kilobytes, from a line of /proc/self/status.
double status(const std::string& wanted) {
    std::ifstream lines("/proc/self/status");
    for (std::string name; lines >> name;) {
        double kilobytes = 0;
        if (name == wanted && lines >> kilobytes) return kilobytes;
    }
    return 0;
}

void print_a_million(std::size_t count) {
    const double resident = status("VmRSS:"), tables = status("VmPTE:");
    const auto begin = std::chrono::steady_clock::now();
    std::vector<net::coroutine> all;
    all.reserve(count);
    std::size_t steps = 0;
    try {
        while (all.size() < count) {
            all.emplace_back([&steps] {
                for (;; ++steps) net::coroutine::yield();
            });
            all.back().resume();
        }
    } catch (const std::system_error& error) {
        std::printf("\nno more than %zu: %s\n", all.size(), error.what());
    }
    for (net::coroutine& each : all) each.resume();
    const std::chrono::duration<double> took =
        std::chrono::steady_clock::now() - begin;
    const double each = 1024 / static_cast<double>(all.size());
    std::printf(
        "\n%zu coroutines alive, each resumed twice: %.1f s; %.0f bytes "
        "of memory each, and %.0f in page tables\n",
        steps, took.count(), (status("VmRSS:") - resident) * each,
        (status("VmPTE:") - tables) * each);
}

} // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 21;
    std::vector<contender> to_switch = switches();
    std::vector<contender> to_live = lives();
    std::printf("%s\n", bench::machine().c_str());
    if (!bench::instruction_counter().works()) {
        std::printf("instructions are not counted: perf_event_open(2) fails\n");
    }
    bench::measure(to_switch, rounds);
    bench::measure(to_live, rounds);
    print("one switch", to_switch, "switch, ours");
    print("made, run, destroyed", to_live, "coroutine, ours, pooled stack");
    print_a_million(1'000'000);
}
