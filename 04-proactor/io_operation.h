// An asynchronous operation on a descriptor: a step that is tried, and a
// handler that is told.
#pragma once

#include <utility>

#include "04-proactor/handler_call.h"
#include "04-proactor/io_engine.h"
#include "04-proactor/kernel_transfer.h"

namespace net::detail {

/// All operations on descriptors are this one. What they differ in is Step:
///
///     static constexpr const char* name             // for tracking.h
///     reactor_operation::status operator()(std::error_code&, std::size_t&)
///     auto results(std::error_code, std::size_t)    // the handler's, a tuple
///
/// and one that can be handed over (see kernel_transfer.h) has also
///
///     void describe(kernel_transfer&)
///     void take_result(int, std::error_code&, std::size_t&)
template <class Step, class Handler>
class io_operation final : public reactor_operation {
public:
    template <class H>
    io_operation(Step&& step, H&& handler, const io_executor& objects)
        : reactor_operation(&io_operation::try_once, &io_operation::finish,
                            how_to_hand_over()),
          step_(std::move(step)),
          handler_(std::forward<H>(handler)),
          executor_(handler_, objects) {}

    Handler& handler() { return handler_; }
    handler_executor<Handler>& executor() { return executor_; }
    auto results() { return step_.results(error, bytes); }

private:
    static status try_once(reactor_operation* self) {
        auto* one = static_cast<io_operation*>(self);
        const status result = one->step_(one->error, one->bytes);
        if (one->tracking_id)
            tracking::tried(*one, Step::name, one->error, one->bytes);
        return result;
    }
    static void finish(scheduler* owner, operation* self) {
        complete_operation(owner, static_cast<io_operation*>(self));
    }

    static constexpr const handing_over* how_to_hand_over() {
        if constexpr (can_be_handed_over<Step>) return &by_the_kernel;
        return nullptr;
    }
    static void describe_step(reactor_operation* self, kernel_transfer& into) {
        if constexpr (can_be_handed_over<Step>)
            static_cast<io_operation*>(self)->step_.describe(into);
    }
    static void take_its_result(reactor_operation* self, int result) {
        auto* one = static_cast<io_operation*>(self);
        if constexpr (can_be_handed_over<Step>)
            one->step_.take_result(result, one->error, one->bytes);
        if (one->tracking_id)
            tracking::tried(*one, Step::name, one->error, one->bytes);
    }
    static constexpr handing_over by_the_kernel{&describe_step,
                                                &take_its_result};

    Step step_;
    Handler handler_;
    handler_executor<Handler> executor_;
};

/// Shape:    an operation to be started; whoever completes it destroys it
template <class Step, class Handler>
auto* make_io_operation(Step step, Handler&& handler,
                        const io_executor& objects) {
    using handler_type = std::decay_t<Handler>;
    using made = io_operation<Step, handler_type>;
    const auto memory = get_associated_allocator(handler);
    using allocator = std::remove_const_t<decltype(memory)>;
    return operation_owner<made, allocator>::make(
        memory, std::move(step), std::forward<Handler>(handler), objects);
}

} // namespace net::detail
