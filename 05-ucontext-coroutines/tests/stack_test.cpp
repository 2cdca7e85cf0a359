// The memory that coroutines run on: its size, its guard, and its return.
#include "05-ucontext-coroutines/stack.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "05-ucontext-coroutines/tests/tools.h"

namespace net {

std::string name(stack_guard of) {
    return of == stack_guard::marked ? "marked" : "mprotect";
}

/// For gtest, which prints what a test's parameter is.
void PrintTo(stack_guard guard, std::ostream* out) {
    *out << name(guard);
}

} // namespace net

namespace stack_test {

using net::stack_guard;
using net::stack_pool;

const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));

void fill(const net::stack& all_of_it) {
    std::memset(all_of_it.memory().data(), 1, all_of_it.size());
}

TEST(stack, has_its_size_rounded_up_to_whole_pages) {
    EXPECT_EQ(net::stack(1).size(), page);
    EXPECT_EQ(net::stack(page).size(), page);
    EXPECT_EQ(net::stack(page + 1).size(), 2 * page);
    EXPECT_EQ(net::stack(0).size(), page);
}

TEST(stack, can_be_used_from_end_to_end) {
    const net::stack one(net::default_stack_size);

    fill(one);

    EXPECT_EQ(one.size(), net::default_stack_size);
    EXPECT_EQ(one.memory().back(), std::byte(1));
}

TEST(stack, has_its_guard_right_below) {
    const net::stack one(net::default_stack_size);

    const auto guard = one.guard_area();

    EXPECT_EQ(guard.data() + guard.size(), one.memory().data());
    EXPECT_GE(guard.size(), page);
    EXPECT_EQ(guard.size() % page, 0u);
}

TEST(stack, that_is_none_has_no_memory) {
    const net::stack none;

    EXPECT_EQ(none.size(), 0u);
    EXPECT_TRUE(none.guard_area().empty());
    EXPECT_EQ(none.guard(), stack_guard::none);
}

TEST(stack, keeps_its_memory_when_it_is_moved) {
    net::stack first(page);
    const auto memory = first.memory();

    const net::stack second(std::move(first));

    EXPECT_EQ(second.memory().data(), memory.data());
    EXPECT_EQ(first.size(), 0u);
}

TEST(stack, says_that_there_is_no_memory_for_it) {
    constexpr std::size_t too_much = std::size_t(1) << 60;

    EXPECT_THROW(net::stack{too_much}, std::system_error);
}

TEST(stack, is_protected_where_no_mark_can_be_set) {
    if (net::has_asan || net::has_tsan || ::mlockall(MCL_FUTURE) == -1) {
        GTEST_SKIP() << "no memory may be locked here, which forbids marks";
    }

    const net::stack one(page);
    ::munlockall();

    EXPECT_EQ(one.guard(), net::takes_advice() ? stack_guard::mprotect
                                               : stack_guard::marked);
}

TEST(stack, does_without_a_guard_where_none_is_wanted) {
    const net::stack one(page, stack_guard::none);

    one.guard_area().front() = std::byte(1);

    EXPECT_EQ(one.guard(), stack_guard::none);
}

/// Each test runs for each kind of guard.
class stack_guard_of : public testing::TestWithParam<stack_guard> {
protected:
    void SetUp() override {
        if (net::stack(page, GetParam()).guard() != GetParam()) {
            GTEST_SKIP() << "guards are marked by Linux 6.13 and later";
        }
        if (GetParam() == stack_guard::marked && !net::takes_advice()) {
            GTEST_SKIP() << "this emulator marks no guards, but says it does";
        }
    }
};

INSTANTIATE_TEST_SUITE_P(kind, stack_guard_of,
                         testing::Values(stack_guard::marked,
                                         stack_guard::mprotect),
                         [](const auto& of) { return net::name(of.param); });

TEST_P(stack_guard_of, lets_nobody_write_to_any_of_it) {
    const net::stack one(net::default_stack_size, GetParam());

    EXPECT_DEATH(one.guard_area().front() = std::byte(1), "");
    EXPECT_DEATH(one.guard_area().back() = std::byte(1), "");
}

TEST_P(stack_guard_of, is_still_there_when_the_pool_has_taken_the_memory) {
    const net::stack one(net::default_stack_size, GetParam());
    fill(one);

    ::madvise(one.memory().data(), one.size(), MADV_DONTNEED);

    EXPECT_DEATH(one.guard_area().back() = std::byte(1), "");
    EXPECT_EQ(one.memory().front(), std::byte(0));
}

