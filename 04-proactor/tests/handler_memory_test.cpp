#include "04-proactor/handler_memory.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace handler_memory_test {

using net::detail::allocate_block;
using net::detail::free_block;

TEST(handler_memory, gives_out_the_block_that_was_given_back) {
    void* const first = allocate_block(100);
    free_block(first, 100);

    void* const second = allocate_block(100);

    EXPECT_EQ(second, first);
    free_block(second, 100);
}

TEST(handler_memory, serves_every_size) {
    for (const std::size_t size : {0u, 1u, 63u, 64u, 65u, 1024u, 1025u}) {
        void* const block = allocate_block(size);
        std::memset(block, 0xa5, size);
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) %
                      __STDCPP_DEFAULT_NEW_ALIGNMENT__,
                  0u);
        free_block(block, size);
    }
}

TEST(handler_memory, gives_out_no_block_twice) {
    std::set<void*> out;
    for (int i = 0; i < 100; ++i) out.insert(allocate_block(200));
    EXPECT_EQ(out.size(), 100u);
    for (void* each : out) free_block(each, 200);
    out.clear();

    for (int i = 0; i < 100; ++i) out.insert(allocate_block(200));

    EXPECT_EQ(out.size(), 100u);
    for (void* each : out) free_block(each, 200);
}

TEST(handler_memory, gives_out_no_block_that_is_too_small) {
    void* const small = allocate_block(10);
    free_block(small, 10);

    void* const large = allocate_block(500);

    EXPECT_NE(large, small);
    std::memset(large, 0xa5, 500);
    free_block(large, 500);
}

TEST(handler_memory, may_be_given_back_by_another_thread) {
    std::vector<void*> blocks;
    for (int i = 0; i < 100; ++i) blocks.push_back(allocate_block(80));

    std::thread([&] {
        for (void* each : blocks) free_block(each, 80);
        void* const again = allocate_block(80);
        free_block(again, 80);
    }).join();

    void* const own = allocate_block(80);
    std::memset(own, 0xa5, 80);
    free_block(own, 80);
}

/// An object that outlives its thread's blocks, for it was there before them.
struct late_user {
    ~late_user() { free_block(allocate_block(64), 64); }
};

TEST(handler_memory, can_still_be_had_at_the_end_of_a_thread) {
    std::thread([] {
        static thread_local late_user last;
        (void)last;
        free_block(allocate_block(64), 64);
    }).join();
}

TEST(recycling_allocator, is_an_allocator) {
    std::vector<int, net::recycling_allocator<int>> numbers;
    std::map<int, std::string, std::less<>,
             net::recycling_allocator<std::pair<const int, std::string>>>
        names;

    for (int i = 0; i < 1000; ++i) {
        numbers.push_back(i);
        names[i] = std::to_string(i);
    }

    EXPECT_EQ(numbers.at(999), 999);
    EXPECT_EQ(names.at(999), "999");
    EXPECT_TRUE(net::recycling_allocator<int>() ==
                net::recycling_allocator<void>());
}

struct counts {
    int allocated = 0;
    int freed = 0;
};

template <class T>
struct counting_allocator {
    using value_type = T;
    explicit counting_allocator(counts& all) : count(&all) {}
    template <class U>
    counting_allocator(const counting_allocator<U>& other)
        : count(other.count) {}

    T* allocate(std::size_t n) {
        ++count->allocated;
        return std::allocator<T>().allocate(n);
    }
    void deallocate(T* block, std::size_t n) {
        ++count->freed;
        std::allocator<T>().deallocate(block, n);
    }
    template <class U>
    bool operator==(const counting_allocator<U>& other) const {
        return count == other.count;
    }

    counts* count;
};

struct refusing {
    explicit refusing(bool refuses) {
        if (refuses) throw std::runtime_error("not today");
    }
};

using owner = net::detail::operation_owner<refusing, counting_allocator<char>>;

TEST(operation_owner, frees_once_what_it_has_taken_over) {
    counts all;
    const counting_allocator<char> memory(all);
    {
        owner one(owner::make(memory, false), memory);
        EXPECT_EQ(all.allocated, 1);
        EXPECT_EQ(all.freed, 0);

        one.reset();
        one.reset();

        EXPECT_EQ(all.freed, 1);
    }
    EXPECT_EQ(all.freed, 1);
}

TEST(operation_owner, frees_the_memory_of_what_could_not_be_made) {
    counts all;
    const counting_allocator<char> memory(all);

    EXPECT_THROW(owner::make(memory, true), std::runtime_error);

    EXPECT_EQ(all.allocated, 1);
    EXPECT_EQ(all.freed, 1);
}

} // namespace handler_memory_test
