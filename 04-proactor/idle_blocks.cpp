#include "04-proactor/idle_blocks.h"

#include <array>
#include <mutex>

namespace net::detail {
namespace {

constexpr std::size_t most_stored = 4 * 1024 * 1024; // bytes, for each size

void delete_all(idle_block* stack) {
    while (stack) ::operator delete(std::exchange(stack, stack->next));
}

/// Full stacks that some thread has no room for and another may want: blocks
/// are often taken in one thread and given back in another.
/// Threads:  any
class depot {
public:
    /// Shape:    null if there is none
    idle_block* take() {
        const std::lock_guard lock(mutex_);
        idle_block* stack = stacks_;
        if (!stack) return nullptr;
        stacks_ = stack->next_stack;
        --count_;
        return stack;
    }

    bool keep(idle_block* stack, std::size_t block_size) {
        const std::lock_guard lock(mutex_);
        if (count_ * stack_height * block_size >= most_stored) return false;
        stack->next_stack = std::exchange(stacks_, stack);
        ++count_;
        return true;
    }

private:
    std::mutex mutex_; // guards all that follows
    idle_block* stacks_ = nullptr;
    std::size_t count_ = 0;
};

constinit std::array<depot, shelf_count> depots;
constinit thread_local bool thread_has_ended = false;

/// Nobody will use this thread's blocks any more.
struct at_thread_end {
    ~at_thread_end() {
        thread_has_ended = true;
        for (shelf& each : shelves) {
            delete_all(each.top);
            delete_all(each.full);
            each = {};
        }
    }
};

/// To be called by who is about to keep something.
void clean_up_at_thread_end() {
    thread_local const at_thread_end cleaner; // made now, if not before
}

/// In bytes.
std::size_t size_on(std::size_t number) {
    return (number + 1) * block_unit;
}

} // namespace

void* take_from_elsewhere(std::size_t number) {
    shelf& to = shelves[number];
    if (!thread_has_ended) {
        clean_up_at_thread_end();
        to.top = to.full ? to.full : depots[number].take(); // or null
        to.full = nullptr;
        to.height = stack_height;
    }
    if (!to.top) return ::operator new(size_on(number));
    --to.height;
    return std::exchange(to.top, to.top->next);
}

void begin_new_stack(void* block, std::size_t number) {
    if (thread_has_ended) return ::operator delete(block);
    clean_up_at_thread_end();
    shelf& from = shelves[number];
    if (from.full && !depots[number].keep(from.full, size_on(number)))
        delete_all(from.full);
    from.full = from.top;
    from.top = ::new (block) idle_block;
    from.height = 1;
}

} // namespace net::detail
