#include "04-proactor/handler_memory.h"

#include <array>

namespace net::detail {
namespace {

constexpr std::size_t unit = 64;  // bytes; sizes are rounded up to these
constexpr std::size_t sizes = 16; // larger blocks than these units are not kept
constexpr int kept_blocks = 32;   // of each size

/// The blocks that this thread has given back, by their size in units. A free
/// block's first bytes point to the next one.
class block_cache {
public:
    block_cache() = default;
    block_cache(const block_cache&) = delete;
    block_cache& operator=(const block_cache&) = delete;
    ~block_cache() {
        for (shelf& each : shelves_) {
            while (each.first) ::operator delete(each.pop());
            each.count = kept_blocks; // what comes later is not kept
        }
    }

    void* take(std::size_t units) {
        shelf& of_size = shelves_[units - 1];
        return of_size.first ? of_size.pop() : nullptr;
    }

    bool keep(void* block, std::size_t units) {
        shelf& of_size = shelves_[units - 1];
        if (of_size.count == kept_blocks) return false;
        of_size.push(block);
        return true;
    }

private:
    struct free_block {
        free_block* next;
    };
    struct shelf {
        free_block* first = nullptr;
        int count = 0;

        void* pop() {
            void* block = first;
            first = first->next;
            --count;
            return block;
        }
        void push(void* block) {
            first = ::new (block) free_block{first};
            ++count;
        }
    };

    std::array<shelf, sizes> shelves_;
};

thread_local block_cache blocks;

std::size_t in_units(std::size_t size) {
    return size == 0 ? 1 : (size + unit - 1) / unit;
}

} // namespace

void* allocate_block(std::size_t size) {
    const std::size_t units = in_units(size);
    if (units > sizes) return ::operator new(size);
    void* block = blocks.take(units);
    return block ? block : ::operator new(units* unit);
}

void free_block(void* block, std::size_t size) noexcept {
    const std::size_t units = in_units(size);
    if (units > sizes || !blocks.keep(block, units)) ::operator delete(block);
}

} // namespace net::detail
