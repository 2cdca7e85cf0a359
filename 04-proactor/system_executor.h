// The executor of those who have not named one: threads of the process.
#pragma once

#include <memory>
#include <utility>

#include "04-proactor/io_executor.h"

namespace net {

class thread_pool;
using system_context = thread_pool;

/// Calls functions in a pool of threads that starts when it is first needed.
/// Source:   asio::system_executor
class system_executor {
public:
    thread_pool& context() const noexcept;

    /// The pool's own executor, which any_io_executor can hold.
    operator io_executor() const noexcept;

    void on_work_started() const noexcept {}
    void on_work_finished() const noexcept {}

    template <class Function, class Allocator>
    void dispatch(Function&& f, const Allocator&) const {
        std::decay_t<Function> mine(std::forward<Function>(f));
        std::move(mine)();
    }
    template <class Function, class Allocator>
    void post(Function&& f, const Allocator& memory) const {
        io_executor(*this).post(std::forward<Function>(f), memory);
    }
    template <class Function, class Allocator>
    void defer(Function&& f, const Allocator& memory) const {
        io_executor(*this).post(std::forward<Function>(f), memory);
    }
    template <class Function>
    void execute(Function&& f) const {
        dispatch(std::forward<Function>(f), std::allocator<void>());
    }

    friend bool operator==(system_executor, system_executor) { return true; }
};

} // namespace net
