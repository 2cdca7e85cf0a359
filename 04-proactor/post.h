// post, dispatch and defer: to have a function called by an executor.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include "04-proactor/associated.h"
#include "04-proactor/async_result.h"
#include "04-proactor/executor_work_guard.h"
#include "04-proactor/io_context.h"
#include "04-proactor/system_executor.h"

namespace net {
namespace detail {

// An executor of a user's own may know execute() alone.
struct by_post {
    template <class Executor, class Function, class Allocator>
    static void call(const Executor& one, Function&& f,
                     const Allocator& memory) {
        if constexpr (requires { one.post(std::move(f), memory); }) {
            one.post(std::forward<Function>(f), memory);
        } else {
            one.execute(std::forward<Function>(f));
        }
    }
};
struct by_dispatch {
    template <class Executor, class Function, class Allocator>
    static void call(const Executor& one, Function&& f,
                     const Allocator& memory) {
        if constexpr (requires { one.dispatch(std::move(f), memory); }) {
            one.dispatch(std::forward<Function>(f), memory);
        } else {
            one.execute(std::forward<Function>(f));
        }
    }
};
struct by_defer {
    template <class Executor, class Function, class Allocator>
    static void call(const Executor& one, Function&& f,
                     const Allocator& memory) {
        if constexpr (requires { one.defer(std::move(f), memory); }) {
            one.defer(std::forward<Function>(f), memory);
        } else {
            one.execute(std::forward<Function>(f));
        }
    }
};

/// A handler on its way to its own executor by way of another one.
template <class Handler, class Executor>
class work_dispatcher {
public:
    template <class H>
    work_dispatcher(H&& handler, const Executor& its_own)
        : handler_(std::forward<H>(handler)), guard_(its_own) {}

    void operator()() {
        const auto memory = get_associated_allocator(handler_);
        by_dispatch::call(guard_.get_executor(), std::move(handler_), memory);
        guard_.reset();
    }

private:
    Handler handler_;
    executor_work_guard<Executor> guard_;
};

/// Gives a handler to its associated executor.
template <class How>
struct initiate_call {
    template <class Handler>
    void operator()(Handler&& handler) const {
        const auto its_own = get_associated_executor(handler);
        const auto memory = get_associated_allocator(handler);
        How::call(its_own, std::forward<Handler>(handler), memory);
    }
};

/// Gives a handler to `first`; if it has an executor of its own, from there.
template <class How, class Executor>
struct initiate_call_on {
    using executor_type = Executor;

    executor_type get_executor() const noexcept { return first; }

    template <class Handler>
    void operator()(Handler&& handler) const {
        using handler_type = std::decay_t<Handler>;
        using its_own_type = associated_executor_t<handler_type, Executor>;
        const auto memory = get_associated_allocator(handler);
        const auto its_own = get_associated_executor(handler, first);
        if constexpr (std::is_same_v<its_own_type, Executor>) {
            if (its_own == first)
                return How::call(first, std::forward<Handler>(handler), memory);
        }
        How::call(first,
                  work_dispatcher<handler_type, its_own_type>(
                      std::forward<Handler>(handler), its_own),
                  memory);
    }

    Executor first;
};

} // namespace detail

/// Has `token` called by its associated executor, never before this returns.
template <class CompletionToken>
auto post(CompletionToken&& token) {
    return async_initiate<CompletionToken, void()>(
        detail::initiate_call<detail::by_post>(), token);
}

/// Has it called by `one`; by way of `one`, if it has an executor itself.
template <can_execute Executor, class CompletionToken>
auto post(const Executor& one, CompletionToken&& token) {
    return async_initiate<CompletionToken, void()>(
        detail::initiate_call_on<detail::by_post, Executor>{one}, token);
}

template <has_executor Context, class CompletionToken>
auto post(Context& context, CompletionToken&& token) {
    return net::post(context.get_executor(),
                     std::forward<CompletionToken>(token));
}

/// Has it called at once, if this thread is already running handlers of the
/// executor; else as post() does.
template <class CompletionToken>
auto dispatch(CompletionToken&& token) {
    return async_initiate<CompletionToken, void()>(
        detail::initiate_call<detail::by_dispatch>(), token);
}

template <can_execute Executor, class CompletionToken>
auto dispatch(const Executor& one, CompletionToken&& token) {
    return async_initiate<CompletionToken, void()>(
        detail::initiate_call_on<detail::by_dispatch, Executor>{one}, token);
}

template <has_executor Context, class CompletionToken>
auto dispatch(Context& context, CompletionToken&& token) {
    return net::dispatch(context.get_executor(),
                         std::forward<CompletionToken>(token));
}

/// As post(), for a function that continues the running handler: no other
/// thread is woken for it.
template <class CompletionToken>
auto defer(CompletionToken&& token) {
    return async_initiate<CompletionToken, void()>(
        detail::initiate_call<detail::by_defer>(), token);
}

template <can_execute Executor, class CompletionToken>
auto defer(const Executor& one, CompletionToken&& token) {
    return async_initiate<CompletionToken, void()>(
        detail::initiate_call_on<detail::by_defer, Executor>{one}, token);
}

template <has_executor Context, class CompletionToken>
auto defer(Context& context, CompletionToken&& token) {
    return net::defer(context.get_executor(),
                      std::forward<CompletionToken>(token));
}

template <class Handler>
auto io_context::post(Handler&& handler) {
    return net::post(*this, std::forward<Handler>(handler));
}

template <class Handler>
auto io_context::dispatch(Handler&& handler) {
    return net::dispatch(*this, std::forward<Handler>(handler));
}

} // namespace net
