#include "05-ucontext-coroutines/stack.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>

#include "05-ucontext-coroutines/tool_notes.h"

namespace net {
namespace {

// Older headers do not know it; older kernels say EINVAL.
constexpr int madvise_guard_install = 102;

/// How many pages lie below. A function with large arrays may step over one
/// page without touching it.
constexpr std::size_t guard_pages = 4;

/// A pool keeps this many stacks warm however few are in use.
constexpr std::size_t least_warm = 16;

std::size_t page_size() {
    static const auto size = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return size;
}

std::size_t guard_size() {
    return guard_pages * page_size();
}

// [lesson: guard]
/// A protected page is a mapping of its own, and a process has 65,530 of them
/// (vm.max_map_count): enough for 32,000 stacks. A mark in the page table
/// costs none, where the kernel can set one.
// [lesson: guard-a-page]
stack_guard protect(void* lowest, stack_guard best) {
    if (best <= stack_guard::marked &&
        ::madvise(lowest, guard_size(), madvise_guard_install) == 0) {
        return stack_guard::marked;
    }
    if (best <= stack_guard::mprotect &&
        ::mprotect(lowest, guard_size(), PROT_NONE) == 0) {
        return stack_guard::mprotect;
    }
    // No mapping is left for a guard; without one the program can go on.
    return stack_guard::none;
}
// [end]
// [end]

} // namespace

stack::stack(std::size_t size, stack_guard best) {
    const std::size_t page = page_size();
    const std::size_t usable = (std::max(size, page) + page - 1) / page * page;
    void* const lowest =
        ::mmap(nullptr, guard_size() + usable, PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (lowest == MAP_FAILED) {
        throw std::system_error(errno, std::system_category(),
                                "mmap of a stack");
    }
    guard_ = protect(lowest, best);
    memory_ = {static_cast<std::byte*>(lowest) + guard_size(), usable};
    // One huge page would be thirty stacks' memory for the first of them. Where
    // guards can be marked, MAP_STACK has said so already (Linux 6.7).
    if (guard_ != stack_guard::marked) {
        ::madvise(memory_.data(), memory_.size(), MADV_NOHUGEPAGE);
    }
    tool_id_ = tell_tools_of_stack(memory_);
}

stack::~stack() {
    if (memory_.empty()) return;
    if (stack_pool* home = std::exchange(home_, nullptr)) {
        home->give_back(std::move(*this));
        return;
    }
    tell_tools_stack_is_gone(tool_id_);
    const auto guard = guard_area();
    ::munmap(guard.data(), guard.size() + memory_.size());
}

std::span<std::byte> stack::guard_area() const {
    if (memory_.empty()) return {};
    return {memory_.data() - guard_size(), guard_size()};
}

stack stack_pool::take() {
    stack taken;
    if (kept_.empty()) {
        taken = stack(stack_size_);
    } else {
        taken = std::move(kept_.back()); // the last one used, still in caches
        kept_.pop_back();
        cold_ = std::min(cold_, kept_.size());
    }
    taken.home_ = this;
    ++in_use_;
    return taken;
}

void stack_pool::give_back(stack used) noexcept {
    --in_use_;
    try {
        kept_.push_back(std::move(used));
    } catch (const std::bad_alloc&) {
        // Then it is not kept.
    }
    while (warm() > std::max(in_use_, least_warm)) {
        const auto unused = kept_[cold_++].memory();
        ::madvise(unused.data(), unused.size(), MADV_DONTNEED);
    }
}

} // namespace net
