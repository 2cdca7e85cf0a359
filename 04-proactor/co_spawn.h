// The first of a chain of coroutines: how to start one from outside.
#pragma once

#include <concepts>
#include <coroutine>
#include <exception>
#include <functional>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

#include "04-proactor/async_result.h"
#include "04-proactor/awaitable.h"
#include "04-proactor/default_token.h"
#include "04-proactor/executor_work_guard.h"
#include "04-proactor/handler_call.h"
#include "04-proactor/post.h"

namespace net {
namespace detail {

/// The first coroutine, which waits to be called. At its end it destroys
/// itself.
template <class Executor>
struct first_coroutine : waiting_chain<Executor> {
    struct promise_type : coroutine_frame<Executor> {
        template <class... Others>
        explicit promise_type(const Executor& one, const Others&...)
            : whole{one, frame::from_promise(*this)} {
            this->chain = &whole;
        }

        first_coroutine get_return_object() { return first_coroutine(whole); }
        std::suspend_never final_suspend() const noexcept { return {}; }
        void return_void() const noexcept {}
        void unhandled_exception() noexcept {
            whole.turn->thrown = std::current_exception();
        }

        coroutine_chain<Executor> whole;
    };
    using frame = std::coroutine_handle<promise_type>;

    explicit first_coroutine(coroutine_chain<Executor>& whole)
        : waiting_chain<Executor>(whole, whole.first) {}
};

template <class T>
struct completion {
    using signature = void(std::exception_ptr, T);
    using results = std::tuple<std::exception_ptr, T>;
};
template <>
struct completion<void> {
    using signature = void(std::exception_ptr);
    using results = std::tuple<std::exception_ptr>;
};

/// Awaits what `function` returns, and tells `handler`. Both have work on their
/// executors until then. Simplified: if the function throws, the handler gets a
/// T() beside the exception, so there has to be one.
template <class Executor, class Function, class Handler, class Guard>
first_coroutine<Executor> await_and_tell(Executor executor, Function function,
                                         Handler handler, Guard its_work) {
    using value = typename std::invoke_result_t<Function&>::value_type;
    const auto work = make_work_guard(executor);
    typename completion<value>::results results;
    try {
        if constexpr (std::is_void_v<value>)
            co_await function();
        else
            std::get<1>(results) = co_await function();
    } catch (...) {
        std::get<0>(results) = std::current_exception();
    }
    const auto memory = get_associated_allocator(handler);
    by_dispatch::call(its_work.get_executor(),
                      bound_handler(std::move(handler), std::move(results)),
                      memory);
}

template <class Executor>
struct initiate_co_spawn {
    using executor_type = Executor;

    executor_type get_executor() const noexcept { return executor; }

    template <class Handler, class Function>
    void operator()(Handler handler, Function function) const {
        auto its_work = make_work_guard(handler, executor);
        by_post::call(executor,
                      await_and_tell(executor, std::move(function),
                                     std::move(handler), std::move(its_work)),
                      std::allocator<void>());
    }

    Executor executor;
};

template <class T, class Executor>
auto as_function(awaitable<T, Executor> body) {
    return [mine = std::move(body)]() mutable { return std::move(mine); };
}
template <class Function>
Function&& as_function(Function&& function) {
    return std::forward<Function>(function);
}

template <class Body>
using awaitable_of =
    std::invoke_result_t<decltype(as_function(std::declval<Body>()))&>;

/// True of an awaitable, and of a function that returns one, if it can run on
/// that kind of executor.
template <class Body, class Where>
concept spawnable =
    std::convertible_to<Where, typename awaitable_of<Body>::executor_type>;

} // namespace detail

/// Starts a coroutine on `where`, never before this returns.
/// Shape:    `body` is an awaitable<T>, or a function that returns one;
///           handler(std::exception_ptr) if T is void, or else
///           handler(std::exception_ptr, T)
/// Errors:   what the coroutine throws, in the exception_ptr
/// Lifetime: the function lives until the coroutine has ended; so what a lambda
///           has captured is safe, if this is given the lambda and not what it
///           returns
/// Source:   asio::co_spawn
template <can_execute Where, detail::spawnable<Where> Body,
          class Token = detail::default_token<Where>>
auto co_spawn(const Where& where, Body&& body,
              Token&& token = detail::default_token<Where>()) {
    using coroutine = detail::awaitable_of<Body>;
    using executor = typename coroutine::executor_type;
    using value = typename coroutine::value_type;
    return async_initiate<Token, typename detail::completion<value>::signature>(
        detail::initiate_co_spawn<executor>{executor(where)}, token,
        detail::as_function(std::forward<Body>(body)));
}

template <has_executor Context, class Body,
          class Token = detail::default_token<typename Context::executor_type>>
auto co_spawn(
    Context& context, Body&& body,
    Token&& token = detail::default_token<typename Context::executor_type>()) {
    return net::co_spawn(context.get_executor(), std::forward<Body>(body),
                         std::forward<Token>(token));
}

} // namespace net
