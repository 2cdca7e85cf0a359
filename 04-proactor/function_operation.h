// A function in a queue.
#pragma once

#include <memory>
#include <utility>

#include "04-proactor/handler_memory.h"
#include "04-proactor/operation.h"
#include "04-proactor/tracking.h"

namespace net::detail {

/// Calls `function()` when it is its turn.
template <class Function, class Allocator>
class function_operation final : public operation {
public:
    template <class F>
    function_operation(F&& f, const Allocator& allocator)
        : operation(&function_operation::run),
          function_(std::forward<F>(f)),
          allocator_(allocator) {}

private:
    static void run(scheduler* owner, operation* self) {
        auto* one = static_cast<function_operation*>(self);
        operation_owner<function_operation, Allocator> memory(one,
                                                              one->allocator_);
        tracking::call call(*self);
        Function function(std::move(one->function_));
        memory.reset(); // before the call, which may need such a block
        if (!owner) return;
        call.begin();
        std::move(function)();
        call.end();
    }

    Function function_;
    [[no_unique_address]] Allocator allocator_;
};

/// Shape:    an operation to be queued; whoever completes it destroys it
template <class Function, class Allocator>
operation* make_function_operation(Function&& f, const Allocator& memory) {
    using made = function_operation<std::decay_t<Function>, Allocator>;
    return operation_owner<made, Allocator>::make(
        memory, std::forward<Function>(f), memory);
}

} // namespace net::detail
