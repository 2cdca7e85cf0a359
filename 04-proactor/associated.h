// What a handler says about itself: on which executor it wants to be called,
// and from which allocator its operation's memory is to come.
#pragma once

#include <memory>
#include <type_traits>

#include "04-proactor/execution.h"

namespace net {

class system_executor;

/// The executor that goes with a handler: its nested `executor_type` and
/// `get_executor()`, or else `Executor`, which is the I/O object's. To be
/// specialised for a handler that cannot have members.
template <class Handler, class Executor = system_executor>
struct associated_executor {
    using type = Executor;
    static type get(const Handler&, const Executor& other = Executor()) {
        return other;
    }
};

template <class Handler, class Executor>
requires requires {
    typename Handler::executor_type;
}
struct associated_executor<Handler, Executor> {
    using type = typename Handler::executor_type;
    static type get(const Handler& handler,
                    const Executor& = Executor()) noexcept {
        return handler.get_executor();
    }
};

/// The allocator that goes with a handler, in the same way.
template <class Handler, class Allocator = std::allocator<void>>
struct associated_allocator {
    using type = Allocator;
    static type get(const Handler&,
                    const Allocator& other = Allocator()) noexcept {
        return other;
    }
};

template <class Handler, class Allocator>
requires requires {
    typename Handler::allocator_type;
}
struct associated_allocator<Handler, Allocator> {
    using type = typename Handler::allocator_type;
    static type get(const Handler& handler,
                    const Allocator& = Allocator()) noexcept {
        return handler.get_allocator();
    }
};

template <class Handler, class Executor = system_executor>
using associated_executor_t =
    typename associated_executor<Handler, Executor>::type;

template <class Handler, class Allocator = std::allocator<void>>
using associated_allocator_t =
    typename associated_allocator<Handler, Allocator>::type;

template <class Handler>
associated_executor_t<Handler> get_associated_executor(const Handler& handler) {
    return associated_executor<Handler>::get(handler);
}

template <class Handler, can_execute Executor>
associated_executor_t<Handler, Executor> get_associated_executor(
    const Handler& handler, const Executor& other) {
    return associated_executor<Handler, Executor>::get(handler, other);
}

template <class Handler, has_executor Context>
auto get_associated_executor(const Handler& handler, Context& other) {
    using its_executor = typename Context::executor_type;
    return associated_executor<Handler, its_executor>::get(
        handler, other.get_executor());
}

template <class Handler>
associated_allocator_t<Handler> get_associated_allocator(
    const Handler& handler) {
    return associated_allocator<Handler>::get(handler);
}

template <class Handler, class Allocator>
associated_allocator_t<Handler, Allocator> get_associated_allocator(
    const Handler& handler, const Allocator& other) {
    return associated_allocator<Handler, Allocator>::get(handler, other);
}

} // namespace net
