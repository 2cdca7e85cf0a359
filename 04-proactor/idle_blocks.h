// The blocks that a thread keeps for its next operations. The way to them is
// inline: where an operation is made its size is known.
#pragma once

#include <array>
#include <cstddef>
#include <new>
#include <utility>

namespace net::detail {

// Blocks of a shelf are so many bytes larger than those of the shelf before;
// what is larger than the last one's is not kept.
inline constexpr std::size_t block_unit = 64;
inline constexpr std::size_t shelf_count = 16;

inline constexpr int stack_height = 64; // blocks, as many as go hand to hand

/// A block that is not in use.
struct idle_block {
    idle_block* next = nullptr; // below it in its stack
    idle_block* next_stack = nullptr;
};

/// A thread's blocks of one size: a stack from which it takes and to which it
/// gives back, and perhaps a full one, so that it does not need the other
/// threads' each time it goes to and fro between full and empty.
struct shelf {
    idle_block* top = nullptr;
    int height = stack_height; // or, if it is empty, whatever
    idle_block* full = nullptr;
};

/// By size / block_unit.
inline constinit thread_local std::array<shelf, shelf_count> shelves;

// What is rare, and so is kept out of the way: an empty shelf and a full one.
void* take_from_elsewhere(std::size_t number);
void begin_new_stack(void* block, std::size_t number);

/// Memory for one operation; a block this thread has just given back, if it
/// has one of the size.
/// Errors:   std::bad_alloc
/// Threads:  any; each has blocks of its own
inline void* allocate_block(std::size_t size) {
    const std::size_t number = size / block_unit;
    if (number >= shelf_count) return ::operator new(size);
    shelf& from = shelves[number];
    if (!from.top) return take_from_elsewhere(number);
    --from.height;
    return std::exchange(from.top, from.top->next);
}

/// `size` is what the block was allocated with.
inline void free_block(void* block, std::size_t size) noexcept {
    const std::size_t number = size / block_unit;
    if (number >= shelf_count) return ::operator delete(block);
    shelf& to = shelves[number];
    if (to.height == stack_height) return begin_new_stack(block, number);
    to.top = ::new (block) idle_block{to.top};
    ++to.height;
}

} // namespace net::detail
