// Results whose error becomes an exception: what use_future and use_awaitable
// make of a handler's arguments.
#pragma once

#include <exception>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>

#include "04-proactor/throw_error.h"

namespace net::detail {

/// Nothing, a value, or a tuple of several.
template <class... Results>
struct as_one_value {
    using type = std::tuple<std::decay_t<Results>...>;
};
template <>
struct as_one_value<> {
    using type = void;
};
template <class Result>
struct as_one_value<Result> {
    using type = std::decay_t<Result>;
};

/// What is left of an operation's results without a leading error.
template <class... Results>
struct remaining : as_one_value<Results...> {};
template <class... Results>
struct remaining<std::error_code, Results...> : as_one_value<Results...> {};
template <class... Results>
struct remaining<std::exception_ptr, Results...> : as_one_value<Results...> {};

template <class... Results>
typename as_one_value<Results...>::type take_one_value(Results&... results) {
    if constexpr (sizeof...(Results) > 0)
        return typename as_one_value<Results...>::type(std::move(results)...);
}

/// Takes what is left.
/// Errors:   a leading error
template <class... Results>
auto take_remaining(Results&... results) {
    return take_one_value(results...);
}
template <class... Results>
auto take_remaining(std::error_code& error, Results&... results) {
    throw_error(error);
    return take_one_value(results...);
}
template <class... Results>
auto take_remaining(std::exception_ptr& error, Results&... results) {
    if (error) std::rethrow_exception(error);
    return take_one_value(results...);
}

} // namespace net::detail
