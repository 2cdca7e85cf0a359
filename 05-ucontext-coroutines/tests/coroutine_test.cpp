// The life of a coroutine, from its first resume() to its destruction.
#include "05-ucontext-coroutines/coroutine.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "05-ucontext-coroutines/tests/any_switch.h"
#include "05-ucontext-coroutines/tests/tools.h"

namespace coroutine_test {

using net::coroutine_state;
using coroutine = net::any_switch;

INSTANTIATE_TEST_SUITE_P(by, coroutine, net::all_switches(),
                         net::name_of_switch);

void yield() {
    net::coroutine::yield();
}

TEST_P(coroutine, runs_nothing_before_the_first_resume) {
    bool has_run = false;
    const net::coroutine flow = make([&] { has_run = true; });

    EXPECT_EQ(flow.state(), coroutine_state::ready);
    EXPECT_FALSE(has_run);
}

TEST_P(coroutine, goes_on_behind_its_last_yield) {
    std::string log;
    net::coroutine flow = make([&] {
        log += "1";
        yield();
        log += "2";
        yield();
        log += "3";
    });

    while (!flow.done()) {
        flow.resume();
        log += ".";
    }

    EXPECT_EQ(log, "1.2.3.");
}

/// Yields at the bottom of `depth` calls, each with a local of its own.
int sum_down_from(int depth) {
    int volatile local = depth;
    if (depth == 0) {
        yield();
        return 0;
    }
    const int below = sum_down_from(depth - 1);
    return below + local;
}

TEST_P(coroutine, yields_from_however_deep) {
    int sum = 0;
    net::coroutine flow = make([&] { sum = sum_down_from(100); });

    flow.resume();
    const bool was_done = flow.done();
    flow.resume();

    EXPECT_FALSE(was_done);
    EXPECT_EQ(sum, 5050);
}

TEST_P(coroutine, tells_its_state) {
    net::coroutine* outer_itself = nullptr;
    coroutine_state outer_seen_by_inner{}, inner_seen_by_itself{};
    net::coroutine inner;
    inner = make([&] {
        outer_seen_by_inner = outer_itself->state();
        inner_seen_by_itself = inner.state();
    });
    net::coroutine outer = make([&] {
        inner.resume();
        yield();
    });
    outer_itself = &outer;

    outer.resume();

    EXPECT_EQ(outer_seen_by_inner, coroutine_state::waiting);
    EXPECT_EQ(inner_seen_by_itself, coroutine_state::running);
    EXPECT_EQ(inner.state(), coroutine_state::done);
    EXPECT_EQ(outer.state(), coroutine_state::suspended);
    EXPECT_EQ(net::coroutine_frame::running(), nullptr);
}

TEST_P(coroutine, yields_to_who_has_resumed_it_last) {
    std::string log;
    net::coroutine inner = make([&] {
        log += "a";
        yield();
        log += "b";
        yield();
    });
    net::coroutine outer = make([&] {
        inner.resume();
        log += "1";
        yield();
        log += "2";
    });

    outer.resume();
    inner.resume(); // by us, this time
    outer.resume();

    EXPECT_EQ(log, "a1b2");
}

TEST_P(coroutine, may_be_one_of_thousands_in_any_order) {
    constexpr std::size_t count = 2000;
    std::vector<std::size_t> sums(count);
    std::vector<net::coroutine> flows;
    for (std::size_t i = 0; i < count; ++i) {
        flows.push_back(make([&sum = sums[i], i] {
            for (std::size_t round = 0; round < 3; ++round, yield()) sum += i;
        }));
    }

    for (std::size_t turn = 0; turn < 3 * count; ++turn) {
        flows[turn * 1999 % count].resume();
    }

    for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(sums[i], 3 * i);
}

TEST_P(coroutine, takes_a_body_that_can_only_be_moved) {
    int seen = 0;
    auto number = std::make_unique<int>(7);

    net::coroutine flow =
        make([number = std::move(number), &seen] { seen = *number; });
    flow.resume();

    EXPECT_EQ(seen, 7);
}

TEST_P(coroutine, keeps_its_record_and_its_body_on_its_own_stack) {
    struct alignas(16) wide {
        char bytes[16];
    };
    const void* place = nullptr;
    net::coroutine flow = make([it = wide{}, &place] { place = it.bytes; });
    const auto memory = flow.frame()->memory().memory();

    flow.resume();

    const auto* const byte = static_cast<const std::byte*>(place);
    EXPECT_TRUE(byte >= &memory.front() && byte <= &memory.back());
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(byte) % 16, 0u);
    EXPECT_TRUE(static_cast<void*>(flow.frame()) >= &memory.front());
}

