// A completion token: the error goes into a variable, and is then no error to
// the token inside, which may throw errors or not know them.
#pragma once

#include <system_error>
#include <type_traits>
#include <utility>

#include "04-proactor/associated.h"
#include "04-proactor/async_result.h"

namespace net {

/// Source:   asio::redirect_error_t
template <class CompletionToken>
class redirect_error_t {
public:
    template <class T>
    redirect_error_t(T&& token, std::error_code& error)
        : token_(std::forward<T>(token)), ec_(error) {}

    CompletionToken token_;
    std::error_code& ec_;
};

/// Has an operation's error put into `error` before `token` is told the rest:
/// `co_await async_read(s, b, redirect_error(use_awaitable, error))`.
/// Lifetime: `error` must outlive the operation
template <class CompletionToken>
redirect_error_t<std::decay_t<CompletionToken>> redirect_error(
    CompletionToken&& token, std::error_code& error) {
    return {std::forward<CompletionToken>(token), error};
}

namespace detail {

/// The handler between an operation and the handler of the token inside.
template <class Handler>
class redirect_error_handler {
public:
    redirect_error_handler(std::error_code& error, Handler&& handler)
        : error_(&error), handler_(std::move(handler)) {}

    const Handler& inner() const noexcept { return handler_; }

    template <class... Results>
    void operator()(Results&&... results) {
        std::move(handler_)(std::forward<Results>(results)...);
    }
    template <class... Results>
    void operator()(std::error_code error, Results&&... results) {
        *error_ = error;
        std::move(handler_)(std::forward<Results>(results)...);
    }

private:
    std::error_code* error_;
    Handler handler_;
};

/// A signature without the error that it begins with.
template <class Signature>
struct without_error {
    using type = Signature;
};
template <class Result, class... Results>
struct without_error<Result(std::error_code, Results...)> {
    using type = Result(Results...);
};
template <class Result, class... Results>
struct without_error<Result(const std::error_code&, Results...)> {
    using type = Result(Results...);
};

template <class Initiation>
struct redirecting_initiation {
    template <class Handler, class... Arguments>
    void operator()(Handler&& handler, Arguments&&... arguments) {
        using inner = std::decay_t<Handler>;
        std::move(initiation)(
            redirect_error_handler<inner>(
                *error, inner(std::forward<Handler>(handler))),
            std::forward<Arguments>(arguments)...);
    }

    std::error_code* error;
    Initiation initiation;
};

} // namespace detail

template <class CompletionToken, class Signature>
class async_result<redirect_error_t<CompletionToken>, Signature> {
public:
    template <class Initiation, class Token, class... Arguments>
    static auto initiate(Initiation&& initiation, Token&& token,
                         Arguments&&... arguments) {
        using inner = typename detail::without_error<Signature>::type;
        return async_initiate<CompletionToken, inner>(
            detail::redirecting_initiation<std::decay_t<Initiation>>{
                &token.ec_, std::forward<Initiation>(initiation)},
            token.token_, std::forward<Arguments>(arguments)...);
    }
};

/// What the handler inside is associated with shines through.
template <class Handler, class Executor>
struct associated_executor<detail::redirect_error_handler<Handler>, Executor> {
    using type = associated_executor_t<Handler, Executor>;
    static type get(const detail::redirect_error_handler<Handler>& handler,
                    const Executor& other = Executor()) noexcept {
        return associated_executor<Handler, Executor>::get(handler.inner(),
                                                           other);
    }
};

template <class Handler, class Allocator>
struct associated_allocator<detail::redirect_error_handler<Handler>,
                            Allocator> {
    using type = associated_allocator_t<Handler, Allocator>;
    static type get(const detail::redirect_error_handler<Handler>& handler,
                    const Allocator& other = Allocator()) noexcept {
        return associated_allocator<Handler, Allocator>::get(handler.inner(),
                                                             other);
    }
};

} // namespace net
