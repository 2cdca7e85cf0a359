// The executor of an io_context or of a strand: how a function gets there.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "04-proactor/associated.h"
#include "04-proactor/forward.h"
#include "04-proactor/function_operation.h"
#include "04-proactor/scheduler.h"
#include "04-proactor/strand_state.h"
#include "04-proactor/tracking.h"

namespace net {

class io_context;

/// A cheap handle. One kind serves io_contexts, strands on them, and thread
/// pools, so nothing has to be erased; any_io_executor is a name for it.
/// Lifetime: the context must outlive its use, not its copies
/// Threads:  any
class io_executor {
public:
    io_executor() noexcept = default; // good for nothing but assignment
    io_executor(std::nullptr_t) noexcept {}

    io_context& context() const noexcept { return *context_; }
    explicit operator bool() const noexcept { return context_ != nullptr; }

    /// Work keeps run() from returning.
    void on_work_started() const noexcept { scheduler_->work_started(); }
    void on_work_finished() const noexcept { scheduler_->work_finished(); }

    /// True if dispatch() would call at once.
    bool running_in_this_thread() const noexcept {
        return strand_ ? strand_->running_in_this_thread()
                       : scheduler_->running_in_this_thread();
    }

    /// Calls `f`: here and now if running_in_this_thread(), else later.
    template <class Function, class Allocator>
    void dispatch(Function&& f, const Allocator& memory) const {
        if (running_in_this_thread()) {
            std::decay_t<Function> mine(std::forward<Function>(f));
            std::move(mine)();
            return;
        }
        detail::operation* one = make(std::forward<Function>(f), memory);
        if (strand_) return strand_->dispatch(one);
        scheduler_->post(one);
    }

    /// Calls `f` later.
    template <class Function, class Allocator>
    void post(Function&& f, const Allocator& memory) const {
        detail::operation* one = make(std::forward<Function>(f), memory);
        if (strand_) return strand_->post(one);
        scheduler_->post(one);
    }

    /// Calls `f` later, and wakes nobody for it: the caller is about to end.
    template <class Function, class Allocator>
    void defer(Function&& f, const Allocator& memory) const {
        detail::operation* one = make(std::forward<Function>(f), memory);
        if (strand_) return strand_->defer(one);
        scheduler_->defer(one);
    }

    template <class Function>
    void execute(Function&& f) const {
        dispatch(std::forward<Function>(f), std::allocator<void>());
    }

    friend bool operator==(const io_executor&, const io_executor&) = default;

private:
    friend class io_context;

    io_executor(io_context& context, detail::scheduler& threads)
        : context_(&context), scheduler_(&threads) {}

    template <class Function, class Allocator>
    detail::operation* make(Function&& f, const Allocator& memory) const {
        detail::operation* one =
            detail::make_function_operation(std::forward<Function>(f), memory);
        if (strand_) {
            detail::tracking::created(*one, "strand_executor", "execute",
                                      strand_.get());
        } else {
            detail::tracking::created(*one, "io_context", "execute", context_);
        }
        return one;
    }

    io_context* context_ = nullptr;
    detail::scheduler* scheduler_ = nullptr;
    std::shared_ptr<detail::strand_state> strand_; // null: any thread will do

public:
    /// For I/O objects: the context's own executor needs no dispatching.
    bool is_plain_of(const detail::scheduler& threads) const noexcept {
        return scheduler_ == &threads && !strand_;
    }
    /// The same context's executor with a strand of its own.
    io_executor with_new_strand() const {
        io_executor made(*this);
        made.strand_ = std::make_shared<detail::strand_state>(*scheduler_);
        return made;
    }
    detail::scheduler& threads() const noexcept { return *scheduler_; }
};

} // namespace net
