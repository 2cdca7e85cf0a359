// Memory to run on: mapped, with a guard below it, and used again.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace net {

inline constexpr std::size_t default_stack_size = 64 * 1024; // bytes

/// What keeps an overflow from running into other memory, the best first.
enum class stack_guard {
    marked,   // MADV_GUARD_INSTALL, Linux 6.13: costs no mapping
    mprotect, // splits the mapping in two
    none      // no mapping was left for it
};

class stack_pool;

/// A stack, mapped when it is made and given back when it is destroyed: to the
/// kernel, or to the pool it comes from. A page of it takes memory from when
/// it is first used.
class stack {
public:
    stack() = default; // none

    /// Units:    bytes, rounded up to whole pages; the guard comes on top
    /// Shape:    `best` is tried first, then what comes after it
    /// Errors:   std::system_error if there is no memory or no mapping left
    /// Source:   mmap(2), madvise(2), mprotect(2)
    explicit stack(std::size_t size, stack_guard best = stack_guard::marked);

    stack(stack&& other) noexcept { swap(other); }
    stack& operator=(stack&& other) noexcept {
        stack(std::move(other)).swap(*this);
        return *this;
    }
    ~stack();

    /// What can be used: the highest address is where it begins.
    std::span<std::byte> memory() const { return memory_; }
    std::size_t size() const { return memory_.size(); } // bytes

    /// What lies below and must not be touched.
    std::span<std::byte> guard_area() const;
    stack_guard guard() const { return guard_; }

private:
    friend class stack_pool;

    void swap(stack& other) noexcept {
        std::swap(memory_, other.memory_);
        std::swap(home_, other.home_);
        std::swap(guard_, other.guard_);
        std::swap(tool_id_, other.tool_id_);
    }

    std::span<std::byte> memory_; // without the guard; empty: none
    stack_pool* home_ = nullptr;  // null: none
    stack_guard guard_ = stack_guard::none;
    unsigned tool_id_ = 0; // Valgrind's name for it
};

/// Stacks of one size, kept for the next who needs one. No more of them keep
/// their memory than are in use: a burst is not paid for ever.
/// Lifetime: must outlive its stacks
/// Threads:  one
class stack_pool {
public:
    explicit stack_pool(std::size_t stack_size) : stack_size_(stack_size) {}
    stack_pool(const stack_pool&) = delete;
    stack_pool& operator=(const stack_pool&) = delete;

    /// Errors:   as stack
    stack take();

    std::size_t stack_size() const { return stack_size_; } // bytes
    std::size_t in_use() const { return in_use_; }
    std::size_t warm() const { return kept_.size() - cold_; }
    std::size_t cold() const { return cold_; }

private:
    friend class stack;
    void give_back(stack used) noexcept;

    const std::size_t stack_size_;
    std::size_t in_use_ = 0;
    std::vector<stack> kept_; // the last one used is at the end
    std::size_t cold_ = 0;    // the first so many have no memory
};

} // namespace net