TEST_P(coroutine, destroys_what_its_body_has_captured_when_it_ends) {
    auto captured = std::make_shared<int>();
    net::coroutine flow = make([captured] { yield(); });

    flow.resume();
    const long while_suspended = captured.use_count();
    flow.resume();

    EXPECT_EQ(while_suspended, 2);
    EXPECT_EQ(captured.use_count(), 1);
}

TEST_P(coroutine, destroys_what_its_body_has_captured_when_never_resumed) {
    auto captured = std::make_shared<int>();

    {
        const net::coroutine flow = make([captured] {});
    }

    EXPECT_EQ(captured.use_count(), 1);
}

/// Writes its letter when it is destroyed.
struct letter {
    std::string& log;
    char sign;
    ~letter() { log += sign; }
};

TEST_P(coroutine, destroys_the_locals_of_one_that_is_suspended) {
    std::string log;
    auto captured = std::make_shared<int>();
    {
        net::coroutine flow = make([&log, captured] {
            const letter first{log, '1'};
            const letter second{log, '2'};
            yield();
            log += "never";
        });
        flow.resume();
        log += ".";
    }

    EXPECT_EQ(log, ".21");
    EXPECT_EQ(captured.use_count(), 1);
}

TEST_P(coroutine, may_be_destroyed_by_another) {
    std::string log;
    net::coroutine victim = make([&] {
        const letter local{log, 'v'};
        yield();
    });
    victim.resume();
    net::coroutine other = make([&] {
        victim = net::coroutine();
        log += "o";
    });

    other.resume();

    EXPECT_EQ(log, "vo");
}

TEST_P(coroutine, may_catch_everything_and_return_when_it_is_destroyed) {
    std::string log;
    {
        net::coroutine flow = make([&] {
            try {
                yield();
            } catch (...) {
                log += "caught ";
            }
            log += "returned";
        });
        flow.resume();
    }

    EXPECT_EQ(log, "caught returned");
}

TEST_P(coroutine, cannot_wait_any_more_once_it_is_being_destroyed) {
    int caught = 0;
    {
        net::coroutine flow = make([&] {
            for (int i = 0; i < 3; ++i) {
                try {
                    yield();
                } catch (const net::forced_unwind&) {
                    ++caught;
                }
            }
        });
        flow.resume();
    }

    EXPECT_EQ(caught, 3);
}

TEST_P(coroutine, drops_what_it_throws_while_it_is_destroyed) {
    bool was_thrown = false;
    {
        net::coroutine flow = make([&] {
            try {
                yield();
            } catch (...) {
                was_thrown = true;
                throw std::runtime_error("nobody would hear of it");
            }
        });
        flow.resume();
    }

    EXPECT_TRUE(was_thrown);
}

struct yields_when_destroyed {
    std::string& log;
    ~yields_when_destroyed() {
        log += "<";
        yield();
        log += ">";
    }
};

TEST_P(coroutine, does_not_wait_in_a_destructor_while_it_is_destroyed) {
    std::string log;
    {
        net::coroutine flow = make([&] {
            const yields_when_destroyed local{log};
            yield();
        });
        flow.resume();
        log += ".";
    }

    EXPECT_EQ(log, ".<>");
}

TEST_P(coroutine, does_not_wait_in_what_it_captured_while_it_is_destroyed) {
    std::string log;
    {
        std::unique_ptr<yields_when_destroyed> captured(
            new yields_when_destroyed{log});
        net::coroutine flow = make([captured = std::move(captured)] {
            yield();
            FAIL();
        });
        flow.resume();
        log += ".";
    }

    EXPECT_EQ(log, ".<>");
}

TEST_P(coroutine, may_be_destroyed_while_an_exception_waits_in_a_destructor) {
    std::string log;
    {
        net::coroutine flow = make([&] {
            try {
                const yields_when_destroyed local{log};
                throw std::runtime_error("on its way");
            } catch (const std::runtime_error&) {
                log += "caught";
            }
        });
        flow.resume();
        log += ".";
    }

    EXPECT_EQ(log, "<.>caught");
}

