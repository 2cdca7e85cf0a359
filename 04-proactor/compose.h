// Operations made of operations: each step's handler is the operation itself.
#pragma once

#include <functional>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

#include "04-proactor/associated.h"
#include "04-proactor/async_result.h"
#include "04-proactor/executor_work_guard.h"
#include "04-proactor/io_executor.h"
#include "04-proactor/system_executor.h"

namespace net {
namespace detail {

/// An operation under way: what is to be done, and the final handler. It is
/// itself the handler of its steps, on the final handler's executor and in
/// memory from its allocator; so a strand-bound handler keeps the whole
/// operation in its strand.
/// Shape:    implementation(self, results of the last step...) begins the
///           next step with std::move(self), or calls self.complete();
///           implementation.get_executor() is for a handler that has none
template <class Implementation, class Handler>
class composed_operation {
    using objects_executor =
        decltype(std::declval<const Implementation&>().get_executor());

public:
    using executor_type = associated_executor_t<Handler, objects_executor>;
    using allocator_type = associated_allocator_t<Handler>;

    template <class I, class H>
    composed_operation(I&& implementation, H&& handler)
        : implementation_(std::forward<I>(implementation)),
          handler_(std::forward<H>(handler)) {}

    executor_type get_executor() const noexcept {
        return associated_executor<Handler, objects_executor>::get(
            handler_, implementation_.get_executor());
    }
    allocator_type get_allocator() const noexcept {
        return get_associated_allocator(handler_);
    }

    template <class... Results>
    void operator()(Results&&... results) {
        implementation_(*this, std::forward<Results>(results)...);
    }

    /// Ends the operation: calls the final handler.
    template <class... Results>
    void complete(Results&&... results) {
        std::move(handler_)(std::forward<Results>(results)...);
    }

private:
    Implementation implementation_;
    Handler handler_;
};

/// Begins one.
template <class Implementation, class Handler>
void start_composed(Implementation&& implementation, Handler&& handler) {
    composed_operation<std::decay_t<Implementation>, std::decay_t<Handler>>(
        std::forward<Implementation>(implementation),
        std::forward<Handler>(handler))();
}

/// A user's implementation, and the executors that are to have work for as
/// long as it lasts.
template <class Implementation, class... Executors>
class guarded_implementation {
public:
    template <class I>
    guarded_implementation(I&& implementation, const Executors&... executors)
        : implementation_(std::forward<I>(implementation)),
          guards_(make_work_guard(executors)...) {}

    auto get_executor() const noexcept {
        if constexpr (sizeof...(Executors) == 0)
            return system_executor();
        else
            return std::get<0>(guards_).get_executor();
    }

    template <class Self, class... Results>
    void operator()(Self& self, Results&&... results) {
        implementation_(self, std::forward<Results>(results)...);
    }

private:
    Implementation implementation_;
    std::tuple<executor_work_guard<Executors>...> guards_;
};

} // namespace detail

/// Makes an asynchronous operation out of a function that goes from step to
/// step; `objects` are the I/O objects or executors that it uses.
/// Shape:    implementation(self, results of the last step...)
/// Source:   asio::async_compose
template <class CompletionToken, class Signature, class Implementation,
          class... Objects>
auto async_compose(Implementation&& implementation,
                   std::remove_reference_t<CompletionToken>& token,
                   Objects&&... objects) {
    return async_initiate<CompletionToken, Signature>(
        [](auto&& handler, auto&& body, auto... executors) {
            detail::start_composed(
                detail::guarded_implementation<std::decay_t<decltype(body)>,
                                               decltype(executors)...>(
                    std::forward<decltype(body)>(body), executors...),
                std::forward<decltype(handler)>(handler));
        },
        token, std::forward<Implementation>(implementation),
        detail::executor_of(objects)...);
}

} // namespace net
