// How the caller of an asynchronous operation wants to be told: the completion
// token. A callback is one; use_future, detached and use_awaitable are others.
#pragma once

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

#include "04-proactor/associated.h"

namespace net {

/// Turns a completion token into a handler for the operation and into what the
/// starting function returns. This one is for plain functions: the token is
/// the handler, and nothing is returned. Others specialise it, with
///
///     static auto initiate(initiation, token, arguments...)
///
/// which calls `initiation(handler, arguments...)`, now or later; or, the older
/// way, with a constructor from a `completion_handler_type&` and get().
/// Shape:    Signature is the handler's, void(std::error_code, std::size_t)
template <class CompletionToken, class Signature>
class async_result {
public:
    using completion_handler_type = CompletionToken;
    using return_type = void;

    explicit async_result(completion_handler_type&) {}
    void get() {}

    template <class Initiation, class Token, class... Arguments>
    static void initiate(Initiation&& initiation, Token&& token,
                         Arguments&&... arguments) {
        std::forward<Initiation>(initiation)(
            std::forward<Token>(token), std::forward<Arguments>(arguments)...);
    }
};

/// What an initiating function of the older form makes of its token.
template <class CompletionToken, class Signature>
class async_completion {
public:
    using result_type = async_result<std::decay_t<CompletionToken>, Signature>;
    using completion_handler_type =
        typename result_type::completion_handler_type;

    explicit async_completion(CompletionToken& token)
        : completion_handler(static_cast<token_type>(token)),
          result(completion_handler) {}

private:
    static constexpr bool is_handler =
        std::is_same_v<CompletionToken, completion_handler_type>;
    using token_type =
        std::conditional_t<is_handler, CompletionToken&, CompletionToken&&>;

public:
    // A token that is a handler already is not copied.
    std::conditional_t<is_handler, completion_handler_type&,
                       completion_handler_type>
        completion_handler;
    result_type result;
};

namespace detail {

template <class Token, class Signature, class Initiation, class... Arguments>
concept has_initiate = requires(Initiation&& initiation, Token&& token,
                                Arguments&&... arguments) {
    async_result<std::decay_t<Token>, Signature>::initiate(
        std::forward<Initiation>(initiation), std::forward<Token>(token),
        std::forward<Arguments>(arguments)...);
};

} // namespace detail

/// Starts an operation in the way the token asks for.
/// Shape:    initiation(handler, arguments...) starts it
template <class CompletionToken, class Signature, class Initiation,
          class... Arguments>
auto async_initiate(Initiation&& initiation,
                    std::remove_reference_t<CompletionToken>& token,
                    Arguments&&... arguments) {
    using token_type = CompletionToken;
    if constexpr (detail::has_initiate<token_type, Signature, Initiation,
                                       Arguments...>) {
        return async_result<std::decay_t<token_type>, Signature>::initiate(
            std::forward<Initiation>(initiation),
            static_cast<token_type&&>(token),
            std::forward<Arguments>(arguments)...);
    } else {
        async_completion<token_type, Signature> made(token);
        std::forward<Initiation>(initiation)(
            std::move(made.completion_handler),
            std::forward<Arguments>(arguments)...);
        return made.result.get();
    }
}

namespace detail {

template <class T, class Signature>
inline constexpr bool handles = false;
template <class T, class Result, class... Results>
inline constexpr bool handles<T, Result(Results...)> =
    std::invocable<std::decay_t<T>, Results...>;

} // namespace detail

template <class T>
concept completion_signature = std::is_function_v<T>;

/// True of what an operation can call when it is done.
template <class T, class Signature>
concept completion_handler_for = completion_signature<Signature> &&
    std::constructible_from<std::decay_t<T>, T> &&
    detail::handles<T, Signature>;

namespace detail {

/// Starts nothing; takes what an operation of this signature would.
template <class Signature>
struct any_initiation {
    template <completion_handler_for<Signature> Handler>
    void operator()(Handler&&) const {}
};

} // namespace detail

/// True of what makes such a handler.
template <class T, class Signature>
concept completion_token_for = completion_signature<Signature> &&
    requires(T&& token) {
    async_initiate<T, Signature>(detail::any_initiation<Signature>(), token);
};

} // namespace net