TEST_P(coroutine, can_be_moved_while_it_is_suspended) {
    int steps = 0;
    net::coroutine first = make([&] {
        ++steps;
        yield();
        ++steps;
    });
    first.resume();

    net::coroutine second(std::move(first));
    second.resume();

    EXPECT_FALSE(first);
    EXPECT_TRUE(second.done());
    EXPECT_EQ(steps, 2);
}

TEST_P(coroutine, destroys_what_it_was_when_another_is_assigned) {
    std::string log;
    net::coroutine flow = make([&] {
        const letter local{log, 'a'};
        yield();
    });
    flow.resume();

    flow = make([&] { log += "b"; });
    flow.resume();

    EXPECT_EQ(log, "ab");
}

TEST_P(coroutine, gives_its_stack_back_when_it_is_destroyed) {
    net::stack_pool pool(net::default_stack_size);
    {
        net::coroutine flow([] {}, pool.take(), how);
        flow.resume();
        EXPECT_EQ(pool.in_use(), 1u);
    }

    EXPECT_EQ(pool.in_use(), 0u);
    EXPECT_EQ(pool.warm(), 1u);
}

TEST(no_coroutine, is_done_and_cannot_be_resumed) {
    net::coroutine none;

    const std::string error = net::logic_error_of([&] { none.resume(); });

    EXPECT_FALSE(none);
    EXPECT_TRUE(none.done());
    EXPECT_EQ(error, "resume() of no coroutine");
}

TEST(no_coroutine, cannot_yield) {
    const std::string error = net::logic_error_of(yield);

    EXPECT_EQ(error, "yield() outside of a coroutine");
}

TEST_P(coroutine, cannot_be_resumed_when_it_is_done) {
    net::coroutine flow = make([] {}, "Ann");
    flow.resume();

    const std::string error = net::logic_error_of([&] { flow.resume(); });

    EXPECT_EQ(error, "resume() of a coroutine that is done: Ann");
}

TEST_P(coroutine, cannot_be_resumed_while_it_runs_or_waits) {
    std::string by_itself, by_its_inner;
    net::coroutine flow;
    flow = make(
        [&] {
            by_itself = net::logic_error_of([&] { flow.resume(); });
            net::coroutine inner = make([&] {
                by_its_inner = net::logic_error_of([&] { flow.resume(); });
            });
            inner.resume();
        },
        "Bob");

    flow.resume();

    EXPECT_EQ(by_itself, "resume() of a coroutine that runs: Bob");
    EXPECT_EQ(by_its_inner, by_itself);
}

TEST_P(coroutine, refuses_a_body_that_leaves_less_than_half_of_the_stack) {
    struct large {
        char bytes[40 * 1024] = {};
    };

    EXPECT_THROW(make([it = large()] { (void)it.bytes[0]; }),
                 std::length_error);
    EXPECT_THROW(net::coroutine([] {}, net::stack(), how), std::length_error);
}

using coroutine_death = net::any_switch;
INSTANTIATE_TEST_SUITE_P(by, coroutine_death, net::all_switches(),
                         net::name_of_switch);

TEST_P(coroutine_death, comes_of_destroying_oneself) {
    net::coroutine flow;
    flow = make([&] { flow = net::coroutine(); }, "Carl");

    EXPECT_DEATH(flow.resume(), "a coroutine destroys itself: Carl");
}

TEST_P(coroutine_death, comes_of_destroying_one_that_waits_in_a_destructor) {
    std::string log;
    net::coroutine flow = make([&] { const yields_when_destroyed local{log}; });
    flow.resume();

    EXPECT_DEATH(flow = net::coroutine(), "forced_unwind");

    flow.resume(); // ours ends in peace
}

TEST_P(coroutine_death, comes_of_a_resume_on_another_thread) {
    if (net::has_tsan) GTEST_SKIP() << "its forked child may start no thread";
    net::coroutine flow = make(yield);
    flow.resume();

    EXPECT_DEATH(std::thread([&] { flow.resume(); }).join(),
                 "a coroutine stays on its thread");
}

} // namespace coroutine_test