TEST_P(stack_guard_of, leaves_nothing_behind_when_the_stack_goes) {
    std::byte* place = nullptr;
    {
        const net::stack one(page, GetParam());
        place = one.guard_area().data();
    }
    const auto again =
        ::mmap(place, page, PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    ASSERT_EQ(again, place);

    *place = std::byte(1);

    ::munmap(place, page);
}

std::size_t mappings() {
    std::ifstream maps("/proc/self/maps");
    return static_cast<std::size_t>(
        std::count(std::istreambuf_iterator<char>(maps), {}, '\n'));
}

std::vector<net::stack> many(std::size_t count, stack_guard best) {
    std::vector<net::stack> all;
    for (std::size_t i = 0; i < count; ++i) {
        all.emplace_back(net::default_stack_size, best);
    }
    return all;
}

TEST_P(stack_guard_of, costs_two_mappings_if_protected_and_none_if_marked) {
    const std::size_t before = mappings();
    const auto stacks = many(1000, GetParam());

    const std::size_t after = mappings();

    if (GetParam() == stack_guard::marked) {
        EXPECT_LT(after, before + 100);
    } else {
        EXPECT_GT(after, before + 1000);
    }
}

TEST_P(stack_guard_of, is_had_by_more_stacks_than_there_are_mappings_for) {
    std::size_t allowed = 0;
    std::ifstream("/proc/sys/vm/max_map_count") >> allowed;
    if (allowed > 100'000) GTEST_SKIP() << "too many are allowed here";
    if (net::has_tsan) GTEST_SKIP() << "its shadows are mappings too";
    if (GetParam() != stack_guard::marked) GTEST_SKIP() << "it is not";

    const auto stacks = many(allowed / 2 + 1000, stack_guard::marked);

    EXPECT_EQ(
        std::ranges::count(stacks, stack_guard::marked, &net::stack::guard),
        static_cast<std::ptrdiff_t>(stacks.size()));
}

TEST(stack_pool, gives_the_last_stack_that_came_back_first) {
    stack_pool pool(page);
    std::vector<std::byte*> places;
    {
        std::vector<net::stack> taken;
        for (int i = 0; i < 3; ++i) taken.push_back(pool.take());
        while (!taken.empty()) {
            places.push_back(taken.back().memory().data());
            taken.pop_back();
        }
    }

    const net::stack first = pool.take();
    const net::stack second = pool.take();

    EXPECT_EQ(first.memory().data(), places[2]);
    EXPECT_EQ(second.memory().data(), places[1]);
}

TEST(stack_pool, counts_what_is_in_use_and_what_is_kept) {
    stack_pool pool(page);
    net::stack one = pool.take();
    const net::stack two = pool.take();

    one = net::stack();

    EXPECT_EQ(pool.in_use(), 1u);
    EXPECT_EQ(pool.warm(), 1u);
    EXPECT_EQ(pool.cold(), 0u);
}

std::size_t resident_pages(const net::stack& of) {
    std::vector<unsigned char> pages(of.size() / page);
    ::mincore(of.memory().data(), of.size(), pages.data());
    return static_cast<std::size_t>(
        std::ranges::count_if(pages, [](auto each) { return each & 1; }));
}

/// `count` stacks of the pool, with every page of them used.
std::vector<net::stack> used_stacks(stack_pool& pool, std::size_t count) {
    std::vector<net::stack> taken;
    for (std::size_t i = 0; i < count; ++i) {
        taken.push_back(pool.take());
        fill(taken.back());
    }
    return taken;
}

TEST(stack_pool, gives_memory_back_after_a_burst) {
    if (!net::takes_advice()) GTEST_SKIP() << "this emulator ignores madvise()";
    constexpr std::size_t pages = 4;
    stack_pool pool(pages * page);

    used_stacks(pool, 200).clear();

    EXPECT_EQ(pool.warm(), 16u);
    EXPECT_EQ(pool.cold(), 184u);
    std::size_t resident = 0;
    std::vector<net::stack> again;
    for (int i = 0; i < 200; ++i) {
        again.push_back(pool.take());
        resident += resident_pages(again.back());
    }
    EXPECT_EQ(resident, 16 * pages);
}

TEST(stack_pool, gives_warm_stacks_before_cold_ones) {
    stack_pool pool(page);
    used_stacks(pool, 40).clear();

    const auto taken = used_stacks(pool, 16);

    EXPECT_EQ(pool.warm(), 0u);
    EXPECT_EQ(pool.cold(), 24u);
}

TEST(stack_pool, keeps_no_more_stacks_warm_than_are_in_use) {
    stack_pool pool(page);
    auto taken = used_stacks(pool, 100);

    taken.resize(60);

    EXPECT_EQ(pool.in_use(), 60u);
    EXPECT_EQ(pool.warm(), 40u);
    taken.resize(30);
    EXPECT_EQ(pool.warm(), 30u);
    EXPECT_EQ(pool.cold(), 40u);
}

} // namespace stack_test
