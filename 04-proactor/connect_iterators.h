// connect.h for endpoints that are given by iterators. Without an end, they end
// where a resolver's answers do: at a new iterator.
#pragma once

#include <iterator>
#include <system_error>
#include <utility>

#include "04-proactor/connect.h"

namespace net {
namespace detail {

template <class T>
concept endpoint_iterator =
    !endpoint_sequence<T> && !std::same_as<T, std::error_code> &&
    requires(T one) {
    *one;
    ++one;
};

template <class T, class Iterator>
concept connect_iterators_condition =
    !std::same_as<T, std::error_code> && !std::same_as<T, Iterator> &&
    connect_condition<T, Iterator>;

} // namespace detail

/// Tries the endpoints until one answers.
/// Shape:    where the endpoint that has answered stands
/// Errors:   the last attempt's; error::not_found if there was none
/// Source:   asio::connect
template <class Protocol, class Executor, detail::endpoint_iterator Iterator,
          detail::connect_iterators_condition<Iterator> Condition>
Iterator connect(basic_socket<Protocol, Executor>& socket, Iterator next,
                 Iterator end, Condition condition, std::error_code& error) {
    return detail::connect_to_one(socket, next, end, condition, error);
}
template <class Protocol, class Executor, detail::endpoint_iterator Iterator,
          detail::connect_iterators_condition<Iterator> Condition>
Iterator connect(basic_socket<Protocol, Executor>& socket, Iterator next,
                 Iterator end, Condition condition) {
    std::error_code error;
    const Iterator found =
        detail::connect_to_one(socket, next, end, condition, error);
    detail::throw_error(error, "connect");
    return found;
}
template <class Protocol, class Executor, detail::endpoint_iterator Iterator>
Iterator connect(basic_socket<Protocol, Executor>& socket, Iterator next,
                 Iterator end, std::error_code& error) {
    return connect(socket, next, end, detail::any_endpoint(), error);
}
template <class Protocol, class Executor, detail::endpoint_iterator Iterator>
Iterator connect(basic_socket<Protocol, Executor>& socket, Iterator next,
                 Iterator end) {
    return connect(socket, next, end, detail::any_endpoint());
}

template <class Protocol, class Executor, detail::endpoint_iterator Iterator,
          detail::connect_iterators_condition<Iterator> Condition>
Iterator connect(basic_socket<Protocol, Executor>& socket, Iterator next,
                 Condition condition, std::error_code& error) {
    return connect(socket, next, Iterator(), std::move(condition), error);
}
template <class Protocol, class Executor, detail::endpoint_iterator Iterator,
          detail::connect_iterators_condition<Iterator> Condition>
Iterator connect(basic_socket<Protocol, Executor>& socket, Iterator next,
                 Condition condition) {
    return connect(socket, next, Iterator(), std::move(condition));
}
template <class Protocol, class Executor, detail::endpoint_iterator Iterator>
Iterator connect(basic_socket<Protocol, Executor>& socket, Iterator next,
                 std::error_code& error) {
    return connect(socket, next, Iterator(), error);
}
template <class Protocol, class Executor, detail::endpoint_iterator Iterator>
Iterator connect(basic_socket<Protocol, Executor>& socket, Iterator next) {
    return connect(socket, next, Iterator());
}

/// The same without waiting.
/// Shape:    handler(std::error_code, iterator)
/// Source:   asio::async_connect
template <class Protocol, class Executor, detail::endpoint_iterator Iterator,
          class Token = detail::default_token<Executor>,
          detail::connect_condition_before<Iterator, Token> Condition>
auto async_connect(basic_socket<Protocol, Executor>& socket, Iterator next,
                   Iterator end, Condition condition,
                   Token&& token = detail::default_token<Executor>()) {
    return detail::initiate_connect<detail::tell_iterator>(
        socket, next, end, std::move(condition), next,
        std::forward<Token>(token));
}
template <class Protocol, class Executor, detail::endpoint_iterator Iterator,
          detail::connect_token_alone<Iterator, Executor> Token =
              detail::default_token<Executor>>
auto async_connect(basic_socket<Protocol, Executor>& socket, Iterator next,
                   Iterator end,
                   Token&& token = detail::default_token<Executor>()) {
    return async_connect(socket, next, end, detail::any_endpoint(),
                         std::forward<Token>(token));
}
template <class Protocol, class Executor, detail::endpoint_iterator Iterator,
          class Token = detail::default_token<Executor>,
          detail::connect_condition_before<Iterator, Token> Condition>
auto async_connect(basic_socket<Protocol, Executor>& socket, Iterator next,
                   Condition condition,
                   Token&& token = detail::default_token<Executor>()) {
    return async_connect(socket, next, Iterator(), std::move(condition),
                         std::forward<Token>(token));
}
template <class Protocol, class Executor, detail::endpoint_iterator Iterator,
          detail::connect_token_alone<Iterator, Executor> Token =
              detail::default_token<Executor>>
auto async_connect(basic_socket<Protocol, Executor>& socket, Iterator next,
                   Token&& token = detail::default_token<Executor>()) {
    return async_connect(socket, next, Iterator(), detail::any_endpoint(),
                         std::forward<Token>(token));
}

} // namespace net
