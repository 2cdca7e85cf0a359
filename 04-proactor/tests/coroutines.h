// For the tests of coroutines: runs one.
#pragma once

#include <exception>
#include <utility>

#include "04-proactor/co_spawn.h"
#include "04-proactor/io_context.h"

namespace net {

/// Spawns `body`, and runs `loop` until there is nothing left to do.
/// Errors:   what the coroutine throws
template <class Body>
void run(io_context& loop, Body body) {
    std::exception_ptr thrown;
    co_spawn(loop, std::move(body),
             [&](std::exception_ptr error) { thrown = std::move(error); });
    loop.restart();
    loop.run();
    if (thrown) std::rethrow_exception(thrown);
}

/// Says in `where` that it has been destroyed.
class destruction_mark {
public:
    explicit destruction_mark(bool& where) : where_(&where) {}
    destruction_mark(destruction_mark&& other) noexcept
        : where_(std::exchange(other.where_, nullptr)) {}
    destruction_mark& operator=(destruction_mark&&) = delete;
    ~destruction_mark() {
        if (where_) *where_ = true;
    }

private:
    bool* where_; // null if it has been moved from
};

} // namespace net
