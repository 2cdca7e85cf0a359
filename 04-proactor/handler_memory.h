// The memory of operations: given back before the handler is called, and kept
// for the thread's next operation.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <utility>

#include "04-proactor/idle_blocks.h"

namespace net {

/// An allocator on a thread's idle blocks: what a handler uses that has not
/// said otherwise. Source:   asio::recycling_allocator
template <class T>
class recycling_allocator {
public:
    using value_type = T;

    constexpr recycling_allocator() noexcept = default;
    template <class U>
    constexpr recycling_allocator(const recycling_allocator<U>&) noexcept {}

    T* allocate(std::size_t n) {
        static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);
        return static_cast<T*>(detail::allocate_block(n * sizeof(T)));
    }
    void deallocate(T* block, std::size_t n) noexcept {
        detail::free_block(block, n * sizeof(T));
    }

    template <class U>
    bool operator==(const recycling_allocator<U>&) const noexcept {
        return true;
    }
};

template <>
class recycling_allocator<void> {
public:
    using value_type = void;

    constexpr recycling_allocator() noexcept = default;
    template <class U>
    constexpr recycling_allocator(const recycling_allocator<U>&) noexcept {}

    template <class U>
    bool operator==(const recycling_allocator<U>&) const noexcept {
        return true;
    }
};

namespace detail {

/// std::allocator is what a handler has that has said nothing; the recycled
/// blocks serve it better.
template <class Operation, class Allocator>
struct operation_allocator {
    using type = typename std::allocator_traits<
        Allocator>::template rebind_alloc<Operation>;
    static type from(const Allocator& allocator) { return type(allocator); }
};

template <class Operation, class T>
struct operation_allocator<Operation, std::allocator<T>> {
    using type = recycling_allocator<Operation>;
    static type from(const std::allocator<T>&) { return type(); }
};

/// An operation that comes back from a queue, and its memory: both can be let
/// go before the handler is called.
template <class Operation, class Allocator>
class operation_owner {
    using made_by = operation_allocator<Operation, Allocator>;
    using traits = std::allocator_traits<typename made_by::type>;

public:
    /// Makes one.
    /// Errors:   what the allocator or the operation's constructor throws
    template <class... Arguments>
    static Operation* make(const Allocator& allocator,
                           Arguments&&... arguments) {
        typename made_by::type memory = made_by::from(allocator);
        Operation* block = traits::allocate(memory, 1);
        try {
            ::new (static_cast<void*>(block))
                Operation(std::forward<Arguments>(arguments)...);
        } catch (...) {
            traits::deallocate(memory, block, 1);
            throw;
        }
        return block;
    }

    /// Takes over one that make() has made.
    operation_owner(Operation* one, const Allocator& allocator)
        : operation_(one), memory_(made_by::from(allocator)) {}
    operation_owner(const operation_owner&) = delete;
    operation_owner& operator=(const operation_owner&) = delete;
    ~operation_owner() { reset(); }

    void reset() {
        Operation* gone = std::exchange(operation_, nullptr);
        if (!gone) return;
        gone->~Operation();
        traits::deallocate(memory_, gone, 1);
    }

private:
    Operation* operation_;
    [[no_unique_address]] typename made_by::type memory_;
};

} // namespace detail
} // namespace net
