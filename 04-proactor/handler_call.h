// The way from a finished operation to its handler.
#pragma once

#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

#include "04-proactor/associated.h"
#include "04-proactor/io_executor.h"
#include "04-proactor/post.h"
#include "04-proactor/tracking.h"

namespace net::detail {

/// A handler together with what it is called with.
template <class Handler, class... Results>
class bound_handler {
public:
    bound_handler(Handler&& handler, std::tuple<Results...>&& results)
        : handler_(std::move(handler)), results_(std::move(results)) {}

    void operator()() {
        std::apply(
            [this](Results&... each) {
                std::move(handler_)(std::move(each)...);
            },
            results_);
    }

private:
    Handler handler_;
    std::tuple<Results...> results_;
};

/// Where a handler is to be called. Until it is, its executor has work, as the
/// operation's own scheduler has anyway.
template <class Handler>
class handler_executor {
public:
    using type = associated_executor_t<Handler, io_executor>;

    handler_executor(const Handler& handler, const io_executor& objects)
        : executor_(associated_executor<Handler, io_executor>::get(handler,
                                                                   objects)) {
        if constexpr (counts_work<type>) {
            if (!is_of(objects)) keep_busy();
        }
    }

    /// True of the context's own executor, without a strand: then any thread
    /// of `here` will do.
    bool is_plain_of(const scheduler& here) const {
        if constexpr (std::is_same_v<type, io_executor>)
            return executor_.is_plain_of(here);
        return false;
    }

    /// Calls `bound` on the executor.
    template <class Bound, class Allocator>
    void dispatch(Bound&& bound, const Allocator& memory) {
        by_dispatch::call(executor_, std::forward<Bound>(bound), memory);
    }

private:
    using guard = executor_work_guard<type>;

    [[gnu::cold]] void keep_busy() {
        guard_ = std::make_unique<guard>(executor_);
    }
    /// True if both are run by the same threads.
    bool is_of(const io_executor& objects) const {
        if constexpr (std::is_same_v<type, io_executor>)
            return &executor_.threads() == &objects.threads();
        else if constexpr (std::convertible_to<type, io_executor>)
            return &io_executor(executor_).threads() == &objects.threads();
        return false;
    }

    type executor_;
    std::unique_ptr<guard> guard_; // null if the executor is the object's own
};

/// The last step of every operation: frees the memory, then calls.
/// Shape:    Operation has handler(), executor() and results(), which are
///           moved out of it
template <class Operation>
void complete_operation(scheduler* owner, Operation* one) {
    const auto memory = get_associated_allocator(one->handler());
    using allocator = std::remove_const_t<decltype(memory)>;
    operation_owner<Operation, allocator> block(one, memory);
    tracking::call call(*one);
    auto handler = std::move(one->handler()); // may own the memory's source
    if (!owner) return block.reset();
    auto results = one->results();
    std::apply([&](const auto&... each) { call.begin(each...); }, results);
    // The block goes first: the handler may need it for its next operation.
    if (one->executor().is_plain_of(*owner)) { // this thread is one of them
        block.reset();
        std::apply(std::move(handler), std::move(results));
    } else {
        auto executor = std::move(one->executor());
        block.reset();
        executor.dispatch(bound_handler(std::move(handler), std::move(results)),
                          memory);
    }
    call.end();
}

} // namespace net::detail
